"""Tonight: the tour, what was noted, and la ligne."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from maraude import i18n
from maraude.domain.entry import Entry
from maraude.domain.evening import long_date
from maraude.domain.kept_line import KeptLine
from maraude.domain.refusal import Refusal
from maraude.domain.shorthand.letters import letters
from maraude.domain.tour import Tour
from maraude.i18n import _
from maraude.tui.commands import bindings
from maraude.tui.safe import fit, safe
from maraude.tui.screens import questions
from maraude.tui.screens.nearby import NearbyScreen
from maraude.tui.widgets.entry import EntryPanel
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header
from maraude.tui.widgets.line_list import LineList, Rows, Spans
from maraude.usecases import (
    backups,
    calls,
    correct,
    directory,
    drafts,
    listing,
    log,
    needs,
    refer,
    spots,
    tours,
    undo,
)
from maraude.usecases.listing import Row
from maraude.usecases.log import Reading
from maraude.usecases.session import Session

T = TypeVar("T")

MINUTE = 60.0
SPOT_WIDTH = 15


class Tonight(Screen[None]):
    """The screen of the evening. What writes runs in the app's one thread for work."""

    BINDINGS = bindings("tonight", at_once="new_line")
    CSS_PATH = "tonight.tcss"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._tour: Tour | None = None
        self._entries: tuple[Entry, ...] = ()

    def compose(self) -> ComposeResult:
        """Lay out the header, the list, a line for news, la ligne and the footer."""
        yield Header("")
        yield Static("", id="empty", markup=False)
        yield LineList[Row](_line, id="entries")
        yield Static("", id="news", markup=False)
        yield EntryPanel(self._read, letters(i18n.language()))
        yield Footer("tonight")

    def on_mount(self) -> None:
        """Show the tour, and the line that was being typed when the program last ended."""
        self._panel.close()
        self.set_interval(MINUTE, self._show_header)
        self._prepare_evening()
        self._reload()
        if self._tour and (kept := drafts.read(self._session)):
            self._open(kept, kept=True)
        else:
            self._list.focus()

    def on_screen_resume(self) -> None:
        """Show what changed while another screen was in front."""
        self._reload()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow what makes sense now, so that the footer shows nothing else."""
        match action:
            case "start":
                return self._tour is None
            case "reopen" | "undo":
                return bool(self._entries)
            case "answer_call":
                return any(r.is_open_call for entry in self._entries for r in entry.referrals)
            case "new_line":
                return self._tour is not None and not self._panel.is_open
            case "nearby" | "spots" | "debrief":
                return self._tour is not None
            case _:
                return True

    # What the keys do.

    def action_new_line(self) -> None:
        """Open la ligne, with the draft that was put aside if there is one."""
        if self._tour is None:
            self._say(_("Commencez d'abord la maraude : s."))
            return
        kept = drafts.read(self._session)
        self._open(kept or KeptLine("", self._session.now()), kept=kept is not None)

    def note_about(self, person: str) -> None:
        """Open la ligne with a person on it, after what is typed there already."""
        if self._tour is None:
            self._say(_("Commencez d'abord la maraude : s."))
            return
        kept = drafts.read(self._session) or KeptLine("", self._session.now())
        line = drafts.naming(self._session, kept, person)
        drafts.keep(self._session, line)
        self._open(line, kept=True)

    def action_save(self) -> None:
        """Do what Enter does on la ligne."""
        self._panel.submit()

    def action_keep(self) -> None:
        """Put la ligne aside; its draft stays."""
        line = self._panel.line
        self._leave_line()
        if line and line.line:
            self._say(_("Brouillon gardé : n pour le reprendre."))
        else:
            drafts.drop(self._session)

    def action_focus_board(self) -> None:
        """Go from the line to the board."""
        self._panel.focus_board()

    def action_reopen(self) -> None:
        """Open the chosen entry as a line, to correct it."""
        row = self._list.row
        if self._tour is None or row is None:
            return
        if drafts.read(self._session):
            self._say(_("Une ligne est en cours : n pour la finir d'abord."))
            return
        try:
            line = correct.line_of(self._session, self._tour, row.entry)
        except Refusal as refusal:
            self._say(refusal.message)
            return
        self._open(KeptLine(line.line, row.entry.at, line.choices, row.entry.id))

    def action_start(self) -> None:
        """Start tonight's tour."""
        self.app.switch_mode("start")

    def action_spots(self) -> None:
        """Say where the team is now."""
        self.app.switch_mode("spots")

    def action_debrief(self) -> None:
        """End the evening."""
        self.app.switch_mode("debrief")

    @work(exclusive=True, group="write")
    async def action_undo(self) -> None:
        """Take back the last thing written."""
        if self._tour is None:
            return
        done = await self._written(partial(undo.undo_last, self._session, self._tour.id))
        if done and done.at and done.removed:
            self._say(_("Annulé : ce qui a été noté à {time}.").format(time=self._clock(done.at)))
        elif done:
            self._say(_("Annulé : la dernière modification."))

    @work(exclusive=True, group="ask")
    async def action_answer_call(self) -> None:
        """Ask what the 115 answered to the call that waits longest."""
        call = calls.oldest_open(self._session, self._tour) if self._tour else None
        if call is None:
            self._say(_("Aucun appel au 115 en attente."))
            return
        result = await self.app.push_screen_wait(questions.call_answer(self._clock(call.at)))
        if result is None:
            return
        if await self._written(partial(calls.answer, self._session, call, result)):
            self._say(_("Réponse du 115 enregistrée · Ctrl+Z annule"))

    @work(exclusive=True, group="ask")
    async def action_nearby(self) -> None:
        """Show what is open near, for the line being typed or the chosen entry."""
        if self._tour is None:
            self._say(_("Commencez d'abord la maraude : s."))
        elif self._panel.is_open and self._panel.reading:
            await self._orient_line(self._tour, self._panel.reading)
        else:
            await self._orient_entry(self._tour, self._list.row)

    # La ligne.

    def _read(self, line: KeptLine) -> Reading:
        if self._tour is None:
            raise RuntimeError("la ligne is open without a tour")
        others = tuple(entry for entry in self._entries if entry.id != line.editing)
        return log.read(
            self._session, self._tour, line.line, line.choices, at=line.opened_at, entries=others
        )

    @on(EntryPanel.Typed)
    async def _on_typed(self) -> None:
        """Keep the draft at each key; show it once it is kept."""
        line = self._panel.line
        if line is None:
            return
        self._panel.show_kept(kept=False)
        await asyncio.wrap_future(drafts.keep(self._session, line))
        self._panel.show_kept(kept=line == self._panel.line)

    @on(EntryPanel.Undecided)
    @work(exclusive=True, group="ask")
    async def _on_undecided(self, event: EntryPanel.Undecided) -> None:
        if choice := await questions.decide(self.app, event.match, self._session.zone):
            self._panel.choose(choice)
            self._panel.submit()

    @on(EntryPanel.WhomAsked)
    @work(exclusive=True, group="ask")
    async def _on_whom_asked(self, event: EntryPanel.WhomAsked) -> None:
        if choice := await self.app.push_screen_wait(questions.whom(event.persons)):
            self._panel.choose(choice)
            self._panel.submit()

    @on(EntryPanel.Submitted)
    @work(exclusive=True, group="write")
    async def _on_submitted(self, event: EntryPanel.Submitted) -> None:
        """Save the line; it leaves the screen only once it is on disk."""
        editing = self._panel.line.editing if self._panel.line else ""
        before = next((entry for entry in self._entries if entry.id == editing), None)
        job = partial(
            log.save, self._session, event.reading, as_note=event.as_note, correcting=before
        )
        try:
            entry = await asyncio.to_thread(job)
        except Refusal as refusal:
            self._panel.warn(refusal.message)
            return
        self._reload()
        self._after_saving(event.reading.line)
        self._say(_saved(entry, corrected=before is not None))

    def _after_saving(self, saved: str) -> None:
        """Go back to the list, or on with what was typed while the line was being saved."""
        typed = self._panel.line.line.removeprefix(saved) if self._panel.line else ""
        if typed:
            line = KeptLine(typed, self._session.now())
            drafts.keep(self._session, line)
            self._open(line)
        else:
            drafts.drop(self._session)
            self._leave_line()

    def _open(self, line: KeptLine, *, kept: bool = False) -> None:
        self._say("")
        self.query_one(Footer).place = "line"
        self._panel.open(line)
        self._panel.show_kept(kept=kept)

    def _leave_line(self) -> None:
        self._panel.close()
        self.query_one(Footer).place = "tonight"
        self._list.focus()

    # Services near.

    async def _orient_line(self, tour: Tour, reading: Reading) -> None:
        """Let a service be chosen for the line; it is referred to when the line is saved."""
        spot = reading.spot.chosen.record if reading.spot and reading.spot.chosen else tour.spot
        choice = await self.app.push_screen_wait(
            NearbyScreen(self._session, spot, needs.of_draft(reading.draft))
        )
        if choice:
            self._panel.choose(choice)
        self._panel.focus_line()

    async def _orient_entry(self, tour: Tour, row: Row | None) -> None:
        """Let a service be chosen for the chosen entry, and write it as proposed."""
        entry = row.entry if row else None
        spot = (entry.encounter.spot if entry else None) or tour.spot
        asked = needs.of_entry(entry) if entry else ()
        screen = NearbyScreen(self._session, spot, asked)
        choice = await self.app.push_screen_wait(screen)
        if choice is None:
            return
        if entry is None:
            self._say(_("Notez d'abord la rencontre, puis orientez depuis elle."))
        elif await self._written(partial(refer.propose, self._session, entry, choice)):
            self._say(_("Orientation notée : {name} · Ctrl+Z annule").format(name=choice.name))

    @on(LineList.Selected)
    def _on_selected(self) -> None:
        self.action_reopen()

    @work(group="write")
    async def _prepare_evening(self) -> None:
        """End the tours that nobody ended, and bring opening hours up to tonight."""
        if self._session.notice:
            self._say(self._session.notice)
        closed = await asyncio.to_thread(tours.close_left_open, self._session)
        if closed:
            evenings = ", ".join(long_date(tour.evening.date) for tour in closed)
            self._say(_("Maraude restée ouverte, close à midi : {dates}.").format(dates=evenings))
        if warning := backups.space_warning(self._session):
            self._say(warning)
        today = self._session.now().astimezone(self._session.zone).date()
        await self._written(partial(directory.refresh, self._session.services, today))

    # What is shown.

    @property
    def _panel(self) -> EntryPanel:
        return self.query_one(EntryPanel)

    @property
    def _list(self) -> LineList[Row]:
        return self.query_one("#entries", LineList)

    def _reload(self) -> None:
        """Read the tour again, and show it."""
        self._tour = tours.current(self._session)
        self._entries = tours.entries(self._session, self._tour) if self._tour else ()
        self._list.show(Rows.of(listing.rows(self._session, self._entries)))
        self.query_one("#empty", Static).display = not self._entries
        self.query_one("#empty", Static).update(safe(_empty(self._tour)))
        self._show_header()
        self.refresh_bindings()

    def _show_header(self) -> None:
        """Show the team, the evening, the time and the place."""
        header = self.query_one(Header)
        header.left = _("Maraude {team} · {evening} · {time}").format(
            team=self._session.profile.team_name,
            evening=long_date(self._session.evening.date),
            time=self._clock(self._session.now()),
        )
        header.middle = spots.name(self._session, self._tour.spot) if self._tour else ""

    def _say(self, news: str) -> None:
        self.query_one("#news", Static).update(safe(news), layout=False)

    def _clock(self, moment: datetime) -> str:
        return f"{moment.astimezone(self._session.zone):%H:%M}"

    async def _written(self, job: Callable[[], T]) -> T | None:
        """Run what writes, show the tour again; a refusal is said, and gives None."""
        try:
            done = await asyncio.to_thread(job)
        except Refusal as refusal:
            self._say(refusal.message)
            return None
        self._reload()
        return done


def _line(row: Row) -> Spans:
    """Give one line of the list: time, place, people, who and when again, what was done."""
    return (
        (row.time, "bold"),
        (f" {fit(row.spot, SPOT_WIDTH)} ", ""),
        (f"{row.summary.people:<8} ", ""),
        (f"{row.summary.again} · " if row.summary.again else "", "bold"),
        (row.summary.words, ""),
    )


def _empty(tour: Tour | None) -> str:
    """Say what to do where there is nothing to show yet."""
    if tour is None:
        return _("Aucune maraude en cours ce soir.\n\ns  partir     ?  aide")
    return _("La maraude a commencé. Rien n'est encore noté.\n\nn  noter une rencontre     ?  aide")


def _saved(entry: Entry | None, *, corrected: bool) -> str:
    """Say what has just reached the disk."""
    if corrected:
        return _("Correction enregistrée · Ctrl+Z annule")
    if entry is None:
        return _("Lieu changé · Ctrl+Z annule")
    return _("Enregistré · Ctrl+Z annule")
