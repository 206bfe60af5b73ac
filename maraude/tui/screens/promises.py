"""What protects the team's work, and what nothing protects."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from maraude.i18n import _
from maraude.tui.commands import bindings
from maraude.tui.safe import safe
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header
from maraude.usecases import key_words


class PromisesScreen(ModalScreen[None]):
    """One text to scroll."""

    BINDINGS = bindings("promises")

    def compose(self) -> ComposeResult:
        """Lay out what is promised before what is not."""
        yield Header(_("Ce qui protège"), right=_("↑ ↓ pour lire la suite"))
        with VerticalScroll(classes="dialog"):
            yield Static(safe(key_words.promises()))
        yield Footer("promises")

    def action_back(self) -> None:
        """Go back to the screen below."""
        self.dismiss()
