"""The clock of a demonstration, which may be set to another evening."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from maraude.domain.clock import Now, system_now
from maraude.domain.refusal import Refusal
from maraude.i18n import _

PARIS = ZoneInfo("Europe/Paris")
VARIABLE = "MARAUDE_NOW"
YEARS = range(2000, 2100)


def demo_now(environ: Mapping[str, str] = os.environ) -> Now:
    """Give a clock that starts at ``MARAUDE_NOW``, an ISO moment, local to Paris by default.

    It ticks on from there; without the variable it is the laptop's own.
    """
    text = environ.get(VARIABLE)
    if not text:
        return system_now
    try:
        start = _moment(text)
    except (ValueError, OverflowError):
        raise Refusal(
            "bad-time", _("MARAUDE_NOW s'écrit 2026-11-23T22:30 : {text}.").format(text=text)
        ) from None
    began = system_now()
    return lambda: start + (system_now() - began)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    start = (moment if moment.tzinfo else moment.replace(tzinfo=PARIS)).astimezone(UTC)
    if start.year not in YEARS:
        raise ValueError("out of range")
    return start
