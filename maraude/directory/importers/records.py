"""One record of a file from elsewhere: what it says may be missing, wrong, or meant to do harm."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from maraude.domain.spot import Position
from maraude.domain.text import clean_line
from maraude.i18n import _

MAX_TEXT = 200
MAX_RECORD = 32 * 1024
_YEARS = range(2000, 2100)


class RecordError(ValueError):
    """A record cannot become a service; the message is a sentence for a human."""


def text(fields: Mapping[str, object], field: str, limit: int = MAX_TEXT) -> str:
    """Give a field as one clean line of at most ``limit`` characters; nothing for no text."""
    value = fields.get(field)
    return clean_line(value)[:limit].strip() if isinstance(value, str) else ""


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
