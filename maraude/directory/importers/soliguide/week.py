"""A week of Soliguide as OpenStreetMap writes it.

A day is ``{open, timeslot: [{start, end}]}``; times are 930 or "9h30", and 2359 is midnight. A
week in which no day is open is one that nobody filled in.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any

from maraude.directory import hours
from maraude.directory.importers.soliguide.fields import block, words
from maraude.directory.service import Hours

UNKNOWN = "unknown"
Week = Mapping[str, str]
"""What is known of the days, by their OSM names: times, UNKNOWN, or nothing where closed."""

_DAYS = {
    "monday": "Mo",
    "tuesday": "Tu",
    "wednesday": "We",
    "thursday": "Th",
    "friday": "Fr",
    "saturday": "Sa",
    "sunday": "Su",
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_HOLIDAYS = {"CLOSED": ("PH off",), "OPEN": ()}
_TIME = re.compile(r"([0-9]{1,2})\s*[:hH]\s*([0-9]{2})?|([0-9]{1,4})")
_HOUR, _DAY_END, _ALMOST_MIDNIGHT = 60, 24 * 60, 23 * 60 + 59
_FOREVER = date(2099, 12, 31)


@dataclass(frozen=True, slots=True)
class Period:
    """Days on which another week holds; None is a week that is not known."""

    since: date
    until: date | None
    week: Week | None


def read(written: Mapping[str, Any]) -> Week | None:
    """Read a week; None where nobody filled it in."""
    week = {osm: _day(written.get(name)) for name, osm in _DAYS.items()}
    return week if any(times not in ("", UNKNOWN) for times in week.values()) else None


def as_hours(written: Mapping[str, Any], periods: Sequence[Period]) -> Hours:
    """Give the hours of a week, and of the periods in which another one holds."""
    usual = read(written)
    described = words(written, "description", hours.MAX_CHARACTERS)
    if usual is None and all(period.week is None for period in periods):
        return Hours(described)
    rules = [*_rules(usual)] if usual else [UNKNOWN]
    for period in periods:
        days = f"{_date(period.since)}-{_date(period.until or _FOREVER)}"
        if period.week is None:
            rules.append(f"{days} {UNKNOWN}")
        else:
            # Without it, days that are closed for now would keep their usual hours.
            rules += [f"{days} off", *(f"{days} {rule}" for rule in _rules(period.week))]
    rules += _HOLIDAYS.get(words(written, "closedHolidays"), (f"PH {UNKNOWN}",))
    return Hours(described, _understood("; ".join(rules)), normalised=True)


@lru_cache(maxsize=1_024)
def _understood(rules: str) -> str:
    return hours.read(rules).osm


def _rules(week: Week) -> list[str]:
    """Give one rule for neighbouring days with the same times."""
    rules = []
    for times, group in groupby(week.items(), key=lambda day: day[1]):
        if times:
            days = [name for name, _times in group]
            named = days[0] if len(days) == 1 else f"{days[0]}-{days[-1]}"
            rules.append(f"{named} {times}")
    return rules


def _date(day: date) -> str:
    return f"{day.year} {_MONTHS[day.month - 1]} {day.day:02}"


def _day(written: object) -> str:
    if not isinstance(written, dict) or not isinstance(written.get("timeslot"), list):
        return UNKNOWN
    slots = [_slot(slot) for slot in written["timeslot"]]
    is_open = written.get("open", bool(slots))
    if is_open is False and not slots:
        return ""
    # What contradicts itself, or cannot be read, is not called open.
    if is_open is not True or not slots or None in slots:
        return UNKNOWN
    return ",".join(filter(None, slots))


def _slot(written: object) -> str | None:
    """Give ``09:30-12:00``, past midnight too; None where that cannot be told."""
    fields = block({"slot": written}, "slot")
    start, end = _minutes(fields.get("start")), _minutes(fields.get("end"))
    if start is None or end is None or start >= _DAY_END:
        return None
    if end == _ALMOST_MIDNIGHT or (end == 0 and start > 0):
        end = _DAY_END
    return f"{_clock(start)}-{_clock(end)}" if start != end else None


def _minutes(written: object) -> int | None:
    """Give the minutes since midnight of a time such as 930, "0930" or "9h30"."""
    text = f"{written}".strip() if isinstance(written, int | str) else ""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    if match[3]:
        hour, minute = divmod(int(match[3]), 100)
    else:
        hour, minute = int(match[1]), int(match[2] or 0)
    minutes = hour * _HOUR + minute
    return minutes if minute < _HOUR and minutes <= _DAY_END else None


def _clock(minutes: int) -> str:
    return f"{minutes // _HOUR:02}:{minutes % _HOUR:02}"
