"""Those whose two years are over, or soon are: to note a contact in time, or to erase them."""

import asyncio
from functools import partial

from textual import on, work
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from maraude.i18n import _
from maraude.tui.commands import bindings
from maraude.tui.exchanges import beside
from maraude.tui.refusals import refusals_shown
from maraude.tui.requests import NoteAbout, OpenFile
from maraude.tui.safe import fit, safe
from maraude.tui.screens.confirm import ConfirmScreen
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header
from maraude.tui.widgets.line_list import LineList, Rows, Spans
from maraude.usecases import purge
from maraude.usecases import purge_words as words
from maraude.usecases.purge import Ending, Endings
from maraude.usecases.session import Session

WHO_WIDTH, WHEN_WIDTH = 30, 18


class EndingsScreen(Screen[None]):
    """One list, those who go first at its head; it is read in the thread for work."""

    BINDINGS = bindings("endings")
    CSS_PATH = "endings.tcss"
    AUTO_FOCUS = "LineList"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._found: Endings | None = None

    def compose(self) -> ComposeResult:
        """Lay out the list above the pane."""
        yield Header(_("Deux ans après la dernière rencontre"))
        yield LineList[Ending](self._line)
        yield Static("", id="detail", markup=False)
        yield Footer("endings")

    def on_mount(self) -> None:
        """Follow the cursor."""
        self.watch(self._list, "cursor", self._show_detail, init=False)

    def on_screen_resume(self) -> None:
        """Show who was met meanwhile no more."""
        self._read()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow what there is somebody for."""
        match action:
            case "open":
                return self.is_mounted and self._list.row is not None
            case "note":
                row = self._list.row if self.is_mounted else None
                return row is not None and row.person.forget_at is None
            case "purge":
                ready = self._found.ready if self._found else ()
                return bool(ready) and purge.may_purge(self._session)
            case _:
                return True

    @on(LineList.Selected)
    def action_open(self) -> None:
        """Open the file under the cursor."""
        if row := self._list.row:
            self.post_message(OpenFile(row.person.id))

    def action_note(self) -> None:
        """Open la ligne in the name of the person under the cursor."""
        row = self._list.row
        if row and row.person.forget_at is None:
            self.post_message(NoteAbout(row.person.id))

    @work(exclusive=True)
    @refusals_shown
    async def action_purge(self) -> None:
        """Erase all whose two years are over, once somebody has said yes."""
        found = self._found
        if found is None or not found.ready:
            return
        if await self.app.push_screen_wait(ConfirmScreen(words.question(len(found.ready)))):
            gone = await beside(partial(purge.run, self._session, found))
            self.notify(words.erased(len(gone)))
            self._read()

    def action_back(self) -> None:
        """Go back to the screen before."""
        self.dismiss()

    @property
    def _list(self) -> LineList[Ending]:
        return self.query_one(LineList)

    @work(exclusive=True, group="read")
    async def _read(self) -> None:
        self._found = await asyncio.to_thread(purge.look, self._session)
        self._list.show(Rows.of((*self._found.over, *self._found.soon)), self._list.cursor)
        self._show_detail()

    def _show_detail(self) -> None:
        row, found = self._list.row, self._found
        lines = [words.head(found)] if found else []
        if row:
            lines += ["", words.who(row), words.why(row, self._session.zone)]
            lines += [words.waits()] if row.waits else []
        self.query_one("#detail", Static).update(safe("\n".join(lines)))
        self.refresh_bindings()

    def _line(self, one: Ending) -> Spans:
        zone, over = self._session.zone, self._found.over if self._found else ()
        return (
            (f"{fit(words.who(one), WHO_WIDTH)} ", "bold" if one in over else ""),
            (f"{fit(words.end(one, zone), WHEN_WIDTH)} ", ""),
            (words.why(one, zone), "dim"),
        )
