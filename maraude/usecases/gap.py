"""The quarter-hour gap: where, when and for what people were met with nothing open within reach."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo

from maraude.directory import categories as category_list
from maraude.directory import corrections, hours, matching, walking
from maraude.directory.corrections import Notes
from maraude.directory.matching import Accepts
from maraude.directory.opening import Interval, Opening, State
from maraude.directory.walking import Walker
from maraude.domain.encounter import ABSENT, Encounter, NeedState
from maraude.domain.entry import Entry
from maraude.domain.evening import Evening
from maraude.domain.refusal import Refusal
from maraude.domain.service_note import ServiceNote
from maraude.domain.spot import Position
from maraude.i18n import _
from maraude.store import encounters, spots, tours
from maraude.store.service_snapshot import Placement, Snapshot
from maraude.store.streets import StreetFile
from maraude.usecases import history, service_notes
from maraude.usecases import needs as person_needs
from maraude.usecases.corrected import Corrected
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
    """The requests of some evenings. ``met`` counts encounters, those without a need too.

    ``missing`` says, where earlier evenings were asked for, that they are at the base alone.
    """

    first: Evening
    last: Evening
    minutes: float
    met: int
    asked: tuple[Asked, ...]
    attributions: tuple[str, ...]
    missing: str = ""


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

    It begins with the first evening of which this laptop has all. Refusal: ``wrong-value`` for
    ``minutes``, ``not-here`` where it has none of them; ``damaged-directory``.
    """
    if not 0 < minutes <= 240:
        raise Refusal("wrong-value", _("On cherche de 1 à 240 minutes."))
    missing = history.sentence(session, first)
    first = max(first, history.begins(session) or first)
    if first > last:
        raise Refusal("not-here", missing)
    reader, zone = session.store.reader, session.profile.zone
    found = [
        one
        for one in encounters.between(reader, first.starts(zone), last.ends(zone))
        if one.contact != ABSENT
    ]
    notes = service_notes.holding(session, first)
    with session.services.reading() as snapshot:
        streets = session.services.streets
        noted = frozenset(Corrected.by(notes, snapshot).notes)
        around = _Around(snapshot, streets, minutes, session.profile.speed, noted)
        evenings = _Evenings(snapshot, notes, zone)
        places = _Places(session, first, last)
        asked: list[Asked] = []
        for done, encounter in enumerate(found, start=1):
            asked.extend(_of(session, encounter, places, around, evenings))
            if done % _PROGRESS_EVERY == 0 or done == len(found):
                progress(done, len(found))
        attributions = tuple(dict.fromkeys(s.attribution for s in snapshot.sources()))
    return Looked(first, last, minutes, len(found), tuple(asked), attributions, missing)


def _of(
    session: Session,
    encounter: Encounter,
    places: "_Places",
    around: "_Around",
    evenings: "_Evenings",
) -> Iterator[Asked]:
    """Give the requests of an encounter, each need once."""
    codes = dict.fromkeys(need.code for need in encounter.needs if need.state in _OPEN_NEEDS)
    answerable = [code for code in codes if category_list.answering(code)]
    if not answerable:
        return
    position = places.position(encounter)
    wanted = matching.asked(person_needs.of_entry(session, Entry(encounter)).for_)
    corrected = evenings.of(encounter.at)
    for code in answerable:
        within = None
        if position:
            within = around.within(code, position, encounter.at, wanted, corrected)
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


@dataclass(slots=True)
class _Evenings:
    """What is corrected of the directory on each evening."""

    snapshot: Snapshot
    notes: Sequence[ServiceNote]
    zone: tzinfo
    _known: dict[tuple[ServiceNote, ...], Corrected] = field(default_factory=dict)

    def of(self, when: datetime) -> Corrected:
        """Give the directory as it is corrected for the evening of an aware ``when``."""
        evening = Evening.at(when, self.zone)
        holding = tuple(note for note in self.notes if note.holds(evening, self.zone))
        if holding not in self._known:
            self._known[holding] = Corrected.by(holding, self.snapshot)
        return self._known[holding]


