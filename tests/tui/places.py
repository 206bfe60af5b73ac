"""A profile without a lock, whose screens show what a test gives them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from textual.app import ComposeResult
from textual.screen import Screen

from maraude.domain.refusal import Refusal
from maraude.domain.spot import Position
from maraude.domain.tour import Member
from maraude.tui.commands import bindings
from maraude.tui.door import HOME, Bearings
from maraude.tui.screens.spots import SpotRow, SpotsScreen
from maraude.tui.screens.start import StartScreen
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header
from maraude.tui.widgets.line_list import LineList, Rows
from maraude.usecases.addresses import Candidate

PASSPHRASE = "fleuve lampe matin bleu table"


class HomeScreen(Screen[None]):
    """A list in the place of the evening."""

    BINDINGS = bindings("tonight")

    def __init__(self, rows: Sequence[str], heading: str) -> None:
        super().__init__()
        self._rows = rows
        self._heading = heading

    def compose(self) -> ComposeResult:
        yield Header(self._heading, "Canal St-Martin", "14 rencontres")
        yield LineList[str](lambda row: ((row, ""),))
        yield Footer("tonight")

    def on_mount(self) -> None:
        self.query_one(LineList).show(Rows.of(self._rows))

    def action_spots(self) -> None:
        self.app.switch_mode("spots")

    def action_start(self) -> None:
        self.app.switch_mode("start")


@dataclass
class MemorySpots:
    """Spots in a list."""

    rows_held: list[SpotRow] = field(default_factory=list)
    imported: list[Path] = field(default_factory=list)

    def rows(self, prefix: str) -> Sequence[SpotRow]:
        return [row for row in self.rows_held if row.name.lower().startswith(prefix.lower())]

    def places(self, text: str) -> Sequence[Candidate]:
        """Give the degrees that are typed; ``gare`` may be two places."""
        if text == "gare":
            return (
                Candidate(Position(48.88, 2.36), "Gare du Nord"),
                Candidate(Position(48.84, 2.37), "Gare d'Austerlitz"),
            )
        try:
            return (Candidate(Position.parse(text), text),)
        except ValueError:
            raise Refusal("unknown-address", f"Pas d'adresse « {text} ».") from None

    def add(self, name: str, position: Position | None) -> None:
        if any(row.name == name for row in self.rows_held):
            raise Refusal("spot-exists", f"Le lieu « {name} » existe déjà.")
        self.rows_held.append(SpotRow(name, name, "Nord", position, is_current=False))

    def choose(self, spot: str) -> None:
        self.rows_held = [
            SpotRow(row.id, row.name, row.sector, row.position, is_current=row.id == spot)
            for row in self.rows_held
        ]

    def import_csv(self, path: Path) -> str:
        self.imported.append(path)
        return f"3 lieux lus dans {path.name}."


@dataclass
class OpenPlace:
    """The screens of an evening; ``hostile`` is shown wherever text is shown."""

    hostile: str = "Marta"
    row_count: int = 3
    started: list[tuple[str, tuple[Member, ...]]] = field(default_factory=list)
    closed: bool = False
    notice: str = ""
    out: bool = True
    pin: str = ""
    unattended: bool = False

    def __post_init__(self) -> None:
        position = Position(48.87, 2.36)
        self.spots = MemorySpots(
            [
                SpotRow("s1", f"Gare {self.hostile}", self.hostile, position, is_current=True),
                SpotRow("s2", "Canal St-Martin", "Nord", None, is_current=False),
            ]
        )

    @property
    def modes(self) -> Mapping[str, Callable[[], Screen[Any]]]:
        rows = [self.hostile] * self.row_count
        return {
            HOME: lambda: HomeScreen(rows, f"Maraude Nord · {self.hostile}"),
            "spots": lambda: SpotsScreen(self.spots),
            "start": lambda: StartScreen(f"Départ · {self.hostile}", self._start),
        }

    def bearings(self) -> Bearings:
        return Bearings("01 99 00 12 34", self.hostile)

    def is_out(self) -> bool:
        return self.out

    def short_code(self) -> Callable[[str], bool] | None:
        return (lambda pin: pin == self.pin) if self.pin else None

    def locked_unattended(self) -> None:
        self.unattended = True

    def has_server(self) -> bool:
        return False

    def synchronise(self, cancelled: Callable[[], bool], progress: Callable[[str], None]) -> str:
        return self.hostile

    def exchanged(self) -> str:
        return self.hostile

    def follow(self, written: Callable[[], object]) -> None:
        return

    def diagnose(self, failure: BaseException) -> str:
        return ""

    def file(self, person: str) -> Screen[Any]:
        return HomeScreen((person,), person)

    def close(self) -> None:
        self.closed = True

    def _start(self, sector: str, members: tuple[Member, ...]) -> None:
        self.started.append((sector, members))


@dataclass
class UnlockedDoor:
    """A door that opens for one passphrase, or for everyone."""

    place: OpenPlace = field(default_factory=OpenPlace)
    locked: bool = False
    there: bool = True

    def exists(self) -> bool:
        return self.there

    def who(self) -> str:
        return f"Inès {self.place.hostile}" if self.there else ""

    def needs_passphrase(self) -> bool:
        return self.locked

    def prepare(self) -> None:
        return

    def unlock(self, passphrase: str) -> OpenPlace:
        if self.locked and passphrase != PASSPHRASE:
            raise Refusal("wrong-passphrase", "Ce n'est pas la bonne phrase de passe.")
        return self.place
