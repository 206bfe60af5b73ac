"""The team's places: search, add, import, and say where the team is now."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Input, Static

from maraude import paths
from maraude.domain.refusal import Refusal
from maraude.domain.spot import Position
from maraude.i18n import _, ngettext
from maraude.tui.commands import bindings
from maraude.tui.door import HOME
from maraude.tui.refusals import refusals_shown
from maraude.tui.safe import fit, safe
from maraude.tui.screens import placing
from maraude.tui.screens.ask import AskScreen
from maraude.tui.widgets.field import Field
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header
from maraude.tui.widgets.line_list import LineList, Rows, Spans
from maraude.usecases.addresses import Candidate


@dataclass(frozen=True, slots=True)
class SpotRow:
    """A spot as the list shows it; ``is_current`` where the team is now."""

    id: str
    name: str
    sector: str
    position: Position | None
    is_current: bool


class Spots(Protocol):
    """What the screen asks for. ``rows`` runs at each key.

    The others run in the thread of long work, and raise Refusal where it cannot be done.
    """

    def rows(self, prefix: str) -> Sequence[SpotRow]:
        """Give the spots of which a word starts with ``prefix``, by name."""

    def places(self, text: str) -> Sequence[Candidate]:
        """Give the places that an address, a plus code or degrees may mean."""

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
    @work(exclusive=True)
    @refusals_shown
    async def action_choose(self) -> None:
        """Make the spot under the cursor the current one."""
        if row := self._list().row:
            await asyncio.to_thread(self._spots.choose, row.id)
            self.app.switch_mode(HOME)

    def action_search(self) -> None:
        """Type in the search."""
        self.query_one("#search", Field).focus()

    def action_back(self) -> None:
        """Leave the search for the list, and the list for tonight."""
        if self._list().has_focus:
            self.app.switch_mode(HOME)
        else:
            self._list().focus()

    @work(exclusive=True)
    @refusals_shown
    async def action_add(self) -> None:
        """Ask for a new spot, and create it; what has no place yet is asked again."""
        labels = (_("Nom"), _("Adresse, plus code ou degrés, si vous l'avez"))
        values: tuple[str, ...] = ()
        while answers := await self.app.push_screen_wait(
            AskScreen(_("Nouveau lieu"), labels, _objection, values)
        ):
            name, where = values = answers
            try:
                place = await placing.choose(self.app, self._spots.places, where) if where else None
            except Refusal as refusal:
                self.notify(refusal.message, severity="error")
                continue
            if place or not where:
                await asyncio.to_thread(self._spots.add, name, place.position if place else None)
                self.notify(_("Lieu ajouté : {name}").format(name=name))
                self._show()
                return

    @work(exclusive=True)
    @refusals_shown
    async def action_import_file(self) -> None:
        """Ask for a file, and import it."""
        question = _("Importer des lieux : la première ligne nomme les colonnes nom, lat, lon.")
        answers = await self.app.push_screen_wait(AskScreen(question, (_("Fichier CSV"),)))
        if answers and answers[0]:
            self.notify(_("Import en cours…"))
            path = paths.typed(answers[0])
            self.notify(await asyncio.to_thread(self._spots.import_csv, path))
            self._show()

    def key_up(self) -> None:
        """Move in the list while typing."""
        self._list().action_move(-1)

    def key_down(self) -> None:
        """Move in the list while typing."""
        self._list().action_move(1)

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
        (fit(row.name, 34), "bold" if row.is_current else ""),
        (fit(row.sector, 16), ""),
        (fit(_("placé") if row.position else _("sans position"), 15), ""),
        (_("vous y êtes") if row.is_current else "", "bold $accent"),
    )


def _objection(answers: tuple[str, ...]) -> str:
    """Say what is wrong with a new spot."""
    return "" if answers[0] else _("Il faut un nom au lieu.")
