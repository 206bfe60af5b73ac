"""What a place of Soliguide announces for a while: closures, other hours, messages.

Each is ``{actif, dateDebut, dateFin, description}``; what is over, or not in force, says nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from maraude.directory.closure import Closure
from maraude.directory.importers.records import MAX_TEXT
from maraude.directory.importers.soliguide import week
from maraude.directory.importers.soliguide.fields import block, day, joined, words
from maraude.directory.importers.soliguide.week import Period

MAX_NOTICE = 1_000


@dataclass(frozen=True, slots=True)
class Announcement:
    """Something that holds for a while, in the source's words; a day is None where none is said."""

    since: date | None
    until: date | None
    said: str = ""

    @property
    def days(self) -> str:
        """When it holds, in words."""
        since, until = (f"{day:%d/%m/%Y}" if day else "" for day in (self.since, self.until))
        if since and until:
            return f"du {since} au {until}"
        return f"depuis le {since}" if since else f"jusqu'au {until}" if until else ""


@dataclass(frozen=True, slots=True)
class Announced:
    """All that a place announces on the day of its copy."""

    closure: Announcement | None
    hours: Announcement | None
    message: Announcement | None
    period: Period | None

    @classmethod
    def of(cls, place: Mapping[str, Any], zone: ZoneInfo, today: date) -> "Announced":
        """Read what a place announces."""
        found = block(place, "tempInfos")
        other_hours = block(found, "hours")
        hours = announcement(other_hours, zone, today)
        return cls(
            closure=announcement(block(found, "closure"), zone, today),
            hours=hours,
            message=announcement(block(found, "message"), zone, today),
            period=Period(hours.since or today, hours.until, week.read(block(other_hours, "hours")))
            if hours
            else None,
        )


def announcement(written: Mapping[str, Any], zone: ZoneInfo, today: date) -> Announcement | None:
    """Read one announcement; None where it is over or not in force."""
    since, until = day(written, "dateDebut", zone), day(written, "dateFin", zone)
    active = written.get("actif", since is not None)
    if active is not True or (until and until < today):
        return None
    if since and until and until < since:
        until = None
    said = (words(written, name) for name in ("name", "description"))
    return Announcement(since, until, joined(said, " : ", MAX_NOTICE))


def closures(found: Iterable[Announcement | None]) -> tuple[Closure | None, list[str]]:
    """Give the first of several closures, and the others in words."""
    known = sorted(filter(None, found), key=lambda closed: closed.since or date.min)
    if not known:
        return None, []
    first, *others = known
    notices = [_told("Fermeture", closed) for closed in others if closed != first]
    return Closure(first.since, first.until, first.said[:MAX_TEXT]), notices


def notices(announced: Announced) -> list[str]:
    """Give in words what is announced besides closures."""
    hours, message = announced.hours, announced.message
    return [
        _told("", message) if message and message.said else "",
        _told("Horaires temporaires", hours) if hours else "",
    ]


def _told(what: str, told: Announcement) -> str:
    """Say what is announced, and when that holds: "Travaux (du 01/08/2026 au 15/08/2026)"."""
    said = joined((what, told.said), " : ", MAX_NOTICE)
    return f"{said} ({told.days})" if told.days else said
