"""One record of a file from elsewhere: what it says may be missing, wrong, or meant to do harm."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from maraude.domain.spot import Position
from maraude.domain.text import clean_line
from maraude.i18n import _

MAX_TEXT = 200
MAX_RECORD = 32 * 1024
MAX_CONDITIONS = 1_000
"""Characters of a source's own words on whom it takes."""
SIRET_DIGITS = 14
_YEARS = range(2000, 2100)
_SEPARATORS = re.compile(r"[,;|]")


class RecordError(ValueError):
    """A record cannot become a service; the message is a sentence for a human."""


def text(fields: Mapping[str, object], field: str, limit: int = MAX_TEXT) -> str:
    """Give a field as one clean line of at most ``limit`` characters; nothing for no text."""
    value = fields.get(field)
    return clean_line(value)[:limit].strip() if isinstance(value, str) else ""


def texts(fields: Mapping[str, object], field: str) -> list[str]:
    """Give the texts of a field that holds a list, or a list written as one text.

    A table writes a list as JSON (``["a"]``), as PostgreSQL (``{a,b}``), or with separators.
    """
    value = fields.get(field)
    if isinstance(value, str):
        value = _SEPARATORS.split(value.strip().strip("[]{}"))
    found = value if isinstance(value, list) else []
    cleaned = (
        clean_line(entry).strip(" \"'")[:MAX_TEXT] for entry in found if isinstance(entry, str)
    )
    return [entry for entry in cleaned if entry]


def children(fields: Mapping[str, Any], field: str) -> list[dict[str, Any]]:
    """Give the records that a field lists, without what is none."""
    value = fields.get(field)
    listed = value if isinstance(value, list) else []
    return [entry for entry in listed if isinstance(entry, dict)]


def child(fields: Mapping[str, Any], field: str) -> dict[str, Any]:
    """Give the record in a field; an empty one where there is none."""
    value = fields.get(field)
    return value if isinstance(value, dict) else {}


def number(fields: Mapping[str, object], field: str) -> float | None:
    """Give a finite number, be it written as text; None for anything else."""
    value = fields.get(field)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        read = float(value.replace(",", ".")) if isinstance(value, str) else float(value)
    except (ValueError, OverflowError):
        return None
    return read if math.isfinite(read) else None


def siret(written: str) -> str:
    """Give the 14 digits of an establishment's number; nothing for what is none."""
    digits = "".join(written.split())
    return digits if len(digits) == SIRET_DIGITS and digits.isascii() and digits.isdigit() else ""


def joined(*parts: str, separator: str = ", ") -> str:
    """Join the parts that say something, each once."""
    return separator.join(dict.fromkeys(filter(None, parts)))


def day(written: str) -> date | None:
    """Read an ISO date, moment or month (its first day); None for what is none, or far away."""
    try:
        read = datetime.fromisoformat(
            f"{written}-01" if len(written) == len("2026-05") else written
        )
    except ValueError:
        return None
    return read.date() if read.year in _YEARS else None


def past_day(written: str, today: date) -> date | None:
    """Read a date on which something was seen: as ``day``, None where it is after ``today``."""
    read = day(written)
    return read if read and read <= today else None


def position(lat: object, lon: object) -> Position:
    """Give the point at two numbers of degrees; RecordError where there is no such place."""
    numbers = [n for n in (lat, lon) if isinstance(n, int | float) and not isinstance(n, bool)]
    # Latitude and longitude 0 stand for a place that nobody filled in.
    if len(numbers) != 2 or numbers == [0, 0]:
        raise RecordError(_("La fiche n'a pas de position."))
    try:
        return Position(*map(float, numbers))
    except (ValueError, OverflowError) as error:
        raise RecordError(_("La position de la fiche n'existe pas.")) from error


def middle(points: Sequence[tuple[object, object]]) -> Position:
    """Give the middle of points of latitude and longitude; RecordError as ``position``."""
    if not points:
        raise RecordError(_("La fiche n'a pas de position."))
    places = [position(lat, lon) for lat, lon in points]
    lat, lon = sum(place.lat for place in places), sum(place.lon for place in places)
    return Position(lat / len(places), lon / len(places))


def as_json(record: object) -> str:
    """Give a record as ASCII JSON, to be kept; RecordError where it is no JSON or too long."""
    try:
        written = json.dumps(record, sort_keys=True, allow_nan=False)
    except (RecursionError, TypeError, ValueError) as error:
        raise RecordError(_("La fiche n'a pas la forme attendue.")) from error
    if len(written) > MAX_RECORD:
        raise RecordError(_("La fiche est trop longue."))
    return written
