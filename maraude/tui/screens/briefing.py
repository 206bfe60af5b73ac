"""Before leaving: alerts, whom to see again, transmissions, who was seen, who may be lost."""

import asyncio
from functools import partial

from textual import on, work
from textual.app import ComposeResult
from textual.widgets import Static

from maraude.domain.evening import long_date
from maraude.i18n import _
from maraude.tui.commands import bindings
from maraude.tui.door import HOME
from maraude.tui.refusals import refusals_shown
from maraude.tui.requests import NoteAbout, OpenFile
from maraude.tui.safe import safe
from maraude.tui.screens.briefing_rows import BriefingRow, BriefingRows, line
from maraude.tui.screens.evening import EveningScreen
from maraude.tui.undoing import take_back_latest
from maraude.tui.widgets.closing import closed_at_noon
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header
from maraude.tui.widgets.line_list import LineList, Rows
from maraude.usecases import briefing, follow_ups, tours
from maraude.usecases.session import Session


class BriefingScreen(EveningScreen):
    """One list, and the whole of its current line below. It is read in the thread for work."""

    BINDINGS = bindings("briefing")
    CSS_PATH = "briefing.tcss"
    AUTO_FOCUS = "LineList"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._is_out = False

    def compose(self) -> ComposeResult:
        """Lay out the list above the pane."""
        yield Header()
        yield LineList[BriefingRow](line)
        yield Static("", id="detail", markup=False)
        yield Footer("briefing")

    def on_mount(self) -> None:
        """Follow the cursor."""
        self.watch(self._list, "cursor", self._show_detail, init=False)

    @work(exclusive=True, group="read")
    async def on_screen_resume(self) -> None:
        """Read the briefing; a tour that was left open ends first."""
        if closed := await asyncio.to_thread(tours.close_left_open, self._session):
            self.notify(closed_at_noon(closed))
        await self._read()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow what the current line can do."""
        row = self._list.row if self.is_mounted else None
        match action:
            case "start":
                return not self._is_out
            case "open_row":
                return row is not None and bool(row.leaves or row.person or row.passes_on)
            case "note":
                return self._is_out and row is not None and row.person is not None
            case "plan_tonight":
                return row is not None and _can_plan(row)
            case _:
                return True

    @on(LineList.Selected)
    def action_open_row(self) -> None:
        """Open what the line is about; the first one leaves."""
        row = self._list.row
        if row is None:
            return
        if row.leaves:
            self.action_start()
        elif row.person:
            self.post_message(OpenFile(row.person))
        elif row.passes_on:
            self.action_transmissions()

    def action_note(self) -> None:
        """Open la ligne with the person of the line."""
        if (row := self._list.row) and row.person:
            self.post_message(NoteAbout(row.person))

    def action_back(self) -> None:
        """Go to tonight."""
        self.app.switch_mode(HOME)

    @work(exclusive=True, group="write")
    @refusals_shown
    async def action_plan_tonight(self) -> None:
        """Put someone, or a follow-up of an earlier evening, among those to see tonight."""
        row = self._list.row
        if row is None or not _can_plan(row):
            return
        tonight = self._session.evening
        if row.follow_up:
            job = partial(follow_ups.move, self._session, row.follow_up, tonight)
        else:
            job = partial(follow_ups.plan, self._session, person=row.person, due=tonight)
        await asyncio.to_thread(job)
        self.notify(_("{who} : à revoir ce soir · Ctrl+Z annule").format(who=row.who.strip()))
        await self._read()

    @work(exclusive=True, group="write")
    @refusals_shown
    async def action_undo(self) -> None:
        """Take back the last thing written."""
        await take_back_latest(self.app, self._session)
        await self._read()

    @property
    def _list(self) -> LineList[BriefingRow]:
        return self.query_one(LineList)

    async def _read(self) -> None:
        """Read everything again; the cursor stays on its line, at first on the first one."""
        known = await asyncio.to_thread(briefing.read, self._session)
        last = tours.last(self._session)
        self._is_out = tours.current(self._session) is not None
        rows = BriefingRows(self._session, known).rows(last, is_out=self._is_out)
        self._list.show(Rows.of(rows), self._list.cursor)
        header = self.query_one(Header)
        header.left = _("Avant de partir · {evening}").format(evening=long_date(known.evening.date))
        header.middle = last.sector if last else ""
        header.right = _("démonstration") if self._session.profile.demo else ""
        self._show_detail()

    def _show_detail(self) -> None:
        row = self._list.row
        self.query_one("#detail", Static).update(safe(row.detail if row else ""))
        self.refresh_bindings()


def _can_plan(row: BriefingRow) -> bool:
    return row.follow_up is not None or row.is_lost
