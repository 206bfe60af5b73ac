"""Opening hours evaluated: the library's hazards are handled here and nowhere else."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from maraude.directory import closure, holidays, rules, school
from maraude.directory.closure import Closure
from maraude.directory.normalise import rewrite, syntax
from maraude.directory.opening import Days, Interval, Opening, State, look, moments, put
from maraude.directory.school import Calendar
from maraude.directory.service import Hours, Service
from maraude.domain.spot import Position
from maraude.domain.text import clean_line

if TYPE_CHECKING:
    from opening_hours import OpeningHours

MAX_CHARACTERS = 1_000
HORIZON_DAYS = 21
"""Days that are expanded at once."""
LOOK_AHEAD_DAYS = 14
"""Days ahead in which the next opening is looked for; further, the library may take a second."""

# The library takes a moment in UTC only under a time zone that has a name.
_NAMED_UTC = ZoneInfo("UTC")
_SUN = re.compile(r"\b(?:dawn|sunrise|sunset|dusk)\b", re.I)
_PUBLIC_HOLIDAYS = re.compile(r"\bPH\b")
_CLOSED_ON_HOLIDAYS = re.compile(r"\bPH(?:,\s*SH|,)?\s+(?:off|closed)\b")
_OPEN_END = re.compile(r"[\d)]\+")


@dataclass(frozen=True, slots=True)
class Schedule:
    """What the openings of a service depend on; services with the same schedule share them.

    ``osm`` is empty where hours are unknown. ``region`` is the department where it has public
    holidays of its own or where school holidays matter, ``position`` is there where the sun does.
    """

    osm: str
    region: str = ""
    position: Position | None = None
    closure: Closure | None = None


def read(raw: str) -> Hours:
    """Understand hours as a source writes them; what is not understood has no ``osm``."""
    text = clean_line(raw)
    osm = rewrite(text) if len(text) <= MAX_CHARACTERS else ""
    if not _is_valid(osm):
        return Hours(text[:MAX_CHARACTERS])
    return Hours(text, osm, normalised=osm != raw.strip())


def schedule(service: Service) -> Schedule | None:
    """Give what a service's openings depend on, None where nothing is known of them."""
    osm = service.hours.osm
    if not osm and service.closure is None:
        return None
    region = holidays.region(service.postcode) if _PUBLIC_HOLIDAYS.search(syntax(osm)) else ""
    if rules.depends_on_school_holidays(osm):
        region = region or school.department(service.postcode)
    here = service.position
    # A tenth of a degree moves the sun by less than a minute.
    near = Position(round(here.lat, 1), round(here.lon, 1)) if _SUN.search(syntax(osm)) else None
    return Schedule(osm, region, near, service.closure)


def horizon(start: date, zone: ZoneInfo, days: int = HORIZON_DAYS) -> tuple[datetime, datetime]:
    """Give the first and the last moment, in UTC, of ``days`` days from ``start`` in ``zone``."""
    return moments(_days(start, days), zone)


def expand(
    schedule: Schedule, zone: ZoneInfo, start: date, days: int = HORIZON_DAYS
) -> tuple[Interval, ...]:
    """Give the states of ``days`` days from midnight of ``start`` in ``zone``, without gaps.

    What is open under a condition ("sur rendez-vous") is unknown, with the condition as comment;
    so is what follows an open end ("20:00+"), or school holidays where their calendar is not held.
    A closure comes before the hours.
    """
    asked = _days(start, days)
    intervals = _evaluate(schedule, zone, asked)
    if calendar := _school_calendar(schedule):
        for doubtful in calendar.doubtful(asked):
            intervals = put(intervals, doubtful, zone, State.UNKNOWN)
    return closure.apply(schedule.closure, intervals, zone) if schedule.closure else intervals


def opening(schedule: Schedule, zone: ZoneInfo, when: datetime) -> Opening:
    """Give the state at an aware ``when``, looking ``LOOK_AHEAD_DAYS`` ahead."""
    intervals = expand(schedule, zone, when.astimezone(zone).date(), LOOK_AHEAD_DAYS)
    return look(intervals, when, intervals[-1].end)


def _days(start: date, days: int) -> Days:
    return Days(start, start + timedelta(days=days - 1))


def _evaluate(schedule: Schedule, zone: ZoneInfo, days: Days) -> tuple[Interval, ...]:
    """Give the states that the hours alone say; unknown where they cannot be decided."""
    first, last = moments(days, zone)
    osm = _decidable(schedule)
    if not osm:
        return (Interval(first, last, State.UNKNOWN),)
    evaluated = _parse(_with_regional_holidays(osm, schedule.region, days), zone, schedule.position)
    open_end = _OPEN_END.search(syntax(osm)) is not None
    found: list[Interval] = []
    for begin, end, state, comment in evaluated.intervals(
        first.astimezone(_NAMED_UTC), last.astimezone(_NAMED_UTC)
    ):
        known = _state(str(state), comment, open_end=open_end)
        interval = Interval(begin.astimezone(UTC), end.astimezone(UTC), known, clean_line(comment))
        # At the spring change, an opening within the hour that is skipped has no length.
        if interval.start < interval.end:
            _append(found, interval)
    return tuple(found)


def _decidable(schedule: Schedule) -> str:
    """Give hours that the library decides as they are meant; nothing where it cannot."""
    osm = rules.decidable(schedule.osm)
    if rules.depends_on_school_holidays(osm):
        calendar = _school_calendar(schedule)
        osm = rules.dated(osm, calendar.holidays) if calendar else ""
    return osm if osm == schedule.osm or _is_valid(osm) else ""


def _school_calendar(schedule: Schedule) -> Calendar | None:
    """Give the calendar that hours follow, None where they follow none or none is held."""
    follows = rules.depends_on_school_holidays(schedule.osm)
    return school.calendar(schedule.region) if follows else None


def _state(state: str, comment: str, *, open_end: bool) -> State:
    if state == "open" and comment:
        return State.UNKNOWN
    if state == "closed" and open_end:
        return State.UNKNOWN
    return State(state)


def _append(found: list[Interval], interval: Interval) -> None:
    """Add ``interval``, as one with the last where nothing changes between them."""
    if found and (found[-1].state, found[-1].comment) == (interval.state, interval.comment):
        interval = Interval(found.pop().start, interval.end, interval.state, interval.comment)
    found.append(interval)


def _with_regional_holidays(osm: str, region: str, days: Days) -> str:
    """Add the holidays that the library does not know as rules for their dates."""
    if not _PUBLIC_HOLIDAYS.search(syntax(osm)):
        return osm
    closed = _CLOSED_ON_HOLIDAYS.search(syntax(osm))
    added = [
        f"{rules.date_of(day)} {'off' if closed else 'unknown'}"
        for year in sorted({days.first.year, days.last.year})
        for day in holidays.regional(region, year)
    ]
    return "; ".join((osm, *added))


def _is_valid(osm: str) -> bool:
    from opening_hours import validate

    # The library takes nothing at all for always open.
    return bool(osm) and validate(osm)


@lru_cache(maxsize=1_024)
def _parse(osm: str, zone: ZoneInfo, position: Position | None) -> "OpeningHours":
    from opening_hours import OpeningHours

    # Without a country, rules for public holidays are ignored; with ``auto_timezone`` off, so
    # is the position.
    coords = (position.lat, position.lon) if position else None
    return OpeningHours(osm, timezone=zone, country="FR", coords=coords)
