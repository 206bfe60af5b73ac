"""Find a person while typing; open their file, or la ligne in their name."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.css.query import NoMatches
from textual.screen import Screen
from textual.widgets import Input, Static

from maraude.domain.evening import long_date
from maraude.i18n import _, ngettext
from maraude.tui.commands import bindings
from maraude.tui.door import HOME
from maraude.tui.refusals import refusals_shown
from maraude.tui.requests import NoteAbout, OpenFile
from maraude.tui.safe import fit, safe
from maraude.tui.screens import questions
from maraude.tui.screens.ask import AskScreen
from maraude.tui.widgets.field import Field
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header
from maraude.tui.widgets.line_list import LineList, Rows, Spans
from maraude.usecases import find, people
from maraude.usecases.find import Found
from maraude.usecases.resolve import as_name
from maraude.usecases.session import Session

NAME_WIDTH, SHORT_WIDTH = 34, 26
"""Of the names, beside when and where, and beside what a team did a short while ago."""


class PeopleScreen(Screen[None]):
    """A list under a search; nothing typed shows those last met."""

    CSS_PATH = "search.tcss"
    BINDINGS = bindings("people")
    AUTO_FOCUS = "#search"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session

    def compose(self) -> ComposeResult:
        """Lay out the search above the list."""
        yield Header(_("Personnes"))
        with Horizontal(classes="search"):
            yield Static(safe(_("Nom ou surnom : ")), classes="label")
            yield Field(id="search")
        yield Static("", id="empty", markup=False)
        yield LineList[Found](self._line)
        yield Footer("people")

    def on_screen_resume(self) -> None:
        """Show what changed meanwhile, ready for another name in the place of the last."""
        self._field.focus()
        self._field.action_select_all()
        self._search()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow what needs a person only where there is one."""
        return action not in ("open", "note") or self._list.row is not None

    @on(Input.Changed)
    def _on_typed(self) -> None:
        self._search()

    @on(Input.Submitted)
    @on(LineList.Selected)
    def action_open(self) -> None:
        """Open the file under the cursor."""
        if found := self._list.row:
            self.post_message(OpenFile(found.person.id))

    def action_note(self) -> None:
        """Open la ligne in the name of the person under the cursor."""
        found = self._list.row
        if found and found.person.forget_at is None and not found.hidden:
            self.post_message(NoteAbout(found.person.id))

    def action_search(self) -> None:
        """Type in the search."""
        self._field.focus()

    def action_back(self) -> None:
        """Go back to tonight; the next search begins anew."""
        self._field.value = ""
        self.app.switch_mode(HOME)

    @work(exclusive=True, group="ask")
    @refusals_shown
    async def action_add(self) -> None:
        """Ask for a name, and begin a file."""
        question = _("Nouvelle fiche : le prénom ou le surnom suffit.")
        answers = await self.app.push_screen_wait(
            AskScreen(question, (_("Nom"),), _objection, (as_name(self._field.text),))
        )
        if not answers:
            return
        informed = await self.app.push_screen_wait(questions.informed(answers[0]))
        if informed:
            person = await asyncio.to_thread(people.open_file, self._session, answers[0], informed)
            self.post_message(OpenFile(person.id))

    def key_up(self) -> None:
        """Move in the list while typing."""
        self._list.action_move(-1)

    def key_down(self) -> None:
        """Move in the list while typing."""
        self._list.action_move(1)

    @work(exclusive=True, group="search")
    async def _search(self) -> None:
        """Look for what is typed, and show who may be meant."""
        text = self._field.text
        found = await asyncio.to_thread(find.people, self._session, text)
        with suppress(NoMatches):  # The screen is being left, or made anew and looks itself then.
            self._show(text, found)

    def _show(self, text: str, found: Sequence[Found]) -> None:
        self._list.show(Rows.of(found))
        empty = self.query_one("#empty", Static)
        empty.display = not found
        empty.update(safe(_nobody(text)))
        self.query_one(Header).right = ngettext("{n} fiche", "{n} fiches", len(found)).format(
            n=len(found)
        )
        self.refresh_bindings()

    @property
    def _field(self) -> Field:
        return self.query_one("#search", Field)

    @property
    def _list(self) -> LineList[Found]:
        return self.query_one(LineList)

    def _line(self, found: Found) -> Spans:
        """Give one line: names, who has just seen them, or when and where they were last met."""
        person = found.person
        if person.forget_at:
            return ((_("{code} · à oublier").format(code=person.code), ""),)
        if found.hidden:
            return ((_("{code} · fiche gelée").format(code=person.code), ""),)
        names = " · ".join(person.names)
        if found.last_met is None:
            return ((fit(names, NAME_WIDTH), "bold"), (_("pas encore de rencontre"), ""))
        if found.passed:
            return ((fit(names, SHORT_WIDTH), "bold"), (f" {found.passed}", ""))
        met = long_date(found.last_met.astimezone(self._session.zone).date())
        return ((fit(names, NAME_WIDTH), "bold"), (f" {fit(met, 18)} {found.spot}", ""))


def _nobody(text: str) -> str:
    if not text:
        return _("Aucune fiche encore. F4 en ouvre une ; une rencontre se note aussi sans nom.")
    return _("Personne ne s'appelle « {text} ». F4 ouvre une nouvelle fiche.").format(text=text)


def _objection(answers: tuple[str, ...]) -> str:
    return "" if answers[0] else _("Il faut un nom : prénom ou surnom.")
