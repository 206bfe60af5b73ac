from datetime import UTC, date, datetime, timedelta

import pytest

from maraude.directory.matching import Accepts, Match
from maraude.directory.opening import Opening, State
from maraude.directory.ranking import Freshness, Prospect, freshness, summer_unconfirmed

NOW = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)


def prospect(
    state: State = State.OPEN,
    *,
    opens: float | None = None,
    closes: float | None = None,
    accepts: Accepts = Accepts.YES,
    minutes: float = 10,
    full: bool = False,
) -> Prospect:
    opens_at = None if opens is None else NOW + timedelta(minutes=opens)
    closes_at = None if closes is None else NOW + timedelta(minutes=closes)
    return Prospect(Opening(state, opens_at, closes_at), Match(accepts), minutes, NOW, full)


BEST_FIRST = [
    prospect(minutes=3),
    prospect(minutes=14, closes=60),
    prospect(minutes=2, accepts=Accepts.CHECK),
    prospect(minutes=10, closes=8),
    prospect(State.CLOSED, opens=30, minutes=14),
    prospect(State.CLOSED, opens=60, accepts=Accepts.CHECK, minutes=1),
    prospect(State.UNKNOWN, minutes=12),
    prospect(State.UNKNOWN, opens=20, accepts=Accepts.CHECK, minutes=2),
    prospect(State.CLOSED, opens=61, minutes=4),
    prospect(State.CLOSED, minutes=5),
    prospect(State.OPEN, minutes=1, full=True),
    prospect(State.CLOSED, minutes=1, full=True),
    prospect(State.OPEN, accepts=Accepts.NO, minutes=1),
]


def test_open_comes_before_soon_before_unknown_before_closed_before_full_before_refusing() -> None:
    shuffled = [*BEST_FIRST[1::2], *BEST_FIRST[::2]]
    assert sorted(shuffled, key=lambda found: found.rank) == BEST_FIRST


def test_only_what_is_open_for_this_person_on_arrival_is_best() -> None:
    assert [found.is_best for found in BEST_FIRST] == [True, True] + [False] * 11


@pytest.mark.parametrize(
    ("category", "verified_on", "expected"),
    [
        ("shower", date(2026, 8, 26), Freshness.FRESH),
        ("shower", date(2026, 8, 25), Freshness.TO_CHECK),
        ("shower", date(2025, 11, 24), Freshness.TO_CHECK),
        ("shower", date(2025, 11, 23), Freshness.UNVERIFIED),
        ("shower", None, Freshness.UNVERIFIED),
        ("fountain", date(2026, 11, 10), Freshness.FRESH),
        ("fountain", date(2026, 11, 9), Freshness.TO_CHECK),
        ("of a newer list", date(2026, 8, 26), Freshness.FRESH),
    ],
)
def test_a_record_is_trusted_by_its_age(
    category: str, verified_on: date | None, expected: Freshness
) -> None:
    assert freshness(category, verified_on, date(2026, 11, 24)) is expected


@pytest.mark.parametrize(
    ("verified_on", "copied_on", "today", "expected"),
    [
        (date(2026, 4, 30), date(2026, 7, 1), date(2026, 7, 14), True),
        (date(2026, 5, 1), date(2026, 7, 1), date(2026, 7, 14), False),
        (None, date(2025, 11, 23), date(2026, 8, 31), True),
        (None, date(2026, 6, 1), date(2026, 8, 31), False),
        (date(2025, 4, 30), date(2026, 1, 1), date(2026, 9, 1), False),
        (date(2025, 4, 30), date(2026, 1, 1), date(2026, 6, 30), False),
    ],
)
def test_hours_of_before_may_are_unconfirmed_in_summer(
    verified_on: date | None, copied_on: date, today: date, *, expected: bool
) -> None:
    assert summer_unconfirmed(verified_on, copied_on, today) is expected
