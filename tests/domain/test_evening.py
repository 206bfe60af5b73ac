from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from maraude import i18n
from maraude.domain.evening import Evening, long_date, short_date
from maraude.domain.when import ago

PARIS = ZoneInfo("Europe/Paris")
QUICK = settings(deadline=None, max_examples=200)

evenings = st.dates(date(1990, 1, 1), date(2100, 1, 1)).map(Evening)
walls = st.times()
moments = st.datetimes(
    datetime(1990, 1, 1),
    datetime(2100, 1, 1),
    timezones=st.just(UTC),
)


def paris(day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("moment", "evening"),
    [
        (paris(23, 20, 40), date(2026, 11, 23)),
        (paris(24, 0, 20), date(2026, 11, 23)),
        (paris(24, 1, 30), date(2026, 11, 23)),
        (paris(24, 11, 59), date(2026, 11, 23)),
        (paris(24, 12, 0), date(2026, 11, 24)),
        (datetime(2026, 11, 24, 10, 59, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 24, 11, 0, tzinfo=UTC), date(2026, 11, 24)),
    ],
)
def test_a_night_belongs_to_the_date_on_which_it_began(moment: datetime, evening: date) -> None:
    assert Evening.at(moment, PARIS) == Evening(evening)


def test_tomorrow_said_after_midnight_is_the_next_evening() -> None:
    assert Evening.at(paris(24, 1, 30), PARIS).later(1) == Evening(date(2026, 11, 24))


@QUICK
@given(moments)
def test_every_moment_lies_in_its_evening(moment: datetime) -> None:
    evening = Evening.at(moment, PARIS)
    assert evening.starts(PARIS) <= moment < evening.ends(PARIS)


@QUICK
@given(evenings)
def test_an_evening_ends_when_the_next_one_starts(evening: Evening) -> None:
    assert Evening.at(evening.starts(PARIS), PARIS) == evening
    assert Evening.at(evening.ends(PARIS), PARIS) == evening.later(1)
    assert Evening.at(evening.ends(PARIS) - timedelta(microseconds=1), PARIS) == evening


@QUICK
@given(evenings, walls)
def test_a_wall_time_of_an_evening_is_in_that_evening(evening: Evening, wall: time) -> None:
    assert Evening.at(evening.moment(wall, PARIS), PARIS) == evening


@QUICK
@given(moments)
@example(datetime(2000, 10, 29, 0, tzinfo=UTC))
@example(datetime(2000, 10, 29, 1, tzinfo=UTC))
def test_a_moment_is_found_again_by_its_wall_time(moment: datetime) -> None:
    wall = moment.astimezone(PARIS).time()
    assert Evening.at(moment, PARIS).moment(wall, PARIS) == moment


@QUICK
@given(evenings, st.integers(-3650, 3650), st.integers(-3650, 3650))
def test_steps_between_evenings_add_up(evening: Evening, first: int, second: int) -> None:
    assert evening.later(first).later(second) == evening.later(first + second)
    assert (evening.later(first) > evening) == (first > 0)


def test_the_evening_of_the_clock_going_back_lasts_twenty_five_hours() -> None:
    evening = Evening(date(2026, 10, 24))
    assert evening.ends(PARIS) - evening.starts(PARIS) == timedelta(hours=25)


def test_the_evening_of_the_clock_going_forward_lasts_twenty_three_hours() -> None:
    evening = Evening(date(2026, 3, 28))
    assert evening.ends(PARIS) - evening.starts(PARIS) == timedelta(hours=23)


@pytest.mark.parametrize(("fold", "hour"), [(0, 0), (1, 1)])
def test_a_time_that_clocks_show_twice_means_the_first_unless_it_says_the_second(
    fold: int, hour: int
) -> None:
    moment = Evening(date(2026, 10, 24)).moment(time(2, 30, fold=fold), PARIS)
    assert moment == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)


def test_a_time_that_clocks_skip_means_the_one_shown_an_hour_later() -> None:
    moment = Evening(date(2026, 3, 28)).moment(time(2, 30), PARIS)
    assert moment == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert moment.astimezone(PARIS).time() == time(3, 30)


@QUICK
@given(evenings)
def test_an_evening_is_read_as_it_is_written(evening: Evening) -> None:
    assert Evening.parse(str(evening)) == evening


@pytest.mark.parametrize("text", ["", "demain", "2026-11-31", "24/11/2026"])
def test_what_is_not_a_date_is_no_evening(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Evening.parse(text)


def test_dates_are_said_in_french() -> None:
    assert short_date(date(2026, 11, 24)) == "mardi 24"
    assert long_date(date(2026, 8, 1)) == "samedi 1 août"


def test_dates_are_said_in_english() -> None:
    i18n.use("en")

    assert short_date(date(2026, 11, 24)) == "Tuesday 24"
    assert long_date(date(2026, 8, 1)) == "Saturday 1 Aug."


@pytest.mark.parametrize(
    ("days", "said"), [(0, "ce soir"), (1, "hier"), (2, "il y a 2 jours"), (30, "il y a 30 jours")]
)
def test_how_long_ago_an_evening_was_is_said_in_words(days: int, said: str) -> None:
    tonight = Evening(date(2026, 11, 23))

    assert ago(tonight.later(-days), tonight) == said
