"""Rows of a recurrence as opening hours: what can be said, and what stays unknown."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maraude.directory import hours
from maraude.directory.importers import hsds_hours
from maraude.directory.opening import State
from maraude.directory.service import Hours
from tests.directory.importers.hsds_files import Record, schedule

TODAY = date(2026, 11, 23)
"""A Monday."""
PARIS = ZoneInfo("Europe/Paris")


def osm(*rows: Record) -> str:
    return hsds_hours.read(rows, TODAY).osm


def state(rows: list[Record], when: str) -> State:
    known = hsds_hours.read(rows, TODAY)
    schedule_ = hours.Schedule(known.osm, region="")
    return hours.opening(schedule_, PARIS, datetime.fromisoformat(when).replace(tzinfo=PARIS)).state


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([schedule("MO,WE", "09:00", "12:00")], "Mo,We 09:00-12:00"),
        ([schedule(" mo , su ", "09:00:00", "12:30:00")], "Mo,Su 09:00-12:30"),
        ([schedule("MO", "09:00", "12:00"), schedule("MO", "14:00", "17:00")],
         "Mo 09:00-12:00,14:00-17:00"),
        ([schedule("MO", "09:00", "12:00"), schedule("MO", "09:00", "12:00")], "Mo 09:00-12:00"),
        ([schedule("MO", "22:00", "06:00")], "Mo 22:00-06:00"),
        ([schedule("MO", "00:00", "00:00")], "Mo 00:00-24:00"),
        ([schedule("MO", "00:00", "23:59")], "Mo 00:00-24:00"),
        ([schedule("MO", "09:00+01:00", "12:00+01:00")], "Mo 09:00-12:00"),
        ([schedule("MO", "09:00", "12:00", timezone=-5)], "Mo 09:00-12:00"),
        ([schedule("1SA,-1SU", "09:00", "12:00", freq="MONTHLY")], "Sa[1],Su[-1] 09:00-12:00"),
        ([schedule("FR", "09:00", "12:00", freq="MONTHLY")], "Fr 09:00-12:00"),
        ([schedule("MO", "09:00", "12:00", dtstart="2020-01-06", interval="1")], "Mo 09:00-12:00"),
    ],
)  # fmt: skip
def test_rows_are_said_in_the_grammar_of_openstreetmap(rows: list[Record], expected: str) -> None:
    assert osm(*rows) == f"{expected}; PH unknown"


@pytest.mark.parametrize(
    "changes",
    [
        {"freq": "DAILY"},
        {"freq": None},
        {"byday": ""},
        {"byday": "1MO"},
        {"byday": "MONDAY"},
        {"interval": 2},
        {"interval": "deux"},
        {"count": 3},
        {"byweekno": "41,42"},
        {"byyearday": "-1"},
        {"freq": "MONTHLY", "byday": "", "bymonthday": "2,3"},
        {"bymonthday": "1"},
        {"opens_at": None},
        {"closes_at": "midi"},
        {"opens_at": "09:00Z"},
        {"opens_at": "09:00", "closes_at": "09:00"},
        {"opens_at": "25:00"},
        {"valid_to": "bientôt"},
        {"until": 20261201, "valid_from": "hier"},
    ],
)
def test_what_cannot_be_said_leaves_the_hours_unknown_and_their_words_kept(
    changes: dict[str, Any],
) -> None:
    odd = {**schedule("MO", "09:00", "12:00", description="Le lundi"), **changes}
    plain = schedule("TU", "09:00", "12:00", description="Le mardi")
    assert hsds_hours.read([plain, odd], TODAY) == Hours("Le mardi ; Le lundi")


def test_no_rows_are_no_hours() -> None:
    assert hsds_hours.read([], TODAY) == Hours()


def test_rows_that_are_over_leave_the_hours_unknown() -> None:
    past = schedule("MO", "09:00", "12:00", valid_to="2026-11-22")
    assert hsds_hours.read([past], TODAY) == Hours("WEEKLY MO 09:00-12:00")
    assert osm(past, schedule("TU", "09:00", "12:00")) == "Tu 09:00-12:00; PH unknown"


def test_a_row_that_is_over_may_be_of_any_kind() -> None:
    past = schedule("MO", "09:00", "12:00", until="2026-11-01", bymonthday="3")
    assert osm(past, schedule("TU", "09:00", "12:00")) == "Tu 09:00-12:00; PH unknown"


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2026-11-23T10:00", State.OPEN),
        ("2026-11-23T13:00", State.CLOSED),
        ("2026-11-24T10:00", State.CLOSED),
        ("2026-12-07T10:00", State.OPEN),
        ("2026-12-14T10:00", State.UNKNOWN),
        ("2027-01-04T10:00", State.UNKNOWN),
    ],
)
def test_beyond_the_days_for_which_rows_are_valid_nothing_is_known(
    when: str, expected: State
) -> None:
    rows = [
        schedule("MO", "09:00", "12:00", valid_from="2026-01-01", valid_to="2026-12-08"),
        schedule("TU", "20:00", "21:00", valid_from="2027-02-01", valid_to="2027-03-01"),
    ]
    assert state(rows, when) is expected


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2026-11-24T10:00", State.OPEN),
        ("2026-11-28T10:00", State.OPEN),
        ("2026-12-05T10:00", State.CLOSED),
        ("2026-12-08T10:00", State.OPEN),
    ],
)
def test_rows_of_a_season_add_to_those_of_always(when: str, expected: State) -> None:
    rows = [
        schedule("TU", "09:00", "12:00"),
        schedule("SA", "09:00", "12:00", valid_to="2026-12-01"),
    ]
    assert state(rows, when) is expected


def test_a_row_of_later_begins_when_it_says() -> None:
    rows = [schedule("MO", "09:00", "12:00", valid_from="2026-12-01")]
    assert state(rows, "2026-11-30T10:00") is State.UNKNOWN
    assert state(rows, "2026-12-07T10:00") is State.OPEN


def test_a_night_that_begins_on_a_day_lasts_into_the_next() -> None:
    rows = [schedule("MO", "22:00", "06:00")]
    assert state(rows, "2026-11-24T05:00") is State.OPEN
    assert state(rows, "2026-11-24T23:00") is State.CLOSED


def test_on_a_public_holiday_nothing_is_known() -> None:
    rows = [schedule("WE,TH,FR", "09:00", "12:00")]
    assert state(rows, "2026-12-24T10:00") is State.OPEN
    assert state(rows, "2026-12-25T10:00") is State.UNKNOWN


fields = st.fixed_dictionaries(
    {},
    optional={
        "freq": st.sampled_from(["WEEKLY", "MONTHLY", "DAILY", ""]),
        "byday": st.sampled_from(["MO", "MO,TU", "1SA", "-1SU,FR", "x", ""]),
        "opens_at": st.sampled_from(["00:00", "09:00", "09:00Z", "24:00", "22:30:00"]),
        "closes_at": st.sampled_from(["00:00", "09:00", "12:00+02:00", "24:00", "23:59:59"]),
        "valid_from": st.sampled_from(["2026-01-01", "2027-01-01", "x", None]),
        "valid_to": st.sampled_from(["2026-01-01", "2026-12-31", "2027-06-01", None]),
        "until": st.dates().map(str),
        "dtstart": st.dates().map(str),
    },
)


@settings(deadline=None, max_examples=300)
@given(rows=st.lists(fields, max_size=5))
def test_any_rows_give_hours_that_can_be_evaluated(rows: list[Record]) -> None:
    known = hsds_hours.read(rows, TODAY)
    intervals = hours.expand(hours.Schedule(known.osm, region="75"), PARIS, TODAY)
    assert intervals[0].start < intervals[-1].end
    assert known.normalised == bool(known.osm)
