"""A person's file as it is shown to them: read on the screen, more of it hidden, written."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from textwrap import wrap

from textual import on, work
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from maraude import i18n, paths
from maraude.domain.access import Check
from maraude.domain.person import Person
from maraude.domain.text import searchable
from maraude.i18n import _
from maraude.reports import subject_access as paper
from maraude.tui.commands import bindings
from maraude.tui.refusals import refusals_shown
from maraude.tui.safe import safe
from maraude.tui.screens.ask import AskScreen
from maraude.tui.screens.confirm import ConfirmScreen
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header
from maraude.tui.widgets.line_list import LineList, Rows, Spans
from maraude.usecases import coordination, subject_access
from maraude.usecases.masking import Masks
from maraude.usecases.session import Session
from maraude.usecases.subject_access import SubjectFile

INDENT = "   "


@dataclass(frozen=True, slots=True)
class _Shown:
    """A line of the screen, and the key of what it is a part of."""

    text: str
    key: str = ""
    is_title: bool = False


class SubjectScreen(Screen[None]):
    """The file of ``person``, whose identity was checked; nothing is written unless asked for."""

    BINDINGS = bindings("subject")
    CSS_PATH = "subject.tcss"
    AUTO_FOCUS = "LineList"

    def __init__(self, session: Session, person: Person, check: Check) -> None:
        super().__init__()
        self._session = session
        self._person = person
        self._check = check
        self._language = i18n.language()
        self._masks = Masks()
        self._safety = False
        self._file: SubjectFile = self._read()

    def compose(self) -> ComposeResult:
        """Lay out the file above what is hidden of it."""
        yield Header(_("Montrer sa fiche à {code}").format(code=self._person.code))
        yield LineList[_Shown](_line)
        yield Static("", id="news", markup=False)
        yield Footer("subject")

    def on_mount(self) -> None:
        """Show the file, which is written down."""
        subject_access.shown(self._session, self._person, self._check)
        self._show()

    def on_resize(self) -> None:
        """Break the lines anew."""
        self._show()

    @on(LineList.Selected)
    def action_mask_line(self) -> None:
        """Hide the line under the cursor, or show it again."""
        if (row := self.query_one(LineList).row) and row.key:
            lines = self._masks.lines ^ {row.key}
            self._hide(replace(self._masks, lines=lines))

    @work(exclusive=True, group="ask")
    async def action_mask_word(self) -> None:
        """Hide a word wherever it stands, or show one that was hidden."""
        question = _("Un mot masqué est montré, un autre est masqué.")
        answers = await self.app.push_screen_wait(AskScreen(question, (_("Mot"),)))
        if not answers or not searchable(answers[0]):
            return
        word, masks = searchable(answers[0]), self._masks
        if word in {searchable(found) for found in self._file.masked}:
            masks = replace(masks, hidden=masks.hidden - {word}, shown=masks.shown | {word})
        else:
            masks = replace(masks, hidden=masks.hidden | {word}, shown=masks.shown - {word})
        self._hide(masks)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow the words of safety notes where the coordination works."""
        return action != "safety_words" or coordination.coordinates(self._session)

    @work(exclusive=True, group="ask")
    async def action_safety_words(self) -> None:
        """Show the words of safety notes to whoever is sure of it, or hide them again."""
        question = _(
            "Montrer ce que disent les notes protégées ? Elles peuvent nommer qui a fait cela ou"
            " qui l'a dit : relisez-les, et masquez. Un papier peut être trouvé par cette personne."
        )
        if self._safety or await self.app.push_screen_wait(ConfirmScreen(question)):
            self._safety = not self._safety
            self._hide(self._masks)

    def action_change_language(self) -> None:
        """Say it in the next language."""
        following = i18n.LANGUAGES.index(self._language) + 1
        self._language = i18n.LANGUAGES[following % len(i18n.LANGUAGES)]
        self._hide(self._masks)

    @work(exclusive=True, group="ask")
    @refusals_shown
    async def action_save(self) -> None:
        """Ask where, and write the file there."""
        folder = paths.slips(self._session.store.home)
        usual = str(folder / f"{self._file.name}{paper.HTML}")
        question = _(
            "Dans quel fichier, .html ou .txt ? Relisez d'abord : il ne sera plus à l'abri, et un"
            " effacement ne l'atteindra pas."
        )
        answers = await self.app.push_screen_wait(
            AskScreen(question, (_("Fichier"),), values=(usual,))
        )
        if not answers or not answers[0]:
            return
        if answers[0] == usual:
            folder.mkdir(mode=0o700, exist_ok=True)
        path = await asyncio.to_thread(paper.write, self._file, answers[0])
        subject_access.exported(self._session, self._person, self._check)
        self._say(_("Écrit : {path}").format(path=path))

    def action_back(self) -> None:
        """Go back to the file."""
        self.dismiss()

    def _read(self) -> SubjectFile:
        return subject_access.read(
            self._session,
            self._person,
            self._check,
            self._language,
            self._masks,
            safety=self._safety,
        )

    def _hide(self, masks: Masks) -> None:
        self._masks = masks
        self._file = self._read()
        self._show()

    def _show(self) -> None:
        rows = tuple(self._rows(max(self.size.width - 4, 20)))
        shown = self.query_one(LineList)
        shown.show(Rows.of(rows), shown.cursor)
        words = ", ".join(self._file.masked)
        self._say(_("Masqué : {words}").format(words=words) if words else "")

    def _say(self, words: str) -> None:
        self.query_one("#news", Static).update(safe(words))

    def _rows(self, width: int) -> Iterator[_Shown]:
        yield _Shown(self._file.title, is_title=True)
        for sentence in self._file.introduction:
            yield from (_Shown(part) for part in wrap(sentence, width))
        for section in self._file.sections:
            yield _Shown("")
            yield _Shown(section.title, is_title=True)
            for line in section.lines:
                words = paper.line_words(line)
                for part in wrap(words, width, subsequent_indent=INDENT):
                    yield _Shown(part, line.key)


def _line(shown: _Shown) -> Spans:
    return ((shown.text, "bold" if shown.is_title else ""),)
