"""What came in of a night, team by team, for whoever coordinates them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

import msgspec

from maraude.domain.encounter import ABSENT, Encounter
from maraude.domain.evening import Evening
from maraude.domain.tour import Tour
from maraude.protocol.messages import Base
from maraude.store import alerts, conflicts, encounters, incidents, meta, sightings, tours
from maraude.usecases.crews import team_name
from maraude.usecases.session import Session

_BASE, _BASE_AT = "sync.base", "sync.base_at"


@dataclass(frozen=True, slots=True)
class Night:
    """A team's night: ``going_on`` tours are not ended; ``new`` people have a file since."""

    team: str
    tours: int
    going_on: int
    encounters: int
    people: int
    new: int
    alerts: int
    incidents: int


@dataclass(frozen=True, slots=True)
class Silent:
    """A laptop that the server has not heard for days; ``seen_at`` (UTC) is None for never."""

    name: str
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Server:
    """What only the server knows, as it said ``at`` (UTC): changes set aside, silent laptops."""

    at: datetime
    apart: int
    silent: tuple[Silent, ...]


@dataclass(frozen=True, slots=True)
class Morning:
    """A night of all teams. ``server`` is None where it has told this laptop nothing."""

    evening: Evening
    teams: tuple[Night, ...]
    conflicts: int
    server: Server | None


def read(session: Session, evening: Evening) -> Morning:
    """Give what this laptop knows of an evening."""
    reader = session.store.reader
    found = sorted(tours.all_of_evening(reader, evening), key=lambda tour: tour.team)
    return Morning(
        evening,
        tuple(
            _night(session, team, list(of_team))
            for team, of_team in groupby(found, lambda tour: tour.team)
        ),
        conflicts.count(reader),
        _server(session),
    )


def _night(session: Session, team: str, its: Sequence[Tour]) -> Night:
    reader = session.store.reader
    met = [
        encounter
        for tour in its
        for encounter in encounters.alone_of_tour(reader, tour.id)
        if encounter.contact != ABSENT
    ]
    return Night(
        team=team_name(session, team),
        tours=len(its),
        going_on=sum(tour.is_open for tour in its),
        encounters=len(met),
        people=sum(encounter.people.total for encounter in met),
        new=_new(session, its, met),
        alerts=alerts.count_of_tours(reader, [tour.id for tour in its]),
        incidents=sum(len(incidents.of_tour(reader, tour.id)) for tour in its),
    )


def _new(session: Session, its: Iterable[Tour], met: Iterable[Encounter]) -> int:
    """Count those with a file whom nobody had met before these tours."""
    began = min(tour.started_at for tour in its)
    persons = {person for encounter in met for person in encounter.people.persons}
    return len(persons - sightings.met_before(session.store.reader, persons, began))


def _server(session: Session) -> Server | None:
    kept = meta.kept(session.store.reader, _BASE)
    if _BASE not in kept:
        return None
    base = msgspec.json.decode(kept[_BASE], type=Base)
    return Server(
        _moment(int(kept[_BASE_AT])),
        base.apart,
        tuple(Silent(name, _moment(seen) if seen else None) for name, seen in base.silent),
    )


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
