"""Opening hours put so that the library reads of them what their writer meant.

A rule is what stands between semicolons: days, times, and what holds then.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date

from maraude.directory.normalise import syntax
from maraude.directory.opening import Days

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_WEEKDAY = "(?:Mo|Tu|We|Th|Fr|Sa|Su)"
_WEEKDAYS = rf"{_WEEKDAY}(?:\s*[-,]\s*{_WEEKDAY})*"
_HOLIDAYS = r"(?:PH|SH)(?:\s*,\s*(?:PH|SH))*"
_SCHOOL_HOLIDAYS = re.compile(r"\bSH\b")
_BOTH = re.compile(rf"(?:\bPH\s+{_WEEKDAY}|{_WEEKDAY}\s+PH)\b")
_DAY = "(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|SH)"
_DAYS_ONLY = re.compile(rf"\s*{_DAY}(?:\s*[-,]\s*{_DAY}|\s+{_DAY})*\s*")
_STARTS = re.compile(r"(?<![-\d:])(?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d)\+")
_SUN_STARTS = re.compile(r"(?<![-(])\b(?P<event>dawn|sunrise|sunset|dusk)\+")
_IN_HOLIDAYS = re.compile(
    rf"\s*(?:(?P<before>{_WEEKDAYS})\s*,\s*)?(?P<holidays>{_HOLIDAYS})"
    rf"(?:\s*,\s*(?P<after>{_WEEKDAYS})|\s+(?P<both>{_WEEKDAYS}))?(?P<rest>(?:\s.*)?)"
)
_CLOSED_THEN = re.compile(r"\S\s+(?:off|closed)\b")
_PARTS = re.compile(r'(?:[^;"]|"[^"]*")+')


def depends_on_school_holidays(osm: str) -> bool:
    """Tell whether hours follow school holidays."""
    return _SCHOOL_HOLIDAYS.search(syntax(osm)) is not None


def decidable(osm: str) -> str:
    """Put hours so that nothing is open of which they do not say so; nothing where that fails.

    Days without any times (``Mo-Fr``) say nothing of them, and where only closing is said (``Mo
    off``) nothing is known of other days. An opening without an end (``20:00+``)
    is certain for an hour. Public holidays beside weekdays, without a comma, are those which fall
    on these days; the library takes them for all of both.
    """
    if _BOTH.search(syntax(osm)):
        return ""
    rules = [
        f"{rule.strip()} unknown" if _DAYS_ONLY.fullmatch(rule) else _outside_quotes(_an_hour, rule)
        for rule in _PARTS.findall(osm)
    ]
    if all(_CLOSED_THEN.search(syntax(rule)) for rule in rules):
        rules.insert(0, "unknown")
    return ";".join(rules)


def dated(osm: str, holidays: Iterable[Days]) -> str:
    """Put the dates of school holidays in the place of ``SH``; nothing where that is beyond us."""
    dates = ",".join(f"{date_of(days.first)}-{date_of(days.last)}" for days in holidays)
    rules = [
        _dated(rule, dates) if depends_on_school_holidays(rule) else rule
        for rule in _PARTS.findall(osm)
    ]
    return ";".join(rules) if all(rules) else ""


def date_of(day: date) -> str:
    """Give a day as a rule names it: ``2026 Oct 17``."""
    return f"{day.year} {_MONTHS[day.month - 1]} {day.day:02}"


def _dated(rule: str, dates: str) -> str:
    """Give a rule that follows school holidays as one for their dates, and one for what is not."""
    found = _IN_HOLIDAYS.fullmatch(rule)
    if found is None or depends_on_school_holidays(found["rest"]) or "||" in found["rest"]:
        return ""
    public = "PH" in found["holidays"]
    if found["both"]:
        return "" if public else f"{dates} {found['both']}{found['rest']}"
    others = (found["before"], found["after"], "PH" if public else "")
    also = ",".join(other for other in others if other)
    apart = f"{also}{found['rest']};" if also else ""
    return f"{apart}{dates}{found['rest']}"


def _an_hour(text: str) -> str:
    by_the_sun = _SUN_STARTS.sub(r"\g<event>-(\g<event>+01:00)+", text)
    return _STARTS.sub(_first_hour, by_the_sun)


def _first_hour(start: re.Match[str]) -> str:
    begins = f"{start['hour']}:{start['minute']}"
    return f"{begins}-{int(start['hour']) + 1:02}:{start['minute']}+"


def _outside_quotes(change: Callable[[str], str], text: str) -> str:
    parts = text.split('"')
    parts[::2] = [change(part) for part in parts[::2]]
    return '"'.join(parts)
