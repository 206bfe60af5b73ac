"""Opening hours as a French team types them, put in OpenStreetMap's grammar.

``lundi au vendredi 9h-12h et 14h-17h`` becomes ``Mo-Fr 09:00-12:00,14:00-17:00``. A single word
that is not known (``sauf``, ``matin``) leaves the whole to be read by a person.
"""

import re

from maraude.domain.text import fold

_DAYS = {
    "lun": "Mo", "mar": "Tu", "mer": "We", "jeu": "Th", "ven": "Fr", "sam": "Sa", "dim": "Su"
}  # fmt: skip
_DAY = re.compile(r"\b(lun|mar|mer|jeu|ven|sam|dim)(?:dis?|credis?|dredis?|edis?|anches?)?\b\.?")
_OSM_DAY = "(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|SH)"
_CLOSED = re.compile(rf"(?:,\s*)?\boff\s+({_OSM_DAY}(?:[-,]{_OSM_DAY})*)")
_WORDS = (
    (r"\bsur (?:rendez-vous|rdv)\b", '"sur rendez-vous"'),
    (r"\btous les jours\b|\b7j?\s*/\s*7(?:\s*j\b)?", "Mo-Su"),
    (r"\b(?:jours? )?feries?\b", "PH"),
    (r"\bvacances scolaires\b", "SH"),
    (r"\bmidi\b", "12:00"),
    (r"\bminuit\b", "24:00"),
    (r"\bfermee?s?\b", "off"),
    (r"\b(\d)(?=\s*h|:\d\d)", r"0\1"),
    (r"\b(\d\d)\s*h\s*(\d\d)\b", r"\1:\2"),
    (r"\b(\d\d)\s*h\b", r"\1:00"),
    (r"\b(?:le|les|de|du|des|ouvert)\b|(?<=[a-zA-Z]) ?: ", " "),
    (r"\bau\b|\ba\b|\bjusqu'a\b|[–—]", "-"),
    (r"\bet\b|[/&]|(?<=\d\d:\d\d)\s+(?=\d\d:\d\d\s*-)", ","),
    (r"\s*([-,;])\s*", r"\1"),
)
_NEXT_DAY = re.compile(rf"(?<=\d),? ?(?={_OSM_DAY})")
_KNOWN = re.compile(rf'(?:(?:{_OSM_DAY}|off|\d\d:\d\d|"sur rendez-vous")[-,; ]*)+')


def translate(text: str) -> str:
    """Give hours in OpenStreetMap's grammar, nothing where a word of them is not known."""
    said = _DAY.sub(lambda day: _DAYS[day[1]], fold(text))
    for pattern, replacement in _WORDS:
        said = re.sub(pattern, replacement, said)
    said = _CLOSED.sub(r";\1 off", " ".join(said.split()))
    said = _NEXT_DAY.sub(", ", said).lstrip(";").replace(";;", ";")
    return said if _KNOWN.fullmatch(said) else ""
