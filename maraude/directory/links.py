"""Records of two sources about one service: what a team has verified itself comes first."""

import re

from maraude.directory import walking
from maraude.directory.service import Service
from maraude.domain.text import searchable

NEAR_METRES = 60.0
ALIKE = 90
"""Percent to which two folded names must be alike (directory.md)."""
_PHONE_DIGITS = 9


def same(one: Service, other: Service) -> bool:
    """Tell whether two records of one category are about one service.

    It is one where they are within ``NEAR_METRES`` and have nearly the same name, or the same
    telephone.
    """
    if one.category != other.category:
        return False
    if walking.metres(one.position, other.position) > NEAR_METRES:
        return False
    phone = _phone(one.contact)
    return _alike(one.name, other.name) or (bool(phone) and phone == _phone(other.contact))


def _alike(one: str, other: str) -> bool:
    from rapidfuzz import fuzz

    return fuzz.ratio(searchable(one), searchable(other)) >= ALIKE


def _phone(contact: str) -> str:
    """Give the last digits of a telephone, the same with and without +33; nothing for others."""
    digits = re.sub(r"\D", "", contact)
    return digits[-_PHONE_DIGITS:] if len(digits) >= _PHONE_DIGITS else ""
