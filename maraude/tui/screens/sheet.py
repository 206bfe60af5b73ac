"""The recovery sheet, shown once to be copied by hand."""

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from maraude.i18n import _
from maraude.tui.commands import bindings
from maraude.tui.safe import safe
from maraude.tui.screens.confirm import ConfirmScreen
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header


class SheetScreen(ModalScreen[None]):
    """Shows ``text`` until it is said to be copied; it is kept nowhere."""

    BINDINGS = bindings("sheet")

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        """Lay out the sheet to scroll."""
        yield Header(_("La feuille de secours"), right=_("↑ ↓ pour lire la suite"))
        with VerticalScroll(classes="dialog"):
            yield Static(safe(self._text))
        yield Footer("sheet")

    @work(exclusive=True)
    async def action_back(self) -> None:
        """Leave it once its words are on paper."""
        question = _("Les dix mots sont-ils recopiés et relus ? Ils ne seront plus montrés.")
        if await self.app.push_screen_wait(ConfirmScreen(question)):
            self.dismiss()
