"""A service that its source says is closed for a while, whatever its hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from maraude.directory.opening import Interval, State

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Closure:
    """Days on which a service is closed.

    ``since`` and ``until`` are the first and the last of them, None where the source names none;
    ``reason`` is in the source's words.
    """

    since: date | None = None
    until: date | None = None
    reason: str = ""

    def holds(self, day: date) -> bool:
        """Tell whether the service is closed on ``day``."""
        return (self.since or day) <= day <= (self.until or day)


def apply(
    closure: Closure, intervals: tuple[Interval, ...], zone: ZoneInfo
) -> tuple[Interval, ...]:
    """Close what ``closure`` holds of ``intervals``, which follow each other; days are of ``zone``.

    What is closed then has the closure's reason as its comment.
    """
    start, end = intervals[0].start, intervals[-1].end
    first, last = start.astimezone(zone).date(), end.astimezone(zone).date() - _DAY
    since, until = max(closure.since or first, first), min(closure.until or last, last)
    if since > until:
        return intervals
    begin, stop = _midnight(since, zone), _midnight(until + _DAY, zone)
    closed = Interval(begin, stop, State.CLOSED, closure.reason)
    return (*_within(intervals, start, begin), closed, *_within(intervals, stop, end))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _within(intervals: tuple[Interval, ...], start: datetime, end: datetime) -> Iterator[Interval]:
    """Give what of ``intervals`` lies between two moments."""
    for interval in intervals:
        begin, stop = max(interval.start, start), min(interval.end, end)
        if begin < stop:
            yield Interval(begin, stop, interval.state, interval.comment)
