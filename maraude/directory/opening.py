"""Open, closed or unknown: what stretches of time say about one moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

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
