"""The clock of a demonstration, which may be set to another hour or another evening."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from maraude.domain.clock import Now, system_now
from maraude.domain.evening import Evening
from maraude.domain.refusal import Refusal
from maraude.i18n import _

PARIS = ZoneInfo("Europe/Paris")
VARIABLE = "MARAUDE_NOW"
YEARS = range(2000, 2100)
OPENS = time(22, 41)
"""When the evening is shown, at whatever hour of the day someone looks: the team is out."""


class DemoClock:
    """Starts at a moment and ticks on from there, until it is set to another one."""

    def __init__(self, start: datetime, real: Now = system_now) -> None:
        self._real = real
        self._start, self._since = start, real()

    def __call__(self) -> datetime:
        """Give the moment that it is here, in UTC."""
        return self._start + (self._real() - self._since)

    def set(self, moment: datetime) -> None:
        """Go on from an aware ``moment``; Refusal for one outside of this century."""
        if moment.astimezone(UTC).year not in YEARS:
            raise Refusal("bad-time", _("On voyage entre 2000 et 2099."))
        self._start, self._since = moment.astimezone(UTC), self._real()


def demo_clock(environ: Mapping[str, str] = os.environ, real: Now = system_now) -> DemoClock:
    """Give a clock that starts at ``MARAUDE_NOW``, an ISO moment, local to Paris by default.

    Without the variable it starts on the evening that it is, at an hour when the team is out.
    """
    text = environ.get(VARIABLE)
    if not text:
        return DemoClock(Evening.at(real(), PARIS).moment(OPENS, PARIS), real)
    try:
        return DemoClock(_moment(text), real)
    except (ValueError, OverflowError):
        raise Refusal(
            "bad-time", _("MARAUDE_NOW s'écrit 2026-11-23T22:30 : {text}.").format(text=text)
        ) from None


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    start = (moment if moment.tzinfo else moment.replace(tzinfo=PARIS)).astimezone(UTC)
    if start.year not in YEARS:
        raise ValueError("out of range")
    return start
