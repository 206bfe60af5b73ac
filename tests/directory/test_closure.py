from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maraude.directory import hours
from maraude.directory.closure import Closure
from maraude.directory.hours import Schedule, expand
from maraude.directory.opening import Opening, State
from tests.directory.services import SERVICE

PARIS = ZoneInfo("Europe/Paris")
MONDAY = date(2026, 11, 23)
WORKS = Closure(date(2026, 11, 24), date(2026, 11, 25), "travaux")


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=PARIS)


def opening(closure: Closure, when: datetime, osm: str = "") -> Opening:
    return hours.opening(Schedule(osm, closure=closure), PARIS, when)


@pytest.mark.parametrize(("day", "holds"), [(23, False), (24, True), (25, True), (26, False)])
def test_a_closure_holds_from_its_first_to_its_last_day(day: int, *, holds: bool) -> None:
    assert WORKS.holds(date(2026, 11, day)) is holds


def test_a_closure_without_dates_holds_always() -> None:
    assert Closure().holds(MONDAY)
    assert opening(Closure(reason="en panne"), at(24, 12), "24/7") == Opening(
        State.CLOSED, comment="en panne"
    )


@pytest.mark.parametrize(
    ("day", "hour", "state"),
    [
        (23, 23, State.UNKNOWN),
        (24, 0, State.CLOSED),
        (25, 23, State.CLOSED),
        (26, 0, State.UNKNOWN),
    ],
)
def test_what_has_no_hours_is_closed_then_unknown_again_never_open(
    day: int, hour: int, state: State
) -> None:
    assert opening(WORKS, at(day, hour)).state is state


def test_a_closure_comes_before_the_hours_and_says_when_they_hold_again() -> None:
    closed = opening(WORKS, at(24, 12), "24/7")
    assert closed == Opening(State.CLOSED, opens_at=at(26, 0).astimezone(UTC), comment="travaux")
    assert opening(WORKS, at(26, 12), "24/7").state is State.OPEN


def test_what_closes_at_midnight_for_a_while_closes_then() -> None:
    assert opening(WORKS, at(23, 22), "24/7").closes_at == at(24, 0).astimezone(UTC)


def test_a_service_of_unknown_hours_has_a_schedule_only_while_it_has_a_closure() -> None:
    assert hours.schedule(SERVICE) is None
    assert hours.schedule(replace(SERVICE, closure=WORKS)) == Schedule("", closure=WORKS)


days = st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31))


@given(since=days, until=days, start=st.dates(date(2020, 1, 1), date(2040, 1, 1)))
@settings(deadline=None, max_examples=200)
def test_whatever_the_dates_days_are_covered_without_gaps_and_closed_where_it_holds(
    since: date | None, until: date | None, start: date
) -> None:
    closure = Closure(since, until, "x")
    intervals = expand(Schedule("08:00-10:00", closure=closure), PARIS, start)
    assert (intervals[0].start, intervals[-1].end) == hours.horizon(start, PARIS)
    assert all(i.start < i.end for i in intervals)
    assert all(a.end == b.start for a, b in pairwise(intervals))
    for number in range(hours.HORIZON_DAYS):
        noon = datetime.combine(start + timedelta(days=number), time(9), PARIS)
        (during,) = (i for i in intervals if i.start <= noon < i.end)
        expected = State.CLOSED if closure.holds(noon.date()) else State.OPEN
        assert during.state is expected
