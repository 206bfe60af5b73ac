"""Plus codes (Open Location Code): a place that has no address, a bridge or a wood.

https://github.com/google/open-location-code/blob/main/Documentation/Specification/specification.md
"""

import re

from openlocationcode import openlocationcode

from maraude.domain.spot import Position

_CODE = re.compile(
    r"(?<![0-9A-Z+])([2-9CFGHJMPQRVWX]{2,8}0{0,6}\+[2-9CFGHJMPQRVWX]{0,7})(?![0-9A-Z+])",
    re.IGNORECASE | re.ASCII,
)


def find(text: str) -> tuple[str, str] | None:
    """Give the plus code in ``text``, in capitals, and what is written around it; None for none."""
    found = _CODE.search(text)
    if not found or not (is_full(found[1]) or openlocationcode.isShort(found[1])):
        return None
    around = f"{text[: found.start()]} {text[found.end() :]}"
    return found[1].upper(), " ".join(around.split()).strip(", ")


def is_full(code: str) -> bool:
    """Tell whether a valid code says by itself where it is."""
    return bool(openlocationcode.isFull(code))


def position(code: str, near: Position | None = None) -> Position:
    """Give the middle of what a code names; a short one is the one closest to ``near``.

    ValueError for a short code without ``near``.
    """
    if not is_full(code):
        if near is None:
            raise ValueError("a short plus code needs a place near it")
        code = openlocationcode.recoverNearest(code, near.lat, near.lon)
    area = openlocationcode.decode(code)
    return Position(area.latitudeCenter, area.longitudeCenter)
