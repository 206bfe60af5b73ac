"""A question with two answers."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from maraude.tui.commands import bindings
from maraude.tui.safe import safe
from maraude.tui.widgets.footer import Footer


class ConfirmScreen(ModalScreen[bool]):
    """Asks ``question``; gives True for yes."""

    BINDINGS = bindings("confirm")

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """Lay out the question above the two answers."""
        with Vertical(classes="dialog"):
            yield Static(safe(self._question), classes="question")
        yield Footer("confirm")

    def action_yes(self) -> None:
        """Answer yes."""
        self.dismiss(True)  # noqa: FBT003 - the screen's one result

    def action_back(self) -> None:
        """Answer no."""
        self.dismiss(False)  # noqa: FBT003 - the screen's one result
