"""The quarter-hour gap: where, when and for what people were met with nothing open within reach."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from maraude.directory import categories as category_list
from maraude.directory import hours, matching, walking
from maraude.directory.matching import Accepts
from maraude.directory.opening import Interval, State
from maraude.directory.walking import Walker
from maraude.domain.encounter import ABSENT, Encounter, NeedState
from maraude.domain.entry import Entry
from maraude.domain.evening import Evening
from maraude.domain.refusal import Refusal
from maraude.domain.spot import Position
from maraude.i18n import _
from maraude.store import encounters, spots, tours
from maraude.store.service_snapshot import Placement, Snapshot
from maraude.store.streets import StreetFile
from maraude.usecases import needs as person_needs
from maraude.usecases.orient import QUARTER_HOUR
from maraude.usecases.session import Session

EVENINGS = 28
"""Evenings that are looked at where nobody says which."""
_STRETCH_DAYS = 31
_MARGIN_DAYS = 2
_PROGRESS_EVERY = 100
_OPEN_NEEDS = (NeedState.ASKED, NeedState.UNMET)

Progress = Callable[[int, int], None]
"""Told how many encounters are done, and of how many."""


class Within(StrEnum):
    """What there was within reach for a need at the hour and the place where it was asked."""

    OPEN = "open"
    UNKNOWN = "unknown"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Asked:
    """A need of an encounter, not met by the team: a request. ``hour`` is local, 0 to 23.

    ``quarter`` is the sector of the spot, else of the tour, empty where neither has one. ``within``
    is None where it is not known where the encounter was.
    """

    encounter: str
    quarter: str
    hour: int
    need: str
    within: Within | None


@dataclass(frozen=True, slots=True)
class Looked:
    """The requests of some evenings. ``met`` counts encounters, those without a need too."""

    first: Evening
    last: Evening
    minutes: float
    met: int
    asked: tuple[Asked, ...]
    attributions: tuple[str, ...]


def period(
    session: Session, first: Evening | None, last: Evening | None
) -> tuple[Evening, Evening]:
    """Give the evenings to look at, by default four weeks; Refusal ``wrong-value``."""
    last = last or session.evening
    first = first or last.later(1 - EVENINGS)
    if first > last:
        raise Refusal("wrong-value", _("La première soirée vient après la dernière."))
    return first, last


def look(
    session: Session,
    first: Evening,
    last: Evening,
    minutes: float = QUARTER_HOUR,
    progress: Progress = lambda _done, _total: None,
) -> Looked:
    """Look up every request of the evenings in the directory as it is now.

    Refusal: ``wrong-value`` for ``minutes``; ``damaged-directory``.
    """
    if not 0 < minutes <= 240:
        raise Refusal("wrong-value", _("On cherche de 1 à 240 minutes."))
    reader, zone = session.store.reader, session.profile.zone
    found = [
        one
        for one in encounters.between(reader, first.starts(zone), last.ends(zone))
        if one.contact != ABSENT
    ]
    with session.services.reading() as snapshot:
        streets = session.services.streets
        around = _Around(snapshot, streets, minutes, session.profile.speed)
        places = _Places(session, first, last)
        asked: list[Asked] = []
        for done, encounter in enumerate(found, start=1):
            asked.extend(_of(session, encounter, places, around))
            if done % _PROGRESS_EVERY == 0 or done == len(found):
                progress(done, len(found))
        attributions = tuple(dict.fromkeys(s.attribution for s in snapshot.sources()))
    return Looked(first, last, minutes, len(found), tuple(asked), attributions)


def _of(
    session: Session, encounter: Encounter, places: "_Places", around: "_Around"
) -> Iterator[Asked]:
    """Give the requests of an encounter, each need once."""
    codes = dict.fromkeys(need.code for need in encounter.needs if need.state in _OPEN_NEEDS)
    answerable = [code for code in codes if category_list.answering(code)]
    if not answerable:
        return
    position = places.position(encounter)
    wanted = matching.asked(person_needs.of_entry(session, Entry(encounter)).for_)
    for code in answerable:
        within = around.within(code, position, encounter.at, wanted) if position else None
        hour = encounter.at.astimezone(session.zone).hour
        yield Asked(encounter.id, places.quarter(encounter), hour, code, within)


class _Places:
    """Where encounters were."""

    def __init__(self, session: Session, first: Evening, last: Evening) -> None:
        reader = session.store.reader
        self._spots = {spot.id: spot.sector for spot in spots.starting_with(reader, "")}
        self._tours = {tour.id: tour.sector for tour in tours.between(reader, first, last)}
        self._positions = spots.positions(reader)

    def quarter(self, encounter: Encounter) -> str:
        """Give the sector of an encounter, empty where there is none."""
        return self._spots.get(encounter.spot or "", "") or self._tours.get(encounter.tour, "")

    def position(self, encounter: Encounter) -> Position | None:
        """Give where an encounter was, None where this laptop does not know."""
        known = self._positions.get(encounter.spot or "")
        return Position(known.lat, known.lon) if known else None


@dataclass(frozen=True, slots=True)
class _Near:
    """A service within reach: what of it the answer depends on, and how far it is at best."""

    schedule: int | None
    facets: str
    languages: str
    is_full: bool
    minutes: float
    placement: Placement


@dataclass(slots=True)
class _Around:
    """What is within reach of places: services are looked up once for each place and need."""

    snapshot: Snapshot
    streets: StreetFile
    minutes: float
    speed: float
    _near: dict[tuple[str, Position], tuple[_Near, ...]] = field(default_factory=dict)
    _openings: "_Openings | None" = None
    _accepts: dict[tuple[str, str, tuple[str, ...]], Accepts] = field(default_factory=dict)
    _held: dict[str, bool] = field(default_factory=dict)

    def within(
        self, need: str, position: Position, when: datetime, wanted: tuple[str, ...]
    ) -> Within:
        """Give what there is for a need at an aware ``when``; unknown for what nobody lists."""
        zone = self.snapshot.zone
        if zone is None or not self._holds(need):
            return Within.UNKNOWN
        openings = self._of_stretch(zone, when)
        best = Within.NOTHING
        for near in self._found(need, position):
            accepts = self._match(near, wanted)
            state = openings.state(near.schedule, when, near.minutes)
            if accepts is Accepts.NO or state is State.CLOSED:
                continue
            if accepts is Accepts.YES and state is State.OPEN and not near.is_full:
                return Within.OPEN
            best = Within.UNKNOWN
        return best

    def _holds(self, need: str) -> bool:
        if need not in self._held:
            listed = category_list.answering(need)
            self._held[need] = any(self.snapshot.has(one.code) for one in listed)
        return self._held[need]

    def _of_stretch(self, zone: ZoneInfo, when: datetime) -> "_Openings":
        if self._openings is None or not self._openings.covers(when):
            self._openings = _Openings(self.snapshot, zone, when)
        return self._openings

    def _found(self, need: str, position: Position) -> tuple[_Near, ...]:
        if (need, position) not in self._near:
            nearest: dict[tuple[int | None, str, str, bool], _Near] = {}
            for placement, minutes in self._walked(need, position):
                whom = placement.facets, placement.languages
                alike = placement.schedule, *whom, placement.is_full
                if alike not in nearest or minutes < nearest[alike].minutes:
                    nearest[alike] = _Near(*alike, minutes, placement)
            self._near[need, position] = tuple(nearest.values())
        return self._near[need, position]

    def _walked(self, need: str, position: Position) -> Iterator[tuple[Placement, float]]:
        """Give what is near enough, and the minutes that it takes to get there."""
        longest = self.minutes * walking.metres_a_minute(self.speed)
        walker = Walker(position, self.speed, self.streets.ways(position, longest))
        reach = walker.reach(self.minutes)
        found = [
            placement
            for category in category_list.answering(need)
            for placement in self.snapshot.around(category.code, position, reach)
        ]
        places = [placement.position for placement in found]
        straight = [walking.metres(position, place) for place in places]
        for placement, walk in zip(found, walker.walks(places, straight), strict=True):
            if walk.minutes <= self.minutes:
                yield placement, walk.minutes

    def _match(self, near: _Near, wanted: tuple[str, ...]) -> Accepts:
        asked = near.facets, near.languages, wanted
        if asked not in self._accepts:
            match = matching.match(near.placement.eligibility, wanted)
            self._accepts[asked] = match.accepts
        return self._accepts[asked]


class _Openings:
    """The states of schedules over some weeks, each expanded once."""

    def __init__(self, snapshot: Snapshot, zone: ZoneInfo, since: datetime) -> None:
        self._snapshot = snapshot
        self._zone = zone
        self._start = since.astimezone(zone).date()
        self._first, self._end = hours.horizon(self._start, zone, _STRETCH_DAYS)
        self._expanded: dict[int, tuple[list[datetime], tuple[Interval, ...]]] = {}

    def covers(self, when: datetime) -> bool:
        """Tell whether ``when`` is in these weeks."""
        return self._first <= when < self._end

    def state(self, schedule: int | None, when: datetime, minutes: float) -> State:
        """Give the state at ``when``; what closes before one is there is closed."""
        if schedule is None:
            return State.UNKNOWN
        ends, intervals = self._of(schedule)
        interval = intervals[bisect_right(ends, when)]
        if interval.state is State.OPEN and interval.end - when <= timedelta(minutes=minutes):
            return State.CLOSED
        return interval.state

    def _of(self, schedule: int) -> tuple[list[datetime], tuple[Interval, ...]]:
        if schedule not in self._expanded:
            days = _STRETCH_DAYS + _MARGIN_DAYS
            wanted = self._snapshot.schedule(schedule)
            intervals = hours.expand(wanted, self._zone, self._start, days)
            self._expanded[schedule] = [interval.end for interval in intervals], intervals
        return self._expanded[schedule]
