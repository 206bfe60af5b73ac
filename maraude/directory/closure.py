"""A service that its source says is closed for a while, whatever its hours."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from maraude.directory import opening
from maraude.directory.opening import Days, Interval, State


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
    days = opening.days_of(intervals, zone)
    first = max(closure.since or days.first, days.first)
    last = min(closure.until or days.last, days.last)
    return opening.put(intervals, Days(first, last), zone, State.CLOSED, closure.reason)
