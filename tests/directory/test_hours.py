import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opening_hours import OpeningHours

from maraude.directory import hours, rules
from maraude.directory.hours import Schedule, expand, read
from maraude.directory.opening import Interval, Opening, State
from maraude.directory.service import Hours
from maraude.domain.spot import Position
from tests.directory.services import SERVICE

PARIS = ZoneInfo("Europe/Paris")
STRINGS = Path(__file__).parents[2] / "../shared/data/hours/opening_hours_strings.json"


def at(day: str, clock: str, zone: ZoneInfo = PARIS) -> datetime:
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), zone)


def opening(osm: str, day: str, clock: str, region: str = "") -> Opening:
    return hours.opening(Schedule(osm, region), PARIS, at(day, clock))


def state(osm: str, day: str, clock: str, region: str = "") -> State:
    return opening(osm, day, clock, region).state


def wall(intervals: tuple[Interval, ...]) -> list[tuple[str, str, State]]:
    return [
        (f"{i.start.astimezone(PARIS):%d %H:%M}", f"{i.end.astimezone(PARIS):%d %H:%M}", i.state)
        for i in intervals
    ]


def test_hours_of_a_french_file_are_read_and_marked() -> None:
    assert read("6 h - 22 h") == Hours("6 h - 22 h", "06:00-22:00", normalised=True)


def test_hours_already_in_the_grammar_are_not_marked() -> None:
    assert read("Mo-Fr 10:00-12:00") == Hours("Mo-Fr 10:00-12:00", "Mo-Fr 10:00-12:00")


def test_a_new_line_that_was_dropped_is_a_change() -> None:
    assert read("Mo 10:00-20:00;\nSu off").normalised


@pytest.mark.parametrize(
    "raw", ["Voir fiche équipement", "", "   ", "6 h - 6 h", "Mo 99:00", "à" * 5_000]
)
def test_hours_that_are_not_understood_stay_unknown(raw: str) -> None:
    assert read(raw).osm == ""


def test_hours_too_long_to_be_hours_are_not_evaluated_nor_kept_whole() -> None:
    understood = read("10:00-12:00," * 500 + "13:00-14:00")
    assert (understood.osm, len(understood.raw)) == ("", hours.MAX_CHARACTERS)


def test_real_hours_say_the_same_when_they_are_printed_and_read_again() -> None:
    if not STRINGS.exists():
        pytest.skip("../shared/data is not here")
    cities = json.loads(STRINGS.read_text("utf-8"))
    for osm in {read(string).osm for city in cities.values() for string in city} - {""}:
        # The library prints whole days without times: "Mo-Fr 00:00-24:00" as "Mo-Fr".
        printed = re.sub(
            r"(\b[A-Z][a-z]-[A-Z][a-z])(?=;|$)",
            r"\1 00:00-24:00",
            str(OpeningHours(rules.decidable(osm))),
        )
        assert expand(Schedule(printed), PARIS, date(2026, 11, 23)) == expand(
            Schedule(osm), PARIS, date(2026, 11, 23)
        )


def test_a_night_that_passes_midnight_stays_open() -> None:
    assert opening("06:00-01:00", "2026-11-24", "23:30") == Opening(
        State.OPEN, closes_at=at("2026-11-25", "01:00")
    )
    assert opening("06:00-01:00", "2026-11-25", "01:30") == Opening(
        State.CLOSED, opens_at=at("2026-11-25", "06:00")
    )


def test_what_never_closes_has_no_closing_time() -> None:
    assert opening("24/7", "2026-11-24", "23:30") == Opening(State.OPEN)


def test_school_holidays_make_the_state_unknown() -> None:
    assert state("Mo-Su 10:00-18:00; SH off", "2026-08-04", "12:00") is State.UNKNOWN
    assert state("Mo-Su 10:00-18:00; SH off", "2026-11-24", "03:00") is State.UNKNOWN


def test_school_holidays_in_a_comment_are_only_a_comment() -> None:
    assert state('10:00-18:00; Su off "SH"', "2026-11-24", "12:00") is State.OPEN


def test_public_holidays_of_france_are_known() -> None:
    assert state("Mo-Su 10:00-18:00; PH off", "2026-07-14", "12:00") is State.CLOSED
    assert state("Mo-Su 10:00-18:00; PH off", "2026-07-15", "12:00") is State.OPEN


@pytest.mark.parametrize("day", ["2026-04-03", "2026-12-26"])
def test_public_holidays_of_alsace_and_moselle_are_known_there_only(day: str) -> None:
    assert state("Mo-Su 10:00-18:00; PH off", day, "12:00", "67") is State.CLOSED
    assert state("Mo-Su 10:00-18:00; PH off", day, "12:00") is State.OPEN


def test_special_hours_on_a_regional_holiday_are_to_be_checked() -> None:
    assert state("Mo-Sa 10:00-18:00; PH 14:00-16:00", "2026-12-26", "15:00", "67") is State.UNKNOWN


def test_a_regional_holiday_after_new_year_is_seen_from_december() -> None:
    osm = "Mo-Su 10:00-18:00; PH off"
    days = expand(Schedule(osm, "972"), PARIS, date(2026, 12, 20), 160)
    assert not any(i.state is State.OPEN and i.start.date() == date(2027, 5, 22) for i in days)


