"""In what order services are proposed, and how far their record can be trusted."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from maraude.directory import categories
from maraude.directory.categories import FRESH_DAYS
from maraude.directory.matching import Accepts, Match
from maraude.directory.opening import Opening, State

OLD_DAYS = 365
_SUMMER = (7, 8)
_SUMMER_HOURS_SINCE = (5, 1)


class Freshness(StrEnum):
    """How far a record can be trusted by its age."""

    FRESH = "fresh"
    TO_CHECK = "check"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Prospect:
    """A service seen from where someone stands at ``when``; ``minutes`` on foot.

    ``is_full`` tells that its source, or the coordination, says so.
    """

    opening: Opening
    match: Match
    minutes: float
    when: datetime
    is_full: bool = False

    @property
    def closes_first(self) -> bool:
        """Whether it is open now, but probably closed on arrival."""
        closes_at = self.opening.closes_at
        return closes_at is not None and closes_at - self.when <= timedelta(minutes=self.minutes)

    @property
    def is_best(self) -> bool:
        """Whether nothing further away can be better."""
        return self.rank[:-1] == (False, False, 0, False, False)

    @property
    def rank(self) -> tuple[bool, bool, int, bool, bool, float]:
        """What to sort by: open, opening soon, unknown, closed; then accepting; then nearer.

        What refuses the person comes last, after what is full; among what is open, what closes
        before one arrives.
        """
        return (
            self.match.accepts is Accepts.NO,
            self.is_full,
            self._state_rank(),
            self.closes_first,
            self.match.accepts is Accepts.CHECK,
            self.minutes,
        )

    def _state_rank(self) -> int:
        if self.opening.opens_soon(self.when):
            return 1
        return {State.OPEN: 0, State.UNKNOWN: 2, State.CLOSED: 3}[self.opening.state]


def freshness(category: str, verified_on: date | None, today: date) -> Freshness:
    """Judge a record by the day on which its source verified it; never is unverified."""
    if verified_on is None:
        return Freshness.UNVERIFIED
    known = categories.load().get(category)
    age = (today - verified_on).days
    if age <= (known.fresh_days if known else FRESH_DAYS):
        return Freshness.FRESH
    return Freshness.TO_CHECK if age <= OLD_DAYS else Freshness.UNVERIFIED


def summer_unconfirmed(verified_on: date | None, copied_on: date, today: date) -> bool:
    """Tell whether ``today`` is in July or August and the hours date from before 1 May.

    Hours date from the day of their verification, else from that of their copy: the source
    gave them out then. 17 % of places in Paris changed or closed in one summer (directory.md).
    """
    return today.month in _SUMMER and (verified_on or copied_on) < date(
        today.year, *_SUMMER_HOURS_SINCE
    )
