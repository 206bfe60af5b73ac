"""Another hour or another evening as a trainer types it: "23:30", "demain 2:00", ISO."""

import re
from datetime import UTC, datetime, time, tzinfo

from maraude.demo.clock import DemoClock
from maraude.domain.evening import Evening
from maraude.domain.refusal import Refusal
from maraude.domain.text import clean_line, fold
from maraude.domain.when import read_evening
from maraude.i18n import _
from maraude.usecases import directory, tours
from maraude.usecases.session import Session

_HOUR = re.compile(r"(?:(?P<evening>.+?)\s+)?(?P<hour>\d{1,2})(?:[:hH](?P<minute>\d{2})?)$")


def go(session: Session, text: str) -> datetime:
    """Go on from the moment that ``text`` says, in UTC; openings and open tours follow.

    Refusal where it says none, and ``real-profile`` where the profile goes by the real clock.
    """
    if not (session.profile.demo and isinstance(session.now, DemoClock)):
        raise Refusal("real-profile", _("L'heure ne se choisit que dans une démonstration."))
    moment = read_moment(text, session.now(), session.zone)
    session.now.set(moment)
    tours.close_left_open(session)
    directory.refresh(session.services, moment.astimezone(session.zone).date())
    return moment


def read_moment(text: str, now: datetime, zone: tzinfo) -> datetime:
    """Read a moment, in UTC, as said at ``now``; Refusal ``bad-time`` for anything else.

    An hour alone is of this evening, and so is one after midnight: 2:00 comes after 23:30.
    """
    said = clean_line(text)
    try:
        return _hour(said, Evening.at(now, zone), zone) or _iso(said, zone)
    except (ValueError, OverflowError):
        raise Refusal(
            "bad-time",
            _("Écrivez par exemple 23:30, demain 2:00, ou 2026-12-24 23:30."),
        ) from None


def _hour(said: str, tonight: Evening, zone: tzinfo) -> datetime | None:
    """Read an hour, after the name of an evening if it is not tonight's; None for another form."""
    found = _HOUR.match(said)
    if found is None or _is_date(found["evening"]):
        return None
    wall = time(int(found["hour"]), int(found["minute"] or 0))
    return _evening(found["evening"] or "", tonight).moment(wall, zone)


def _evening(said: str, tonight: Evening) -> Evening:
    if not said:
        return tonight
    return tonight.later(-1) if fold(said) == fold(_("hier")) else read_evening(said, tonight)


def _is_date(said: str | None) -> bool:
    """Tell whether a day is written as the calendar's, whose hours are the calendar's too."""
    return bool(said) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", said or "") is not None


def _iso(said: str, zone: tzinfo) -> datetime:
    moment = datetime.fromisoformat(said)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
