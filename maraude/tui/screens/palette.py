"""Every command at hand, to be searched by its words."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from maraude.domain.text import fold
from maraude.i18n import _
from maraude.tui.commands import Command, bindings, key_name
from maraude.tui.safe import fit, safe
from maraude.tui.widgets.field import Field
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.line_list import LineList, Rows, Spans


class PaletteScreen(ModalScreen[Command | None]):
    """Lists ``commands``; gives the one chosen, None for Escape."""

    CSS_PATH = "search.tcss"
    BINDINGS = bindings("palette")

    def __init__(self, commands: Sequence[Command]) -> None:
        super().__init__()
        self._commands = tuple(command for command in commands if command.id != "palette")

    def compose(self) -> ComposeResult:
        """Lay out the search above what it finds."""
        with Horizontal(classes="search"):
            yield Static(safe(_("Commande : ")), classes="label")
            yield Field()
        yield LineList[Command](_line)
        yield Footer("palette")

    def on_mount(self) -> None:
        """Show every command."""
        self._show("")

    @on(Input.Changed)
    def _on_typed(self, event: Input.Changed) -> None:
        self._show(event.value)

    @on(Input.Submitted)
    @on(LineList.Selected)
    def action_run(self) -> None:
        """Give the command under the cursor."""
        if command := self._list().row:
            self.dismiss(command)

    def action_back(self) -> None:
        """Give nothing."""
        self.dismiss(None)

    def key_up(self) -> None:
        """Move in the list while typing."""
        self._list().action_move(-1)

    def key_down(self) -> None:
        """Move in the list while typing."""
        self._list().action_move(1)

    def _show(self, typed: str) -> None:
        wanted = fold(typed)
        found = [c for c in self._commands if wanted in fold(f"{_(c.label)} {_(c.help)}")]
        self._list().show(Rows.of(found))

    def _list(self) -> LineList[Command]:
        return self.query_one(LineList)


def _line(command: Command) -> Spans:
    return (fit(key_name(command.key), 9), "bold $accent"), (_(command.help), "")