def test_a_service_has_its_region_only_where_public_holidays_matter() -> None:
    strasbourg = replace(SERVICE, postcode="67000", hours=Hours("", "10:00-18:00; PH off"))
    assert hours.schedule(strasbourg) == Schedule("10:00-18:00; PH off", "67")
    daily = replace(strasbourg, hours=Hours("", "10:00-18:00"))
    assert hours.schedule(daily) == Schedule("10:00-18:00")


def test_a_service_without_hours_has_no_schedule() -> None:
    assert hours.schedule(SERVICE) is None


def test_the_sun_is_that_of_the_place() -> None:
    sunlit = Schedule("sunrise-sunset", "", Position(48.9, 2.4))
    (_night, day, _evening) = expand(sunlit, PARIS, date(2026, 11, 23), 1)
    assert f"{day.start.astimezone(PARIS):%H}" == "08"
    assert f"{day.end.astimezone(PARIS):%H}" in ("16", "17")


def test_the_hour_that_the_spring_change_skips_has_a_state() -> None:
    intervals = expand(Schedule("02:15-02:45,03:00-04:00"), PARIS, date(2026, 3, 29), 1)
    assert wall(intervals) == [
        ("29 00:00", "29 03:00", State.CLOSED),
        ("29 03:00", "29 04:00", State.OPEN),
        ("29 04:00", "30 00:00", State.CLOSED),
    ]


def test_a_moment_that_no_clock_shows_is_answered() -> None:
    assert state("Mo-Su 01:00-04:00", "2026-03-29", "02:30") is State.OPEN


def test_in_the_hour_that_the_autumn_change_repeats_the_second_time_counts() -> None:
    first = datetime(2026, 10, 25, 0, 20, tzinfo=UTC)
    evaluated = [
        hours.opening(Schedule("02:15-02:45"), PARIS, first + timedelta(hours=h)).state
        for h in range(3)
    ]
    assert evaluated == [State.CLOSED, State.OPEN, State.CLOSED]


def test_the_next_opening_is_looked_for_no_further_than_two_weeks() -> None:
    # Unbounded, the library walks to the year 9999: a second on this string.
    assert opening("2099 Mo-Su 06:00-06:00", "2026-11-24", "12:00") == Opening(State.CLOSED)


def test_the_last_minute_of_the_day_is_open_too() -> None:
    assert state(read("00:00-23:59").osm, "2026-11-24", "23:59") is State.OPEN


def test_what_is_open_under_a_condition_is_unknown_and_says_the_condition() -> None:
    assert opening('Mo-Fr 10:00-12:00 "sur rendez-vous"', "2026-11-24", "11:00") == Opening(
        State.UNKNOWN, comment="sur rendez-vous"
    )


def test_a_comment_from_a_file_cannot_command_a_terminal() -> None:
    assert opening('10:00-12:00 "rdv\x1b[2J"', "2026-11-24", "11:00").comment == "rdv[2J"


def test_what_follows_an_open_end_is_unknown() -> None:
    assert state("20:00-22:00+", "2026-11-24", "21:00") is State.OPEN
    assert state("20:00-22:00+", "2026-11-24", "22:30") is State.UNKNOWN


def test_overseas_hours_follow_overseas_clocks() -> None:
    reunion = ZoneInfo("Indian/Reunion")
    morning = at("2026-11-24", "09:00", reunion)
    assert hours.opening(Schedule("08:00-10:00"), reunion, morning).closes_at == at(
        "2026-11-24", "10:00", reunion
    )


clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


@given(start=clocks, end=clocks, asked=clocks, day=st.dates(date(2026, 5, 1), date(2026, 9, 30)))
@settings(deadline=None, max_examples=200)
def test_a_daily_range_is_open_within_it_and_closed_outside(
    start: time, end: time, asked: time, day: date
) -> None:
    raw = f"{start.hour} h {start.minute:02} - {end.hour} h {end.minute:02}"
    osm = read(raw).osm
    if start == end:
        assert osm == ""
        return
    is_open = start <= asked < end if start < end else asked >= start or asked < end
    expected = State.OPEN if is_open else State.CLOSED
    assert state(osm, day.isoformat(), asked.isoformat("minutes")) is expected


days = st.sampled_from(["Mo", "Tu-We", "Sa,Su", "Mo[1]", "PH", "Ph", "SH", "easter", "PH -1 day"])
dates = st.sampled_from(["Jan", "Feb 29", "Dec 31-Jan 2", "2026", "2026-2030/2", "week 1-53"])
times = st.sampled_from(["10:00-12:00", "22:00-26:00", "12:00+", "25:00", "24/7", "6 h - 22 h"])
signs = st.sampled_from(["-", ",", ";", "||", "/", "off", "open", "unknown", '"x"'])
sun = st.sampled_from(["sunrise-sunset", "(sunset-01:00)-24:00", "dawn-dusk"])
words = days | dates | times | signs | sun


@given(
    raw=st.lists(words, max_size=8).map(" ".join) | st.text(max_size=30),
    region=st.sampled_from(["", "67", "974"]),
    start=st.dates(date(2020, 1, 1), date(2040, 1, 1)),
)
@settings(deadline=None, max_examples=300)
def test_whatever_a_file_says_the_days_are_covered_without_gaps(
    raw: str, region: str, start: date
) -> None:
    osm = read(raw).osm
    if not osm:
        return
    intervals = expand(Schedule(osm, region), PARIS, start)
    assert (intervals[0].start, intervals[-1].end) == hours.horizon(start, PARIS)
    assert all(i.start < i.end for i in intervals)
    assert all(a.end == b.start for a, b in pairwise(intervals))
