from datetime import date, timedelta

import pytest

from maraude.directory.opening import Days
from maraude.directory.school import calendar, department

MAINLAND = {f"{n:02}" for n in range(1, 96)} - {"20"}


def test_each_department_of_the_mainland_has_a_calendar_and_no_other() -> None:
    asked = [f"{n:02}" for n in range(100)] + ["2A", "2B", "971", ""]
    assert {number for number in asked if calendar(number)} == MAINLAND


@pytest.mark.parametrize(
    ("postcode", "expected"),
    [("75011", "75"), ("01000", "01"), ("20000", ""), ("97110", ""), ("75", ""), ("", "")],
)
def test_the_department_is_that_of_the_postcode(postcode: str, expected: str) -> None:
    assert department(postcode) == expected


@pytest.mark.parametrize("where", ["69", "13", "75"])
def test_holidays_follow_each_other_from_a_saturday_to_the_day_before_lessons(where: str) -> None:
    known = calendar(where)
    assert known
    assert all(f"{days.first:%a}" == "Sat" for days in known.holidays)
    lasting = [days.last - days.first for days in known.holidays if f"{days.first:%m}" != "07"]
    assert lasting == [timedelta(days=15)] * 8
    assert list(known.holidays) == sorted(known.holidays, key=lambda days: days.first)
    assert known.holidays[-1].last == known.valid.last


def test_what_is_not_known_is_said_of_the_days_asked_only() -> None:
    known = calendar("75")
    assert known
    asked = Days(date(2027, 5, 8), date(2027, 8, 3))
    assert list(known.doubtful(asked)) == [
        Days(date(2027, 5, 8), date(2027, 5, 8)),
        Days(date(2027, 8, 1), date(2027, 8, 3)),
    ]
