from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maraude.domain.clock import MAX_COUNTER, MAX_MS, HybridTime, system_now

QUICK = settings(deadline=None, max_examples=200)

times = st.builds(HybridTime, st.integers(0, MAX_MS), st.integers(0, MAX_COUNTER))
clocks = st.datetimes(timezones=st.just(UTC))


@QUICK
@given(times)
def test_a_time_is_read_as_it_is_written(time: HybridTime) -> None:
    assert HybridTime.parse(str(time)) == time


@QUICK
@given(times, times)
def test_texts_sort_as_times_do(one: HybridTime, other: HybridTime) -> None:
    assert (str(one) < str(other)) == (one < other)


@QUICK
@given(st.lists(clocks, min_size=1, max_size=20))
def test_time_goes_forward_whatever_the_clock_shows(shown: list[datetime]) -> None:
    time = HybridTime()
    for now in shown:
        later = time.tick(now)
        assert later > time
        time = later


@QUICK
@given(st.lists(clocks, min_size=1, max_size=20))
def test_time_is_never_behind_the_clock(shown: list[datetime]) -> None:
    time = HybridTime()
    for now in shown:
        time = time.tick(now)
        assert time.ms >= int(now.timestamp() * 1000)


def test_a_clock_set_back_ten_years_only_moves_the_counter() -> None:
    now = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
    time = HybridTime().tick(now)
    assert time.tick(now - timedelta(days=3650)) == HybridTime(time.ms, 1)


def test_a_full_counter_carries_into_the_milliseconds() -> None:
    assert HybridTime(5, MAX_COUNTER).tick(datetime(1970, 1, 1, tzinfo=UTC)) == HybridTime(6, 0)


def test_a_time_is_written_in_fixed_width() -> None:
    assert str(HybridTime(0x019C3F2A1B40, 3)) == "019c3f2a1b40.0003"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "019c3f2a1b40",
        "019c3f2a1b40.003",
        "19c3f2a1b40.0003",
        "0x9c3f2a1b40.0003",
        "+19c3f2a1b40.0003",
        "019c3f2a1b40.00_3",
        "019C3F2A1B40.0003",
        "019c3f2a1b40.0003\n",
    ],
)
def test_anything_else_is_no_time(text: str) -> None:
    with pytest.raises(ValueError, match="not a hybrid time"):
        HybridTime.parse(text)


def test_the_system_clock_is_aware_and_in_utc() -> None:
    assert system_now().tzinfo is UTC
