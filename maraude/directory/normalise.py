"""Opening hours as people type them, rewritten in OpenStreetMap's grammar."""

import re

from maraude.directory.french import translate as french_words
from maraude.domain.text import clean_line

_FRENCH_DAY_ROUND = re.compile(
    r"24\s*h?\s*/\s*24(?:\s*h)?(?:\s*,?\s*7\s*j?\s*/\s*7(?:\s*j)?)?", re.I
)
_FRENCH_RANGE = re.compile(
    r"(?:de\s+)?(?P<h1>\d{1,2})\s*h\s*(?P<m1>\d{2})?\s*(?:[-–/]|à|a)\s*"
    r"(?P<h2>\d{1,2})\s*h\s*(?P<m2>\d{2})?",
    re.I,
)
_LETTER = re.compile(r"[A-Za-z]")

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[‐-―−]"), "-"),
    (re.compile(r"(?<=\w)\s+-\s+(?=\w)|(?<=\w)-\s+(?=\w)|(?<=\d)\s+-(?=\d\d?:)"), "-"),
    (re.compile(r"(?<=\d)\s+[àa]\s+(?=\d)"), "-"),  # 08:00 à 19:30
    (re.compile(r"\bph\b", re.I), "PH"),
    (re.compile(r"\bsh\b", re.I), "SH"),
    (re.compile(r"\b(Mo|Tu|We|Th|Fr|Sa|Su)[neduit]\b"), r"\1"),  # Mon, Tue … Sun
    (re.compile(r"(?<=\d),(?=[A-Z][A-Za-z]\b)"), ", "),
    (re.compile(r"(?<=\d:\d\d-)(\d{1,2})(?=\s*(?:[,;]|$))"), r"\1:00"),
    # As typed, one minute of the day would be closed.
    (re.compile(r"-23:59\b"), "-24:00"),
)


def rewrite(raw: str) -> str:
    """Give hours in OpenStreetMap's grammar as far as the rules go; the result may not parse.

    French ranges (``6 h - 22 h``, ``10h à 18h30``, ``24 h / 24``) become OSM ranges. In OSM
    strings, hyphens, missing spaces, holiday and day names are put right; quoted comments stay
    as they are.
    """
    text = clean_line(raw)
    if _FRENCH_DAY_ROUND.fullmatch(text):
        return "24/7"
    if french := _FRENCH_RANGE.fullmatch(text):
        return _range(french)
    if _LETTER.search(text) and (translated := french_words(text)):
        return translated
    parts = text.split('"')
    parts[::2] = [_apply_rules(part) for part in parts[::2]]
    return '"'.join(parts).strip(" ;,")


def syntax(osm: str) -> str:
    """Give an OSM string without its quoted comments."""
    return " ".join(osm.split('"')[::2])


def _apply_rules(text: str) -> str:
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


def _range(match: re.Match[str]) -> str:
    """Give ``06:00-01:00``; nothing where a range starts when it ends, which could mean all day."""
    start = f"{int(match['h1']):02}:{match['m1'] or '00'}"
    end = f"{int(match['h2']):02}:{match['m2'] or '00'}"
    return f"{start}-{end}" if start != end else ""
