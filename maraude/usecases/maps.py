"""What a map shows: places, the way to each, and the streets between them."""

from collections.abc import Sequence
from dataclasses import dataclass

from maraude.directory import walking
from maraude.directory.compass import Direction, direction
from maraude.directory.walking import Basis, Box, Walk, Walker
from maraude.domain.entry import Entry
from maraude.domain.refusal import Refusal
from maraude.domain.spot import Position
from maraude.domain.tour import Tour
from maraude.i18n import _
from maraude.usecases import spots
from maraude.usecases.orient import Nearby
from maraude.usecases.session import Session

HERE_METRES = 15.0
"""Metres within which somewhere is here: no direction is given."""

FURTHEST = 3.0
"""Metres walked for each metre of the straight line up to which ways are looked at."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place on a map. ``walk`` and ``direction`` are from here; None where here is not known.

    ``direction`` is None, too, for what is here.
    """

    name: str
    position: Position
    walk: Walk | None = None
    direction: Direction | None = None


@dataclass(frozen=True, slots=True)
class Map:
    """Places in the order of their numbers, where one stands, and whose the streets are."""

    here: Position | None
    places: tuple[Place, ...]
    attribution: str

    @property
    def by_streets(self) -> bool:
        """Whether all minutes are by the streets."""
        walks = [place.walk for place in self.places if place.walk]
        return bool(walks) and all(walk.basis is Basis.GRAPH for walk in walks)


def of_services(session: Session, here: Position, found: Sequence[Nearby]) -> Map:
    """Give services as they are numbered in their list; may take the worker's time."""
    places = (
        Place(one.name, one.service.position, one.walk, _direction(here, one.service.position))
        for one in found
    )
    return Map(here, tuple(places), _attribution(session))


def of_tour(session: Session, tour: Tour, entries: Sequence[Entry]) -> Map:
    """Give the spots of a tour whose position is known, as the team came to them.

    ``entries`` are its own, the newest first. Minutes are from where it is now. May take the
    worker's time. Refusal ``no-position`` where no position is known.
    """
    here = spots.position(session, tour.spot) if tour.spot else None
    met_at = (entry.encounter.spot for entry in reversed(entries))
    visited = [spot for spot in dict.fromkeys((*met_at, tour.spot)) if spot]
    placed = {spot: place for spot in visited if (place := spots.position(session, spot))}
    if not placed:
        raise Refusal(
            "no-position",
            _("On ne sait où est aucun lieu de cette maraude : la carte a besoin d'une position."),
        )
    names = [spots.name(session, spot) for spot in placed]
    places = _places_from(session, here, names, list(placed.values()))
    return Map(here, places, _attribution(session))


def pieces(session: Session, box: Box) -> list[tuple[float, float, float, float]]:
    """Give the streets in ``box``: latitude and longitude of both ends of each piece."""
    known = session.services.streets.get()
    return known.pieces(box) if known else []


def _attribution(session: Session) -> str:
    known = session.services.streets.get()
    return known.attribution if known else ""


def _places_from(
    session: Session, here: Position | None, names: Sequence[str], positions: Sequence[Position]
) -> tuple[Place, ...]:
    if here is None:
        return tuple(map(Place, names, positions))
    straight = [walking.metres(here, place) for place in positions]
    ways = session.services.streets.ways(here, FURTHEST * max(straight))
    walks = Walker(here, session.profile.speed, ways).walks(positions, straight)
    directions = [_direction(here, place) for place in positions]
    return tuple(map(Place, names, positions, walks, directions))


def _direction(here: Position, place: Position) -> Direction | None:
    return None if walking.metres(here, place) < HERE_METRES else direction(here, place)
