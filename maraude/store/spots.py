"""Spots and their positions as stored."""

from maraude.domain.spot import Spot, SpotPosition
from maraude.domain.text import searchable
from maraude.store import indexes
from maraude.store.engine import Connection
from maraude.store.records import select


def starting_with(connection: Connection, prefix: str) -> tuple[Spot, ...]:
    """Give the spots of which a word starts with ``prefix``, by name; all for an empty prefix."""
    if not searchable(prefix):
        return tuple(select(connection, Spot, "deleted = 0 ORDER BY name COLLATE NOCASE"))
    found = indexes.starting_with(connection, Spot, prefix)
    return tuple(sorted(found, key=lambda spot: searchable(spot.name)))


def position(connection: Connection, spot: str) -> SpotPosition | None:
    """Give where a spot is, if that is known."""
    return next(select(connection, SpotPosition, "spot = ? AND deleted = 0 LIMIT 1", spot), None)


def positions(connection: Connection) -> dict[str, SpotPosition]:
    """Give the known positions by their spots' ids."""
    return {p.spot: p for p in select(connection, SpotPosition, "deleted = 0")}
