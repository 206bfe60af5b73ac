"""Open, closed or unknown: what stretches of time say about one moment."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

SOON = timedelta(hours=1)
"""What opens within this time is worth waiting for, or walking to."""


class State(StrEnum):
    """Unknown stays unknown: it never becomes open."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of time in one state, ``start`` included, ``end`` not; both in UTC."""

    start: datetime
    end: datetime
    state: State
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Days:
    """Days that follow each other, ``first`` and ``last`` included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Opening:
    """The state at one moment, in UTC.

    ``opens_at`` is the next certain opening of what is not open; ``closes_at`` the end of the
    opening under way. None where there is none in sight. ``comment`` is the source's condition.
    """

    state: State = State.UNKNOWN
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    comment: str = ""

    def opens_soon(self, when: datetime) -> bool:
        """Tell whether it is closed at ``when`` but opens within ``SOON``."""
        return (
            self.state is State.CLOSED
            and self.opens_at is not None
            and self.opens_at - when <= SOON
        )


def look(intervals: Iterable[Interval], when: datetime, until: datetime) -> Opening:
    """Read the state at ``when`` from ``intervals``, which follow each other up to ``until``.

    No interval is asked for after the one that answers, so that a lazy source stays cheap.
    """
    following = iter(intervals)
    current = next((interval for interval in following if interval.end > when), None)
    if current is None or current.start > when:
        return Opening()
    if current.state is State.OPEN:
        closes_at = current.end if current.end < until else None
        return Opening(State.OPEN, closes_at=closes_at, comment=current.comment)
    opening = next((interval for interval in following if interval.state is State.OPEN), None)
    return Opening(
        current.state, opens_at=opening.start if opening else None, comment=current.comment
    )


def moments(days: Days, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Give the first moment of ``days`` in ``zone``, and the first after them, in UTC."""
    midnights = (
        datetime.combine(day, time(), zone) for day in (days.first, days.last + timedelta(days=1))
    )
    start, end = (midnight.astimezone(UTC) for midnight in midnights)
    return start, end


def days_of(intervals: tuple[Interval, ...], zone: ZoneInfo) -> Days:
    """Give the days in ``zone`` that ``intervals`` are about, from midnight to midnight."""
    first, after = (moment.astimezone(zone).date() for moment in _bounds(intervals))
    return Days(first, after - timedelta(days=1))


def put(
    intervals: tuple[Interval, ...], days: Days, zone: ZoneInfo, state: State, comment: str = ""
) -> tuple[Interval, ...]:
    """Put a state in the place of what ``intervals``, which follow each other, say of ``days``.

    ``days`` are within theirs; where ``last`` is before ``first``, nothing changes.
    """
    if days.last < days.first:
        return intervals
    (start, end), (begin, stop) = _bounds(intervals), moments(days, zone)
    there = Interval(begin, stop, state, comment)
    return (*_within(intervals, start, begin), there, *_within(intervals, stop, end))


def _bounds(intervals: tuple[Interval, ...]) -> tuple[datetime, datetime]:
    return intervals[0].start, intervals[-1].end


def _within(intervals: tuple[Interval, ...], start: datetime, end: datetime) -> Iterator[Interval]:
    """Give what of ``intervals`` lies between two moments."""
    for interval in intervals:
        begin, stop = max(interval.start, start), min(interval.end, end)
        if begin < stop:
            yield Interval(begin, stop, interval.state, interval.comment)
