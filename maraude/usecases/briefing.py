"""What a team should know before it leaves: alerts, whom to see again, words, who was seen."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from maraude.domain.alert import Alert
from maraude.domain.encounter import ABSENT, Encounter
from maraude.domain.evening import Evening
from maraude.domain.followup import FollowUp
from maraude.domain.note import Note
from maraude.domain.spot import Spot
from maraude.domain.tour import Tour
from maraude.store import alerts, encounters, follow_ups, notes, persons, sightings, tours
from maraude.store.records import get
from maraude.store.sightings import Sighting
from maraude.usecases import lost, restriction
from maraude.usecases.crews import Crew, Crews, crew
from maraude.usecases.lost import Lost
from maraude.usecases.session import Session

OVERDUE_SHOWN = 50


@dataclass(frozen=True, slots=True)
class About:
    """Whom, else which place, something is about: the id of a file if it is one, and the name.

    ``name`` is empty where someone without a file was met at no known place.
    """

    person: str | None
    name: str


@dataclass(frozen=True, slots=True)
class RaisedAlert:
    """An alert that holds, about whom, and by whom it was raised."""

    alert: Alert
    about: About
    crew: Crew | None


@dataclass(frozen=True, slots=True)
class Due:
    """Someone, or a place, to see again; when a person was last seen, where, and by whom."""

    follow_up: FollowUp
    about: About
    last: Sighting | None
    spot: str
    crew: Crew | None


@dataclass(frozen=True, slots=True)
class PassedOn:
    """A transmission and by whom it was written."""

    note: Note
    crew: Crew | None


@dataclass(frozen=True, slots=True)
class Seen:
    """What a tour saw: encounters, people, and those with a file with where and when."""

    crew: Crew
    sector: str
    encounters: int
    people: int
    persons: tuple[tuple[About, Sighting, str], ...]


@dataclass(frozen=True, slots=True)
class Briefing:
    """All of it. ``overdue`` are the latest ones, ``older`` counts those left out."""

    evening: Evening
    alerts: tuple[RaisedAlert, ...]
    due: tuple[Due, ...]
    overdue: tuple[Due, ...]
    older: int
    transmissions: tuple[PassedOn, ...]
    seen: tuple[Seen, ...]
    lost: tuple[Lost, ...]


def read(session: Session) -> Briefing:
    """Give tonight's briefing."""
    reader, tonight = session.store.reader, str(session.evening)
    names, crews = Names(session), Crews(session)
    overdue = follow_ups.overdue(reader, tonight, OVERDUE_SHOWN)
    return Briefing(
        evening=session.evening,
        alerts=tuple(raised(alerts.open_now(reader, tonight), names, crews)),
        due=tuple(_due(session, follow_ups.due_on(reader, tonight), names, crews)),
        overdue=tuple(_due(session, overdue, names, crews)),
        older=follow_ups.count_overdue(reader, tonight) - len(overdue),
        transmissions=transmissions(session, crews),
        seen=tuple(seen for tour in _last_tours(session) if (seen := _seen(session, tour, names))),
        lost=lost.suggestions(session),
    )


class Names:
    """What people and places are called, each read once; who is erased or hidden has no name."""

    def __init__(self, session: Session) -> None:
        self._reader = session.store.reader
        self._persons: dict[str, About | None] = dict.fromkeys(restriction.hidden(session))
        self._spots: dict[str, str] = {}

    def load(self, ids: Iterable[str]) -> None:
        """Read several persons at once."""
        unknown = [person for person in dict.fromkeys(ids) if person not in self._persons]
        self._persons.update(dict.fromkeys(unknown))
        for person in persons.by_ids(self._reader, unknown):
            head = persons.head(self._reader, person)
            self._persons[person.id] = None if head.deleted else About(head.id, head.called)

    def of(self, person: str | None, spot: str | None) -> About | None:
        """Name a person, else a place; None where the file was deleted."""
        if person is None:
            return About(None, self.spot(spot))
        self.load((person,))
        return self._persons[person]

    def spot(self, spot: str | None) -> str:
        """Name a place, nothing where there is none."""
        if not spot:
            return ""
        if spot not in self._spots:
            found = get(self._reader, Spot, spot)
            self._spots[spot] = found.name if found else ""
        return self._spots[spot]


def raised(found: Iterable[Alert], names: Names, crews: Crews) -> Iterator[RaisedAlert]:
    """Give alerts with whom they are about, but for those of whom the file was deleted."""
    for alert in found:
        if about := names.of(alert.person, alert.spot):
            yield RaisedAlert(alert, about, crews.of(alert.tour))


def transmissions(session: Session, crews: Crews) -> tuple[PassedOn, ...]:
    """Give the last transmissions that hold, the latest first."""
    held = notes.transmissions(session.store.reader, str(session.evening))
    return tuple(PassedOn(note, crews.of(note.tour)) for note in held)


def _due(session: Session, found: Iterable[FollowUp], names: Names, crews: Crews) -> Iterator[Due]:
    for follow_up in found:
        about = names.of(follow_up.person, follow_up.spot)
        if about is None:
            continue
        files = (about.person,) if about.person else ()
        last = next(iter(sightings.last_seen(session.store.reader, files).values()), None)
        spot = names.spot(last.spot) if last else ""
        yield Due(follow_up, about, last, spot, crews.of(last.tour) if last else None)


def _last_tours(session: Session) -> Iterator[Tour]:
    """Give tonight's other tours, then those of the last evening on which one was out."""
    reader = session.store.reader
    yield from (t for t in tours.all_of_evening(reader, session.evening) if not t.is_open)
    if last := tours.evening_before(reader, session.evening):
        yield from tours.all_of_evening(reader, last)


def _seen(session: Session, tour: Tour, names: Names) -> Seen | None:
    """Say whom a tour saw; None where that was nobody."""
    found = [
        encounter
        for encounter in encounters.alone_of_tour(session.store.reader, tour.id)
        if encounter.contact != ABSENT
    ]
    if not found:
        return None
    return Seen(
        crew=crew(session, tour),
        sector=tour.sector,
        encounters=len(found),
        people=sum(encounter.people.total for encounter in found),
        persons=tuple(_with_files(found, names)),
    )


def _with_files(found: Sequence[Encounter], names: Names) -> Iterator[tuple[About, Sighting, str]]:
    """Give each person with a file once, as last seen on the tour."""
    named: set[str | None] = set()
    names.load(person for encounter in found for person in encounter.people.persons)
    for encounter in found:
        for person in encounter.people.persons:
            about = names.of(person, None)
            if about and about.person not in named:
                named.add(about.person)
                sighting = Sighting(encounter.at, encounter.spot, encounter.tour, encounter.id)
                yield about, sighting, names.spot(encounter.spot)
