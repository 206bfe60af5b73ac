"""An evening as a team says it: "demain", "mardi", "24", "24/11", "+3"."""

import re
from datetime import date, datetime, timedelta

from maraude.domain.evening import Evening, weekday
from maraude.domain.text import fold
from maraude.i18n import _

_DAY = re.compile(r"(\d{1,2})(?:[/.-](\d{1,2})(?:[/.-](\d{4}))?)?$")
_LATER = re.compile(r"\+(\d{1,3})$")
_A_YEAR = 366


def read_evening(text: str, tonight: Evening) -> Evening:
    """Read an evening in the language in use, from tonight on; ValueError for anything else.

    A weekday, a day or a day and month mean the next one, never tonight for a weekday's name.
    """
    said = fold(text)
    if said in (fold(_("ce soir")), str(tonight)):
        return tonight
    if said == fold(_("demain")):
        return tonight.later(1)
    if later := _LATER.match(said):
        return tonight.later(int(later[1]))
    for days in range(1, 8):
        if len(said) > 2 and fold(weekday(tonight.later(days).date)).startswith(said):
            return tonight.later(days)
    if day := _DAY.match(said):
        return Evening(_next(day, tonight.date))
    return Evening.parse(said)


def ago(evening: Evening, tonight: Evening) -> str:
    """Say how long before tonight an evening was: "hier", "il y a 7 jours"."""
    days = (tonight.date - evening.date).days
    if days < 2:
        return _("hier") if days == 1 else _("ce soir")
    return _("il y a {days} jours").format(days=days)


def ago_in_hours(moment: datetime, now: datetime) -> str:
    """Say how long before ``now`` a moment of the last day was: "il y a 45 min"."""
    minutes = max(int((now - moment).total_seconds()) // 60, 0)
    if minutes == 0:
        return _("à l'instant")
    if minutes < 60:
        return _("il y a {minutes} min").format(minutes=minutes)
    return _("il y a {hours} h").format(hours=minutes // 60)


def _next(day: re.Match[str], tonight: date) -> date:
    """Give the next date that the numbers can mean."""
    wanted, month, year = (int(number) if number else None for number in day.groups())
    for days in range(_A_YEAR):
        candidate = tonight + timedelta(days=days)
        if (
            candidate.day == wanted
            and month in (None, candidate.month)
            and year in (None, candidate.year)
        ):
            return candidate
    raise ValueError(f"no such evening: {day[0]}")
