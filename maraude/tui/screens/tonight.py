"""Tonight: the tour, what was noted, and la ligne."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.widgets import Static

from maraude import i18n
from maraude.domain.evening import Evening
from maraude.domain.kept_line import KeptLine
from maraude.domain.refusal import Refusal
from maraude.domain.shorthand.letters import letters
from maraude.domain.tour import Tour
from maraude.i18n import _
from maraude.tui.commands import bindings
from maraude.tui.safe import safe
from maraude.tui.screens import orienting, questions, tonight_words
from maraude.tui.screens.evening import EveningScreen
from maraude.tui.widgets.closing import Closing, closed_at_noon, undone
from maraude.tui.widgets.entry import EntryPanel
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header
from maraude.tui.widgets.line_list import LineList, Rows
from maraude.usecases import (
    backups,
    calls,
    correct,
    directory,
    drafts,
    listing,
    log,
    refer,
    spots,
    tours,
    undo,
)
from maraude.usecases.listing import Row
from maraude.usecases.log import Reading
from maraude.usecases.session import Session

if TYPE_CHECKING:
    from maraude.domain.entry import Entry

T = TypeVar("T")


class Tonight(EveningScreen):
    """The screen of the evening. What writes runs in the app's one thread for work."""

    BINDINGS = bindings("tonight", at_once="new_line")
    CSS_PATH = "tonight.tcss"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._shown: Evening | None = None
        self._tour: Tour | None = None
        self._entries: tuple[Entry, ...] = ()

    def compose(self) -> ComposeResult:
        """Lay out the header, the list, a line for news, la ligne and the footer."""
        yield Header("")
        yield Closing()
        yield Static("", id="empty", markup=False)
        yield LineList[Row](tonight_words.line, id="entries")
        yield Static("", id="news", markup=False)
        yield EntryPanel(self._read, letters(i18n.language()))
        yield Footer("tonight")

    def on_mount(self) -> None:
        """Show the tour, and the line that was being typed when the program last ended."""
        self._panel.close()
        self.set_interval(60.0, self._pass_minute)
        self._prepare_evening()
        self._reload()
        self.set_focus(self._list)
        if kept := drafts.read(self._session):
            self._go_on(kept)

    def on_screen_resume(self) -> None:
        """Show what changed while another screen was in front."""
        self._reload()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow what makes sense now, so that the footer shows nothing else."""
        match action:
            case "start":
                return self._shown is None and not self._is_out
            case "reopen" | "undo" | "redact":
                return bool(self._entries)
            case "answer_call":
                return any(r.is_open_call for entry in self._entries for r in entry.referrals)
            case "new_line":
                return not self._panel.is_open and (
                    self._is_out or drafts.read(self._session) is not None
                )
            case "nearby" | "spots" | "debrief":
                return self._is_out
            case "earlier":
                return tours.before(self._session, self._evening) is not None
            case "later" | "back":
                return self._shown is not None
            case _:
                return True

    def action_new_line(self) -> None:
        """Open la ligne, with the draft that was put aside if there is one."""
        if kept := drafts.read(self._session):
            self._go_on(kept)
        elif self._is_out:
            self._open(KeptLine("", self._session.now()))
        else:
            self._say(_("Commencez d'abord la maraude : s."))

    def note_about(self, person: str) -> None:
        """Open la ligne with a person on it, after what is typed there already."""
        kept = drafts.read(self._session)
        if kept is None and tours.current(self._session) is None:
            self._say(_("Commencez d'abord la maraude : s."))
            return
        line = drafts.naming(self._session, kept or KeptLine("", self._session.now()), person)
        drafts.keep(self._session, line)
        self._go_on(line)

    def correct(self, encounter: str) -> None:
        """Open an encounter of any evening, by its id, as the line that says it."""
        self._show_evening(correct.evening_of(self._session, encounter))
        places = [place for place, entry in enumerate(self._entries) if entry.id == encounter]
        if places:
            self._list.cursor = places[0]
            self.action_reopen()

    def action_earlier(self) -> None:
        """Show the evening before the one that is shown."""
        if tour := tours.before(self._session, self._evening):
            self._show_evening(tour.evening)

    def action_later(self) -> None:
        """Show the evening after the one that is shown."""
        tour = tours.after(self._session, self._evening)
        self._show_evening(tour.evening if tour else None)

    def action_back(self) -> None:
        """Come back to tonight."""
        self._show_evening(None)

    def action_save(self) -> None:
        """Do what Enter does on la ligne."""
        self._panel.submit()

    def action_keep(self) -> None:
        """Put la ligne aside; its draft stays."""
        line = self._panel.line
        self._leave_line()
        if line and line.line and drafts.read(self._session):
            self._say(_("Brouillon gardé : n pour le reprendre."))
        else:
            drafts.drop(self._session)

    def action_focus_board(self) -> None:
        """Go from the line to the board."""
        self._panel.focus_board()

    def action_mask(self) -> None:
        """Mask what the note on la ligne had better not hold, or take that back."""
        self._panel.mask()

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

    @work(exclusive=True, group="write")
    async def action_undo(self) -> None:
        """Take back the last thing written."""
        if done := await self._written(partial(undo.undo_latest, self._session)):
            self._say(undone(done, self._session.zone))

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

    def _read(self, line: KeptLine) -> Reading:
        """Say what a line means in the tour of the evening on which it was opened."""
        tour = tours.of_moment(self._session, line.opened_at)
        others = tuple(entry for entry in self._entries if entry.id != line.editing)
        return log.read(
            self._session, tour, line.line, line.choices, at=line.opened_at, entries=others
        )

    @on(EntryPanel.Typed)
    async def _on_typed(self) -> None:
        """Keep the draft at each key; show it once it is kept."""
        line = self._panel.line
        if line is None:
            return
        self._panel.show_kept(kept=False)
        try:
            await asyncio.wrap_future(drafts.keep(self._session, line))
        except Refusal as refusal:
            self._panel.warn(refusal.message)
        else:
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
        self._say(tonight_words.saved(entry, corrected=before is not None))

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

    def _go_on(self, line: KeptLine) -> None:
        """Open a line that is on disk, on the evening that it is about."""
        self._show_evening(correct.evening_of(self._session, line.editing))
        if self._tour and (line.editing or self._tour.is_open):
            self._open(line, kept=True)

    def _open(self, line: KeptLine, *, kept: bool = False) -> None:
        self._say("")
        self.query_one(Footer).place = "line"
        self._show_empty(line_open=True)
        self._panel.open(line)
        self._panel.show_kept(kept=kept)

    def _leave_line(self) -> None:
        self._panel.close()
        self.query_one(Footer).place = "tonight"
        self._show_empty()
        self._list.focus()

    async def _orient_line(self, tour: Tour, reading: Reading) -> None:
        """Let a service be chosen for the line; it is referred to when the line is saved."""
        if choice := await orienting.for_line(self.app, self._session, tour, reading):
            self._panel.choose(choice)
        self._panel.focus_line()

    async def _orient_entry(self, tour: Tour, row: Row | None) -> None:
        """Let a service be chosen for the chosen entry, and write it as proposed."""
        entry = row.entry if row else None
        choice = await orienting.for_entry(self.app, self._session, tour, entry)
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
        closed = await asyncio.to_thread(tours.close_left_open, self._session)
        if closed:
            self._say(closed_at_noon(closed))
        if warning := backups.space_warning(self._session):
            self._say(warning)
        today = self._session.now().astimezone(self._session.zone).date()
        await self._written(partial(directory.refresh, self._session.services, today))

    def _pass_minute(self) -> None:
        """Show the time; at noon the evening is over, whoever forgot to end it."""
        self._show_header()
        if self._tour and self._tour.is_open and self._tour.evening < self._session.evening:
            self._prepare_evening()

    @property
    def _panel(self) -> EntryPanel:
        return self.query_one(EntryPanel)

    @property
    def _list(self) -> LineList[Row]:
        return self.query_one("#entries", LineList)

    @property
    def _evening(self) -> Evening:
        """The evening that is shown."""
        return self._shown or self._session.evening

    @property
    def _is_out(self) -> bool:
        """Whether tonight is shown, and the team is out."""
        return self._shown is None and self._tour is not None and self._tour.is_open

    def _show_evening(self, evening: Evening | None) -> None:
        """Show an evening, tonight by default."""
        self._shown = None if evening == self._session.evening else evening
        self._reload()

    def _reload(self) -> None:
        """Read the tour again, and show it."""
        self._tour = tours.of_evening(self._session, self._evening)
        self._entries = tours.entries(self._session, self._tour) if self._tour else ()
        self._list.show(Rows.of(listing.rows(self._session, self._entries)))
        self.query_one(Closing).show(self._session, self._tour, self._entries)
        self._show_empty()
        self._show_header()
        self.refresh_bindings()

    def _show_empty(self, *, line_open: bool = False) -> None:
        """Say what to do where there is nothing yet, unless it is being done."""
        empty = self.query_one("#empty", Static)
        empty.display = not self._entries and not line_open
        empty.update(safe(tonight_words.empty(self._session, self._tour)))

    def _show_header(self) -> None:
        """Show the team, the evening, the time and the place."""
        header = self.query_one(Header)
        time = "" if self._shown else self._clock(self._session.now())
        header.left = tonight_words.heading(self._session.profile.team_name, self._evening, time)
        header.middle = spots.name(self._session, self._tour.spot) if self._tour else ""
        if self._tour and not self._tour.is_open:
            header.middle = _("terminée")

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
