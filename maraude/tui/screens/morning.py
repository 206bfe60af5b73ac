"""The coordinator's morning: what came in of a night, team by team, each line one Enter away."""

import asyncio
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from maraude.domain.evening import Evening, long_date
from maraude.i18n import _
from maraude.tui.commands import bindings
from maraude.tui.requests import OpenFile
from maraude.tui.safe import safe
from maraude.tui.screens.conflicts import ConflictsScreen
from maraude.tui.screens.endings import EndingsScreen
from maraude.tui.screens.gap import GapScreen
from maraude.tui.screens.morning_rows import MorningRow, Place, line, rows
from maraude.tui.screens.quarantine import QuarantineScreen
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header
from maraude.tui.widgets.line_list import LineList, Rows
from maraude.usecases import morning
from maraude.usecases.session import Session

if TYPE_CHECKING:
    from maraude.usecases.morning import Morning


class MorningScreen(Screen[None]):
    """One list, and its current line whole below. It is read in the thread for work."""

    BINDINGS = bindings("morning")
    CSS_PATH = "morning.tcss"
    AUTO_FOCUS = "LineList"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._evening = morning.latest(session)
        self._unfolded: set[str] = set()
        self._found: Morning | None = None

    def compose(self) -> ComposeResult:
        """Lay out the list above the pane."""
        yield Header()
        yield LineList[MorningRow](line)
        yield Static("", id="detail", markup=False)
        yield Footer("morning")

    def on_mount(self) -> None:
        """Follow the cursor."""
        self.watch(self._list, "cursor", self._show_detail, init=False)

    def on_screen_resume(self) -> None:
        """Show what came meanwhile."""
        self._read()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow what the line leads to, and the evenings that there are."""
        match action:
            case "open_row":
                row = self._list.row if self.is_mounted else None
                return row is not None and row.leads
            case "earlier":
                return morning.before(self._session, self._evening) is not None
            case "later":
                return morning.after(self._session, self._evening) is not None
            case _:
                return True

    @on(LineList.Selected)
    def action_open_row(self) -> None:
        """Fold or unfold a team; open a file, what is to be settled, or what is kept apart."""
        row = self._list.row
        if row is None:
            return
        if row.team:
            self._unfolded ^= {row.team}
            self._show()
        elif row.person:
            self.post_message(OpenFile(row.person))
        elif row.place is Place.CONFLICTS:
            self.app.push_screen(ConflictsScreen(self._session))
        elif row.place is Place.ENDINGS:
            self.app.push_screen(EndingsScreen(self._session))
        elif row.place is Place.QUARANTINE:
            self.app.push_screen(QuarantineScreen(self._session, row.laptop, row.reason))

    def action_earlier(self) -> None:
        """Show the evening before."""
        self._go(morning.before(self._session, self._evening))

    def action_later(self) -> None:
        """Show the evening after."""
        self._go(morning.after(self._session, self._evening))

    def action_gap(self) -> None:
        """Show where nothing was open within reach."""
        self.app.push_screen(GapScreen(self._session))

    def action_back(self) -> None:
        """Go back to the screen before."""
        self.dismiss()

    @property
    def _list(self) -> LineList[MorningRow]:
        return self.query_one(LineList)

    def _go(self, evening: Evening | None) -> None:
        if evening:
            self._evening = evening
            self._list.cursor = 0
            self._read()

    @work(exclusive=True, group="read")
    async def _read(self) -> None:
        self._found = await asyncio.to_thread(morning.read, self._session, self._evening)
        self._show()

    def _show(self) -> None:
        if self._found is None:
            return
        shown = rows(self._session, self._found, self._unfolded)
        self._list.show(Rows.of(shown), self._list.cursor)
        title = _("Au matin · {evening}").format(evening=long_date(self._found.evening.date))
        self.query_one(Header).left = title
        self._show_detail()

    def _show_detail(self) -> None:
        row = self._list.row
        self.query_one("#detail", Static).update(safe(row.detail if row else ""))
        self.refresh_bindings()
