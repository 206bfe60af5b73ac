"""Records of two sources about one service: what a team has verified itself comes first."""

from maraude.directory import walking
from maraude.directory.service import Service
from maraude.domain.text import searchable

NEAR_METRES = 60.0
ALIKE = 90
"""Percent to which two folded names must be alike (directory.md)."""


def same(one: Service, other: Service) -> bool:
    """Tell whether two records of one category are about one service.

    It is one where they are within ``NEAR_METRES`` and have nearly the same name. The same
    telephone tells nothing: one house may have showers for women and for men.
    """
    if one.category != other.category:
        return False
    if walking.metres(one.position, other.position) > NEAR_METRES:
        return False
    return _alike(one.name, other.name)


def _alike(one: str, other: str) -> bool:
    from rapidfuzz import fuzz

    return fuzz.ratio(searchable(one), searchable(other)) >= ALIKE
