"""Opening hours of HSDS: rows of a recurrence (RFC 5545), several a day, valid for a while.

The ``timezone`` of a row is a number and says nothing. A time with an offset is read as the clock
on the wall there ("09:00-05:00 for 9am EST"); a time in UTC would move with the seasons. Source:
https://docs.openreferral.org, the ``schedule`` object.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from maraude.directory import hours
from maraude.directory.hours import MAX_CHARACTERS
from maraude.directory.importers.records import day, joined, number, text
from maraude.directory.service import Hours

Row = Mapping[str, Any]
Period = tuple[date | None, date | None]

_DAYS = {"MO": "Mo", "TU": "Tu", "WE": "We", "TH": "Th", "FR": "Fr", "SA": "Sa", "SU": "Su"}
_DAY = re.compile(r"(?P<nth>[+-]?[1-5])?(?P<day>MO|TU|WE|TH|FR|SA|SU)")
_TIME = re.compile(r"(?P<clock>(?:[01]\d|2[0-4]):[0-5]\d)(?::\d\d(?:\.\d+)?)?(?:[+-]\d\d:?\d\d)?")
_END_OF_DAY = ("00:00", "23:59", "24:00")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# What opening hours cannot say, or what says something else than it seems to.
_UNSAYABLE = ("bymonthday", "byweekno", "byyearday", "count")


class _UnsayableError(ValueError):
    """A row that OpenStreetMap's grammar has no words for."""


def read(rows: Sequence[Row], today: date) -> Hours:
    """Give the hours that ``rows`` say together, as of ``today``.

    They are unknown where one row that still holds cannot be said, and outside the days for
    which they are valid. HSDS knows no public holidays: on these, too, nothing is known.
    """
    raw = joined(*map(_said, rows), separator=" ; ")[:MAX_CHARACTERS]
    try:
        periods = _times(rows, today)
        osm = _rules(periods, today) if periods else ""
    except _UnsayableError:
        osm = ""
    known = hours.read(osm).osm
    return Hours(raw, known, normalised=bool(known))


def _said(row: Row) -> str:
    """Give a row in its own words, else in its fields."""
    if words := joined(text(row, "description"), text(row, "notes"), separator=" "):
        return words
    span = "-".join(filter(None, (text(row, "opens_at"), text(row, "closes_at"))))
    fields = ("freq", "byday", "bymonthday", "byweekno")
    return joined(*(text(row, field) for field in fields), span, separator=" ")


def _period(row: Row) -> Period:
    since = [d for d in (_day(row, "valid_from"), _day(row, "dtstart")) if d]
    until = [d for d in (_day(row, "valid_to"), _day(row, "until")) if d]
    return max(since, default=None), min(until, default=None)


def _day(row: Row, field: str) -> date | None:
    """Read a date; one that is written and not understood might end what it is about."""
    written = text(row, field)
    read = day(written)
    if written and read is None:
        raise _UnsayableError
    return read


def _times(rows: Sequence[Row], today: date) -> dict[Period, dict[str, set[str]]]:
    """Give the times of each day, by the period for which they are valid, but for what is over."""
    found: dict[Period, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        since, until = _period(row)
        if until and until < today:
            continue
        started = since is None or since <= today
        span = _span(row)
        for weekday in _weekdays(row):
            found[None if started else since, until][weekday].add(span)
    return found


def _weekdays(row: Row) -> Iterator[str]:
    """Give the days of a row: ``Mo``, or ``Sa[1]`` for the first Saturday of a month."""
    frequency = text(row, "freq").upper()
    beyond = any(row.get(field) not in (None, "") for field in _UNSAYABLE)
    if frequency not in ("WEEKLY", "MONTHLY") or beyond or _interval(row) != 1:
        raise _UnsayableError
    for written in text(row, "byday").upper().split(","):
        found = _DAY.fullmatch(written.strip())
        if found is None or (found["nth"] and frequency == "WEEKLY"):
            raise _UnsayableError
        nth = f"[{int(found['nth'])}]" if found["nth"] else ""
        yield f"{_DAYS[found['day']]}{nth}"


def _interval(row: Row) -> float:
    if row.get("interval") in (None, ""):
        return 1
    return number(row, "interval") or 0


def _span(row: Row) -> str:
    opens, closes = (_TIME.fullmatch(text(row, name)) for name in ("opens_at", "closes_at"))
    if opens is None or closes is None:
        raise _UnsayableError
    start, end = opens["clock"], closes["clock"]
    end = "24:00" if end in _END_OF_DAY else end
    if start >= "24:00" or start == end or end > "24:00":
        raise _UnsayableError
    return f"{start}-{end}"


def _rules(periods: dict[Period, dict[str, set[str]]], today: date) -> str:
    """Give rules that add up; before and after periods that all end or begin, nothing is known."""
    bounds = {period: _bounds(period, today) for period in periods}
    rules = [
        f"{bounds[period]} {days} {times}".strip()
        for period, times_of_day in periods.items()
        for times, days in _alike(times_of_day)
    ]
    outside = ["unknown", *(f"{within} off" for within in bounds.values())]
    before = outside if all(bounds.values()) else []
    return "; ".join((*before, ", ".join(rules), "PH unknown"))


def _alike(times_of_day: dict[str, set[str]]) -> Iterator[tuple[str, str]]:
    """Give times with all the days that have them."""
    days_of: dict[str, list[str]] = defaultdict(list)
    for weekday, spans in times_of_day.items():
        days_of[",".join(sorted(spans))].append(weekday)
    for times, days in days_of.items():
        yield times, ",".join(days)


def _bounds(period: Period, today: date) -> str:
    since, until = period
    if since is None and until is None:
        return ""
    first = _written(since or today)
    return f"{first}-{_written(until)}" if until else f"{first}+"


def _written(day: date) -> str:
    return f"{day.year} {_MONTHS[day.month - 1]} {day.day:02}"
