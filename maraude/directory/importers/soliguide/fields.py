"""Fields of a place of Soliguide: missing, of another kind than documented, or in HTML."""

import html
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from maraude.domain.text import MAX_CHARACTERS, clean_line

MAX_WORDS = 600
"""Characters kept of one text of the source."""

_FRANCE = ZoneInfo("Europe/Paris")
_YEARS = range(2000, 2100)
_NOT_TEXT = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL
)
_BREAK = re.compile(r"</?(?:br|div|h[1-6]|hr|li|ol|p|table|td|th|tr|ul)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_LONGEST_ZONE = 64


def block(fields: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Give a field that holds others; nothing where it does not."""
    value = fields.get(name)
    return value if isinstance(value, dict) else {}


def blocks(fields: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """Give a list of what holds fields; what of it holds none is there without any."""
    value = fields.get(name)
    entries = value if isinstance(value, list) else []
    return [entry if isinstance(entry, dict) else {} for entry in entries]


def values(fields: Mapping[str, Any], name: str) -> list[str]:
    """Give what of a list are words."""
    value = fields.get(name)
    return [entry for entry in value if isinstance(entry, str)] if isinstance(value, list) else []


def words(fields: Mapping[str, Any], name: str, limit: int = MAX_WORDS) -> str:
    """Give a text, maybe in HTML, as one clean line of at most ``limit`` characters."""
    value = fields.get(name)
    return shortened(_plain(value), limit) if isinstance(value, str) else ""


def shortened(text: str, limit: int) -> str:
    """Give ``text`` of at most ``limit`` characters, with a sign where something is missing."""
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def joined(parts: Iterable[str], separator: str, limit: int) -> str:
    """Give the first of the parts that fit into ``limit`` characters together, each once."""
    said = ""
    for part in dict.fromkeys(filter(None, parts)):
        longer = f"{said}{separator}{part}" if said else part
        if len(longer) <= limit:
            said = longer
    return said


def day(fields: Mapping[str, Any], name: str, zone: ZoneInfo) -> date | None:
    """Give the day of an instant in ``zone``: Soliguide writes local midnights in UTC."""
    written = fields.get(name)
    try:
        moment = datetime.fromisoformat(written) if isinstance(written, str) else None
    except ValueError:
        return None
    if moment is None or moment.year not in _YEARS:
        return None
    return moment.date() if moment.tzinfo is None else moment.astimezone(zone).date()


def zone_of(position: Mapping[str, Any]) -> ZoneInfo:
    """Give the time zone of a position, that of Paris where it names none."""
    name = position.get("timeZone")
    return _zone(name) if isinstance(name, str) and len(name) <= _LONGEST_ZONE else _FRANCE


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        return _FRANCE


@lru_cache(maxsize=1_024)
def _plain(text: str) -> str:
    """Give the words of a text without its tags; the services of a place share its texts."""
    text = text[: 4 * MAX_CHARACTERS]
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub(" ", _NOT_TEXT.sub(" ", text)))
    return clean_line(html.unescape(text) if "&" in text else text)
