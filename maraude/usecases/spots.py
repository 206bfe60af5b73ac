"""Places where people are met: create, import, make one the tour's current place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from maraude.directory.importers import tables
from maraude.directory.importers.tables import Columns
from maraude.domain.refusal import Refusal
from maraude.domain.spot import Position, Spot, SpotPosition
from maraude.domain.text import clean_line, searchable
from maraude.domain.tour import Tour
from maraude.i18n import _
from maraude.store import spots
from maraude.store.records import get
from maraude.store.transaction import Transaction
from maraude.usecases.session import Session

COLUMNS = Columns(
    titles={
        "name": "nom",
        "kind": "type",
        "sector": "secteur",
        "lat": "latitude",
        "lon": "longitude",
    },
    required=("name",),
)


@dataclass(frozen=True, slots=True)
class PlacedSpot:
    """A spot and where it is, if that is known."""

    spot: Spot
    position: Position | None


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row of a file that was not taken: its line number and why, in words."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class SpotImport:
    """What came of a CSV file. ``unknown_columns`` were not read."""

    read: int
    kept: int
    known: int
    refused: tuple[RefusedRow, ...]
    unknown_columns: tuple[str, ...] = ()


def find(session: Session, prefix: str = "") -> tuple[PlacedSpot, ...]:
    """Give the spots of which a word starts with ``prefix``, by name."""
    reader = session.store.reader
    places = spots.positions(reader)
    return tuple(
        PlacedSpot(spot, _position(places.get(spot.id)))
        for spot in spots.starting_with(reader, prefix)
    )


def position(session: Session, spot: str) -> Position | None:
    """Give where a spot is, if that is known."""
    return _position(spots.position(session.store.reader, spot))


def name(session: Session, spot: str | None) -> str:
    """Give the name of a spot, nothing where there is none."""
    record = get(session.store.reader, Spot, spot) if spot else None
    return record.name if record else ""


def add(
    session: Session,
    name: str,
    at: Position | None = None,
    *,
    kind: str = "",
    sector: str = "",
) -> Spot:
    """Create a spot, or say where one is that had no position yet.

    Refusal where the name is empty or another spot has it.
    """
    name = clean_line(name)
    if not searchable(name):
        raise Refusal("empty-name", _("Il faut un nom au lieu."))
    known = _named(session, name)
    if known and (at is None or position(session, known.id)):
        raise Refusal("spot-exists", _("Le lieu « {name} » existe déjà.").format(name=name))
    spot = known or _new(session, name, kind, sector)
    session.store.write(lambda t: _save(session, t, spot, at)).result()
    return spot


def go(session: Session, tour: Tour, spot: str) -> Tour:
    """Make a spot the one where the tour is now."""
    moved = replace(tour, spot=spot)
    session.store.write(lambda t: t.save(moved), undoable_in=tour.id).result()
    return moved


def import_csv(
    session: Session, path: Path, progress: Callable[[int], None] = lambda _done: None
) -> SpotImport:
    """Create the spots of a CSV file: ``name[,kind,sector,lat,lon]``, French headers welcome.

    A spot known by its name is left as it is. The file is as ``tables.read`` takes it; all its
    good rows are kept in one transaction.
    """
    table = tables.read(path, COLUMNS)
    known = {searchable(spot.name) for spot in spots.starting_with(session.store.reader, "")}
    fresh: list[tuple[Spot, Position | None]] = []
    refused: list[RefusedRow] = []
    repeated = 0
    for row in table.rows:
        try:
            spot, at = _read_row(session, tables.cells(row))
        except ValueError as error:
            refused.append(RefusedRow(row.line, str(error)))
            continue
        if searchable(spot.name) in known:
            repeated += 1
            continue
        known.add(searchable(spot.name))
        fresh.append((spot, at))
        progress(row.line)

    def job(transaction: Transaction) -> None:
        for spot, at in fresh:
            _save(session, transaction, spot, at)

    session.store.write(job).result()
    return SpotImport(
        read=len(table.rows),
        kept=len(fresh),
        known=repeated,
        refused=tuple(refused),
        unknown_columns=table.unknown,
    )


def _read_row(session: Session, row: Mapping[str, str]) -> tuple[Spot, Position | None]:
    """Read one row; ValueError with a sentence where it cannot be kept."""
    values = {name: row.get(name, "") for name in COLUMNS.titles}
    if not searchable(values["name"]):
        raise ValueError(_("Il manque le nom."))
    spot = _new(session, values["name"], values["kind"], values["sector"])
    if not values["lat"] and not values["lon"]:
        return spot, None
    try:
        return spot, Position(_degrees(values["lat"]), _degrees(values["lon"]))
    except ValueError:
        raise ValueError(_("La latitude ou la longitude n'est pas un nombre possible.")) from None


def _degrees(text: str) -> float:
    return float(text.replace(",", "."))


def _new(session: Session, name: str, kind: str, sector: str) -> Spot:
    return Spot(
        id=session.ids.record(),
        name=name,
        team=session.profile.team,
        kind=clean_line(kind),
        sector=clean_line(sector),
    )


def _named(session: Session, name: str) -> Spot | None:
    found = spots.starting_with(session.store.reader, name)
    return next((spot for spot in found if searchable(spot.name) == searchable(name)), None)


def _save(session: Session, transaction: Transaction, spot: Spot, at: Position | None) -> None:
    transaction.save(spot)
    if at:
        identifier = session.ids.record()
        transaction.save(SpotPosition(id=identifier, spot=spot.id, lat=at.lat, lon=at.lon))


def _position(stored: SpotPosition | None) -> Position | None:
    return Position(stored.lat, stored.lon) if stored else None
