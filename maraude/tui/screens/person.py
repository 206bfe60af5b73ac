"""A person's file: what to be careful about, what comes next, and every time they were met."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from maraude.domain.access import Act
from maraude.domain.alert import Alert
from maraude.domain.encounter import SafetyNote
from maraude.domain.evening import long_date
from maraude.domain.followup import FollowUp
from maraude.domain.health_note import HealthNote
from maraude.domain.note import Note
from maraude.domain.person import Person
from maraude.domain.referral import Referral
from maraude.domain.refusal import Refusal
from maraude.domain.right import Right, RightStep
from maraude.i18n import _
from maraude.tui.commands import bindings
from maraude.tui.refusals import refusals_shown
from maraude.tui.requests import Correct, NoteAbout, OpenFile
from maraude.tui.safe import safe
from maraude.tui.screens import (
    orienting,
    person_form,
    person_questions,
    protected_questions,
    redacting,
)
from maraude.tui.screens.accesses import AccessesScreen
from maraude.tui.screens.person_lines import (
    FileLine,
    Record,
    encounter,
    heading,
    missing,
    sections,
    spans,
)
from maraude.tui.screens.pick import Choosable, Pick
from maraude.tui.screens.subject import SubjectScreen
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header
from maraude.tui.widgets.line_list import LineList, Rows
from maraude.usecases import (
    accesses,
    conflicts,
    people,
    person_file,
    protected,
    refer,
    restriction,
    rights,
    undo,
)
from maraude.usecases.listing import Row
from maraude.usecases.session import Session

if TYPE_CHECKING:
    from maraude.usecases.person_file import PersonFile

Question = Callable[..., Awaitable[str]]

ERASED_SECONDS = 60.0
"""What to read again is several lines."""


class PersonScreen(Screen[None]):
    """The file of ``person``, an id. A file whose erasure is asked for shows nothing of itself."""

    CSS_PATH = "person.tcss"
    BINDINGS = bindings("person")

    def __init__(self, session: Session, person: str) -> None:
        super().__init__()
        self._session = session
        self._subject = person
        self._file: PersonFile | None = None
        self._is_frozen = False

    def compose(self) -> ComposeResult:
        """Lay out who it is, the sections and the encounters, and a line for news."""
        yield Header("")
        yield Static("", id="heading", markup=False)
        yield LineList[FileLine](spans)
        yield Static("", id="news", markup=False)
        yield Footer("person")

    def on_mount(self) -> None:
        """Read the file, which is written down."""
        self._list.focus()
        accesses.keep(self._session, self._subject, Act.OPENED)

    def on_screen_resume(self) -> None:
        """Show what changed meanwhile."""
        self._reload()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow on a closed file only to open it again, to erase it, and to leave."""
        if self._file is not None and self._person.forget_at:
            return action in ("forget", "erase", "accesses", "back", "undo")
        if self._is_frozen:
            return action in ("restrict", "forget", "accesses", "show_file", "back")
        if action == "erase":
            return False
        if action == "health":
            return protected.writes(self._session, "health_note")
        return action != "duplicate" or bool(self._file and self._file.alike)

    # What the keys do.

    def action_back(self) -> None:
        """Go back to the screen below."""
        self.dismiss()

    def action_note(self) -> None:
        """Open la ligne in the person's name."""
        self.post_message(NoteAbout(self._person.id))

    @on(LineList.Selected)
    @work(exclusive=True, group="ask")
    @refusals_shown
    async def action_act(self) -> None:
        """Do what can be done about the line under the cursor."""
        line = self._list.row
        if line is not None and line.record is not None:
            await self._act_on(line.record)

    @work(exclusive=True, group="ask")
    async def action_describe(self) -> None:
        """Fill in what is known of the person."""
        await person_form.fill_in(self.app, self._session, self._person)
        self._reload()

    def action_alert(self) -> None:
        """Raise an alert."""
        self._ask(person_questions.alert)

    def action_see_again(self) -> None:
        """Plan to see the person again."""
        self._ask(person_questions.see_again)

    def action_right(self) -> None:
        """Say where a right stands; for who does not read that, what comes next."""
        may_read = rights.may_read(self._session)
        self._ask(person_questions.right if may_read else protected_questions.step)

    def action_situation(self) -> None:
        """Say where the person sleeps."""
        self._ask(person_questions.situation)

    def action_write_note(self) -> None:
        """Write a note on the person."""
        self._ask(person_questions.note)

    def action_identity(self) -> None:
        """Note who the person is on paper."""
        self._ask(person_questions.identity)

    def action_safety(self) -> None:
        """Note violence or exploitation, apart from the file."""
        self._ask(protected_questions.safety)

    def action_health(self) -> None:
        """Note something for the care team."""
        self._ask(protected_questions.health)

    def action_restrict(self) -> None:
        """Freeze the file of who contests it, or lift that."""
        self._ask(person_questions.restrict)

    def action_forget(self) -> None:
        """Mark that the person asks to be forgotten, or take that back."""
        self._ask(person_questions.forget)

    @work(exclusive=True, group="ask")
    @refusals_shown
    async def action_erase(self) -> None:
        """Erase the person for ever, and leave the file that is no more."""
        if said := await person_questions.erase_for_ever(self.app, self._session, self._person):
            self.notify(said, timeout=ERASED_SECONDS)
            self.dismiss()

    @work(exclusive=True, group="ask")
    @refusals_shown
    async def action_redact(self) -> None:
        """Void a text of the chosen line everywhere, or of who the person is on paper."""
        identity = self._file.identity if self._file else None
        shown = (*redacting.of_line(self._list.row), *filter(None, (identity,)))
        if await redacting.void(self.app, self._session, *shown):
            self._reload()

    @work(exclusive=True, group="ask")
    @refusals_shown
    async def action_duplicate(self) -> None:
        """Choose a file of the same person, and go on with one."""
        alike = self._file.alike if self._file else ()
        answers = [Choosable(p, f"{p.code}  {' · '.join(p.names)}") for p in alike]
        question = _("Quelle fiche est celle de la même personne ?")
        if other := await self.app.push_screen_wait(Pick(question, answers)):
            await self._say_done(
                person_questions.duplicate(self.app, self._session, self._person, other)
            )

    @work(exclusive=True, group="ask")
    @refusals_shown
    async def action_nearby(self) -> None:
        """Show what is open near where the person was last met, and note where they go."""
        rows = person_file.timeline(self._session, self._person.id, 0, 1)
        if not rows:
            raise Refusal("never-met", _("Personne n'a encore noté où elle ou il a été vu."))
        entry = rows[0].entry
        choice = await orienting.from_entry(self.app, self._session, entry, person=self._person.id)
        if choice:
            refer.propose(self._session, entry, choice)
            self._reload(_("Orientation notée : {name}").format(name=choice.name))

    @work(exclusive=True, group="ask")
    @refusals_shown
    async def action_show_file(self) -> None:
        """Show the person their file, once it is said how their identity was checked."""
        answers = [Choosable(check, _(words)) for check, words in accesses.CHECKS.items()]
        question = _("Comment l'identité de la personne est-elle vérifiée ?")
        if check := await self.app.push_screen_wait(Pick(question, answers)):
            await self.app.push_screen(SubjectScreen(self._session, self._person, check))

    @refusals_shown
    async def action_accesses(self) -> None:
        """Show who opened the file."""
        await self.app.push_screen(AccessesScreen(self._session, self._person))

    @refusals_shown
    async def action_undo(self) -> None:
        """Take back the last thing written in this file."""
        undo.undo_last(self._session, self._person.id)
        self._reload(_("Annulé : la dernière modification de cette fiche."))

    # What is asked and shown.

    @property
    def _person(self) -> Person:
        return self._file.person if self._file else people.by_id(self._session, self._subject)

    @property
    def _list(self) -> LineList[FileLine]:
        return self.query_one(LineList)

    @work(exclusive=True, group="ask")
    @refusals_shown
    async def _ask(self, question: Question) -> None:
        await self._say_done(question(self.app, self._session, self._person))

    async def _say_done(self, question: Awaitable[str]) -> None:
        """Wait for the answers, and say what was written."""
        if said := await question:
            self._reload(said)

    async def _act_on(self, record: Record) -> None:
        app, session, person = self.app, self._session, self._person
        match record:
            case Row():
                self.post_message(Correct(record.entry.id))
            case Alert():
                await self._say_done(person_questions.on_alert(app, session, record))
            case FollowUp():
                await self._say_done(person_questions.on_follow_up(app, session, record))
            case Right():
                await self._say_done(person_questions.right(app, session, person, record))
            case RightStep() | SafetyNote() | HealthNote():
                await self._say_done(protected_questions.about(app, session, person, record))
            case Referral():
                await self._say_done(person_questions.on_referral(app, session, person, record))
            case Note():
                await self._say_done(person_questions.on_note(app, session, record))
            case Person() if record.merged_into:
                await self._say_done(person_questions.separate(app, session, person, record))
            case Person():
                self.post_message(OpenFile(record.id))
            case _:
                return

    def _reload(self, news: str = "") -> None:
        """Read the file again, and show it."""
        file = self._file = person_file.read(self._session, self._subject)
        person = file.person
        self._is_frozen = restriction.is_frozen(self._session, person.id)
        self.query_one("#news", Static).update(safe(news))
        self.query_one(Header).left = f"{person.called} · {person.code}"
        disputed = conflicts.of_person(self._session, person.id)
        self.query_one(Header).middle = f"≠ {', '.join(disputed)}" if disputed else ""
        if person.forget_at:
            self.query_one(Header).left = person.code
            self._show(_closed(person, self._session), ())
            return
        if person.id in restriction.hidden(self._session):
            self.query_one(Header).left, self.query_one(Header).middle = person.code, ""
            self._show(_frozen(), ())
            return
        others = _("dit aussi : {names}").format(names=", ".join(person.also_called))
        known = heading(person)
        self._show(
            f"{others} · {known}" if person.also_called else known,
            tuple(sections(file, self._session.zone)),
            file.encounters,
            tuple(missing(file)),
        )

    def _show(
        self,
        words: str,
        top: tuple[FileLine, ...],
        encounters: int = 0,
        end: tuple[FileLine, ...] = (),
    ) -> None:
        """Show the sections, then the encounters, which are read as they come into view."""
        self.query_one("#heading", Static).update(safe(words))
        last = len(top) + encounters

        def fetch(offset: int, limit: int) -> Sequence[FileLine]:
            lines = list(top[offset : offset + limit])
            first = max(offset - len(top), 0)
            rows = person_file.timeline(self._session, self._subject, first, limit - len(lines))
            zone = self._session.zone
            return [
                *lines,
                *(encounter(row, zone, first=first + n == 0) for n, row in enumerate(rows)),
                *end[max(offset - last, 0) : max(offset + limit - last, 0)],
            ]

        self._list.show(Rows(last + len(end), fetch), self._list.cursor)
        self.refresh_bindings()


def _frozen() -> str:
    return _(
        "FICHE GELÉE : la personne conteste ce qui y est écrit. Seule la coordination la voit et"
        " lèvera le gel. Une rencontre se note comme d'habitude : elle est comptée sans la fiche."
    )


def _closed(person: Person, session: Session) -> str:
    asked = person.forget_at.astimezone(session.zone) if person.forget_at else session.now()
    return _(
        "À OUBLIER, demandé le {date} : la fiche est fermée. e l'efface pour toujours, x retire"
        " la demande."
    ).format(date=long_date(asked.date()))