@dataclass(frozen=True, slots=True)
class _Near:
    """A service within reach, and how many minutes it takes to get there."""

    placement: Placement
    minutes: float


@dataclass(slots=True)
class _Around:
    """What is within reach of places: services are looked up once for each place and need.

    Of those that are alike, the nearest answers for all, but for what is ``noted`` (keys), which is
    corrected on some evening.
    """

    snapshot: Snapshot
    streets: StreetFile
    minutes: float
    speed: float
    noted: Set[int]
    _near: dict[tuple[str, Position], tuple[_Near, ...]] = field(default_factory=dict)
    _openings: "_Openings | None" = None
    _accepts: dict[tuple[str, str, tuple[str, ...]], Accepts] = field(default_factory=dict)
    _held: dict[str, bool] = field(default_factory=dict)

    def within(
        self,
        need: str,
        position: Position,
        when: datetime,
        wanted: tuple[str, ...],
        corrected: Corrected,
    ) -> Within:
        """Give what there is for a need at an aware ``when``; unknown for what nobody lists."""
        zone = self.snapshot.zone
        if zone is None or not self._holds(need):
            return Within.UNKNOWN
        openings = self._of_stretch(zone, when)
        best = Within.NOTHING
        for near in self._corrected(need, position, corrected):
            placement = near.placement
            notes = corrected.of(placement)
            accepts = self._match(placement, wanted, notes)
            state = openings.state(placement.schedule, when, near.minutes)
            if notes:
                state = corrections.opening(notes, Opening(state)).state
            if accepts is Accepts.NO or state is State.CLOSED or corrections.is_full(notes):
                continue
            if accepts is Accepts.YES and state is State.OPEN and not placement.is_full:
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

    def _corrected(self, need: str, position: Position, corrected: Corrected) -> Iterator[_Near]:
        """Give what is near enough, where it is on an evening."""
        for near in self._found(need, position):
            if near.placement.service not in corrected.moved:
                yield near
        if corrected.moved:
            listed = {category.code for category in category_list.answering(need)}
            there = [one for category, one in corrected.moved.values() if category in listed]
            if there:
                yield from self._walked(self._walker(position), there)

    def _found(self, need: str, position: Position) -> tuple[_Near, ...]:
        if (need, position) not in self._near:
            walker = self._walker(position)
            reach = walker.reach(self.minutes)
            listed = [
                placement
                for category in category_list.answering(need)
                for placement in self.snapshot.around(category.code, position, reach)
            ]
            nearest: dict[object, _Near] = {}
            for near in self._walked(walker, listed):
                alike = self._alike(near.placement)
                if alike not in nearest or near.minutes < nearest[alike].minutes:
                    nearest[alike] = near
            self._near[need, position] = tuple(nearest.values())
        return self._near[need, position]

    def _alike(self, placement: Placement) -> object:
        """Give what of a service the answer depends on, besides how far it is."""
        if placement.service in self.noted:
            return placement.service
        return placement.schedule, placement.facets, placement.languages, placement.is_full

    def _walker(self, position: Position) -> Walker:
        longest = self.minutes * walking.metres_a_minute(self.speed)
        return Walker(position, self.speed, self.streets.ways(position, longest))

    def _walked(self, walker: Walker, found: Sequence[Placement]) -> Iterator[_Near]:
        """Give what is near enough."""
        places = [placement.position for placement in found]
        straight = [walking.metres(walker.start, place) for place in places]
        for placement, walk in zip(found, walker.walks(places, straight), strict=True):
            if walk.minutes <= self.minutes:
                yield _Near(placement, walk.minutes)

    def _match(self, placement: Placement, wanted: tuple[str, ...], notes: Notes) -> Accepts:
        if notes:
            whom = corrections.eligibility(notes, placement.eligibility)
            return matching.match(whom, wanted).accepts
        asked = placement.facets, placement.languages, wanted
        if asked not in self._accepts:
            match = matching.match(placement.eligibility, wanted)
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
