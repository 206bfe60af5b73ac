"""The team's places: search, add, import, and say where the team is now."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, Static

from maraude.domain.spot import Position
from maraude.i18n import _, ngettext
from maraude.tui.commands import bindings
from maraude.tui.door import HOME
from maraude.tui.safe import fit, safe
from maraude.tui.screens.ask import AskScreen
from maraude.tui.widgets.field import Field
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header
from maraude.tui.widgets.line_list import LineList, Rows, Spans
from maraude.tui.work import report


@dataclass(frozen=True, slots=True)
class SpotRow:
    """A spot as the list shows it; ``is_current`` where the team is now."""

    id: str
    name: str
    sector: str
    position: Position | None
    is_current: bool


class Spots(Protocol):
    """What the screen asks for. ``rows`` runs at each key; the others in the thread of long work,
    and raise Refusal where it cannot be done.
    """

    def rows(self, prefix: str) -> Sequence[SpotRow]:
        """Give the spots of which a word starts with ``prefix``, by name."""

    def add(self, name: str, position: Position | None) -> object:
        """Create a spot."""

    def choose(self, spot: str) -> object:
        """Make a spot the tour's current one."""

    def import_csv(self, path: Path) -> str:
        """Create the spots of a file; gives the sentence that says what came of it."""


class SpotsScreen(Screen[None]):
    """A list under a search. Letters command in the list and type in the search."""

    CSS_PATH = "search.tcss"
    BINDINGS = bindings("spots")
    AUTO_FOCUS = "LineList"

    class Changed(Message):
        """There are new spots, and they are on disk; ``sentence`` says which."""

        def __init__(self, sentence: str) -> None:
            super().__init__()
            self.sentence = sentence

    class Chosen(Message):
        """The tour has another current spot."""

    def __init__(self, spots: Spots) -> None:
        super().__init__()
        self._spots = spots

    def compose(self) -> ComposeResult:
        """Lay out the search above the list."""
        yield Header(_("Lieux"))
        with Horizontal(classes="search"):
            yield Static(safe(_("Chercher : ")), classes="label")
            yield Field(id="search")
        yield LineList[SpotRow](_line)
        yield Footer("spots")

    def on_screen_resume(self) -> None:
        """Show the list as it is now, from the start."""
        self.query_one("#search", Field).value = ""
        self._show()
        self._list().focus()

    @on(Input.Changed)
    def _on_typed(self) -> None:
        self._show()

    @on(Input.Submitted)
    @on(LineList.Selected)
    def action_choose(self) -> None:
        """Make the spot under the cursor the current one."""
        if row := self._list().row:
            self._choose(row.id)

    def action_search(self) -> None:
        """Type in the search."""
        self.query_one("#search", Field).focus()

    def action_back(self) -> None:
        """Leave the search for the list, and the list for tonight."""
        if self._list().has_focus:
            self.app.switch_mode(HOME)
        else:
            self._list().focus()

    def action_add(self) -> None:
        """Ask for a new spot."""
        labels = (_("Nom"), _("Position, si vous l'avez (48.8676,2.3636)"))
        self.app.push_screen(AskScreen(_("Nouveau lieu"), labels, _objection), self._add_answered)

    def action_import_file(self) -> None:
        """Ask for a file."""
        question = _("Importer des lieux : la première ligne nomme les colonnes nom, lat, lon.")
        self.app.push_screen(AskScreen(question, (_("Fichier CSV"),)), self._import_answered)

    def key_up(self) -> None:
        """Move in the list while typing."""
        self._list().action_move(-1)

    def key_down(self) -> None:
        """Move in the list while typing."""
        self._list().action_move(1)

    @on(Changed)
    def _on_changed(self, event: Changed) -> None:
        self.notify(event.sentence)
        self._show()

    @on(Chosen)
    def _on_chosen(self) -> None:
        self.app.switch_mode(HOME)

    def _add_answered(self, answers: tuple[str, ...] | None) -> None:
        if answers:
            name, written = answers
            self._add(name, Position.parse(written) if written else None)

    def _import_answered(self, answers: tuple[str, ...] | None) -> None:
        if answers and answers[0]:
            self.notify(_("Import en cours…"))
            self._import(Path(answers[0]).expanduser())

    @work(thread=True)
    def _add(self, name: str, position: Position | None) -> None:
        def job() -> Message:
            self._spots.add(name, position)
            return self.Changed(_("Lieu ajouté : {name}").format(name=name))

        report(self, job)

    @work(thread=True)
    def _choose(self, spot: str) -> None:
        def job() -> Message:
            self._spots.choose(spot)
            return self.Chosen()

        report(self, job)

    @work(thread=True)
    def _import(self, path: Path) -> None:
        report(self, lambda: self.Changed(self._spots.import_csv(path)))

    def _show(self) -> None:
        rows = self._spots.rows(self.query_one("#search", Field).text)
        current = next((index for index, row in enumerate(rows) if row.is_current), 0)
        self._list().show(Rows.of(rows), current)
        self.query_one(Header).right = ngettext("{n} lieu", "{n} lieux", len(rows)).format(
            n=len(rows)
        )

    def _list(self) -> LineList[SpotRow]:
        return self.query_one(LineList)


def _line(row: SpotRow) -> Spans:
    return (
        (fit(row.name, 36), "bold" if row.is_current else ""),
        (fit(row.sector, 18), ""),
        (fit(_("placé") if row.position else _("sans position"), 14), ""),
        (_("vous y êtes") if row.is_current else "", "bold $accent"),
    )


def _objection(answers: tuple[str, ...]) -> str:
    """Say what is wrong with a new spot."""
    name, position = answers
    if not name:
        return _("Il faut un nom au lieu.")
    try:
        Position.parse(position or "0,0")
    except ValueError:
        return _("La position s'écrit en degrés, latitude puis longitude : 48.8676,2.3636")
    return ""
