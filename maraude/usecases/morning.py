"""What came in of a night, team by team, for whoever coordinates them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

import msgspec

from maraude.domain.encounter import ABSENT, Encounter
from maraude.domain.entry import Entry
from maraude.domain.evening import Evening
from maraude.domain.incident import Incident
from maraude.domain.tour import Tour
from maraude.protocol.messages import Base
from maraude.store import alerts, encounters, incidents, meta, sightings, tours
from maraude.usecases import conflicts as disagreements
from maraude.usecases import history, purge, sync, sync_words
from maraude.usecases.briefing import About, Names, RaisedAlert, raised
from maraude.usecases.crews import Crews, team_name
from maraude.usecases.session import Session

_BASE, _BASE_AT = "sync.base", "sync.base_at"


@dataclass(frozen=True, slots=True)
class Night:
    """A team's night: its tours, whom they met, and those with a file whom nobody had met before.

    ``name`` is what the team is called, ``entries`` are the latest first.
    """

    team: str
    name: str
    tours: tuple[Tour, ...]
    entries: tuple[Entry, ...]
    new: tuple[About, ...]
    alerts: tuple[RaisedAlert, ...]
    incidents: tuple[Incident, ...]

    @property
    def going_on(self) -> int:
        """How many of its tours are not ended."""
        return sum(tour.is_open for tour in self.tours)

    @property
    def people(self) -> int:
        """How many people were met, at most: who was met twice counts twice."""
        return sum(one.people.total for one in _met(self.entries))

    @property
    def encounters(self) -> int:
        """How many times somebody was met."""
        return len(_met(self.entries))


@dataclass(frozen=True, slots=True)
class Silent:
    """A laptop that the server has not heard for days; ``seen_at`` (UTC) is None for never."""

    name: str
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Apart:
    """How many changes of a laptop the server keeps apart for one reason, by its code."""

    name: str
    reason: str
    n: int


@dataclass(frozen=True, slots=True)
class Server:
    """What only the server knows, as it said ``at`` (UTC): changes set aside, silent laptops."""

    at: datetime
    apart: int
    reasons: tuple[Apart, ...]
    silent: tuple[Silent, ...]


@dataclass(frozen=True, slots=True)
class Morning:
    """A night of all teams. ``server`` is None where it has told this laptop nothing.

    For coordinators: so many persons' two years are ``over``, and ``soon`` those of others.
    ``audit`` are sentences on the server's audit, where there is anything to say, and ``missing``
    one on what of this evening is at the base alone.
    """

    evening: Evening
    teams: tuple[Night, ...]
    conflicts: int
    server: Server | None
    over: int = 0
    soon: int = 0
    audit: tuple[str, ...] = ()
    missing: str = ""


def read(session: Session, evening: Evening) -> Morning:
    """Give what this laptop knows of an evening."""
    reader = session.store.reader
    names, crews = Names(session), Crews(session)
    ending = purge.look(session) if purge.may_purge(session) else None
    found = sorted(tours.all_of_evening(reader, evening), key=lambda tour: tour.team)
    return Morning(
        evening,
        tuple(
            _night(session, team, tuple(of_team), names, crews)
            for team, of_team in groupby(found, lambda tour: tour.team)
        ),
        disagreements.count(session),
        _server(session),
        len(ending.over) if ending else 0,
        len(ending.soon) if ending else 0,
        tuple(sync_words.audit(sync.standing(session))),
        history.sentence(session, evening),
    )


def latest(session: Session) -> Evening:
    """Give the evening to show first: this one, or the last on which anybody was out."""
    if tours.all_of_evening(session.store.reader, session.evening):
        return session.evening
    return before(session, session.evening) or session.evening


def before(session: Session, evening: Evening) -> Evening | None:
    """Give the last evening before ``evening`` on which anybody was out."""
    return tours.evening_before(session.store.reader, evening)


def after(session: Session, evening: Evening) -> Evening | None:
    """Give the first evening after ``evening`` on which anybody was out."""
    return tours.evening_after(session.store.reader, evening)


def _night(session: Session, team: str, its: tuple[Tour, ...], names: Names, crews: Crews) -> Night:
    reader = session.store.reader
    entries = [entry for tour in its for entry in encounters.of_tour(reader, tour.id)]
    entries.sort(key=lambda entry: entry.at, reverse=True)
    found = alerts.of_tours(reader, [tour.id for tour in its])
    return Night(
        team=team,
        name=team_name(session, team),
        tours=its,
        entries=tuple(entries),
        new=_new(session, its, entries, names),
        alerts=tuple(raised(found, names, crews)),
        incidents=tuple(one for tour in its for one in incidents.of_tour(reader, tour.id)),
    )


def _met(entries: Iterable[Entry]) -> list[Encounter]:
    encounters = (entry.encounter for entry in entries)
    return [one for one in encounters if isinstance(one, Encounter) and one.contact != ABSENT]


def _new(
    session: Session, its: Iterable[Tour], entries: Iterable[Entry], names: Names
) -> tuple[About, ...]:
    """Give those with a file whom nobody had met before these tours."""
    began = min(tour.started_at for tour in its)
    persons = dict.fromkeys(p for one in _met(entries) for p in one.people.persons)
    known = sightings.met_before(session.store.reader, persons, began)
    names.load(persons)
    found = (names.of(person, None) for person in persons if person not in known)
    return tuple(about for about in found if about)


def _server(session: Session) -> Server | None:
    kept = meta.kept(session.store.reader, _BASE)
    if _BASE not in kept:
        return None
    base = msgspec.json.decode(kept[_BASE], type=Base)
    return Server(
        _moment(int(kept[_BASE_AT])),
        base.apart,
        tuple(Apart(*one) for one in base.reasons),
        tuple(Silent(name, _moment(seen) if seen else None) for name, seen in base.silent),
    )


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
