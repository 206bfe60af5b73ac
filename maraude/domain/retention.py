"""How long what is known of a person is kept: two years from the last time that they were met.

Source: CNIL, deliberation 2023-095, reference on the reception, housing and support of people in
difficulty: two years after the last contact. Who was asleep, approached or absent was not met.
A laptop of the street carries less: of what is over, the last 90 evenings.
"""

from collections.abc import Iterable
from datetime import MAXYEAR, datetime, timedelta

from maraude.domain.evening import Evening
from maraude.domain.text import fold

YEARS = 2
CARRIED = 90
"""Evenings before the present one that a laptop keeps, where the base has them all."""
NOTICE = timedelta(days=30)
"""How long ahead an end is announced, so that a contact can still be noted."""
SHORTEST = 3
"""Letters of a name from which it is looked for in notes; a shorter one is in too many words."""
_FEW, _SHARE = 5, 5


def ends(since: datetime) -> datetime:
    """Give when what is kept ends of somebody who was last met, or first known, at ``since``."""
    year = min(since.year + YEARS, MAXYEAR)
    try:
        return since.replace(year=year)
    except ValueError:  # 29 February
        return since.replace(year=year, month=3, day=1)


def starts(end: datetime) -> datetime:
    """Give the moment from which on nothing ends before ``end``, or at most a day before."""
    return end - timedelta(days=365 * YEARS)


def carried_since(evening: Evening) -> Evening:
    """Give the first evening that a laptop of the street still keeps on an evening."""
    return evening.later(-CARRIED)


def is_many(over: int, files: int) -> bool:
    """Tell whether so many of all files end at once that somebody has to agree.

    A clock may be wrong, or years of work have just been brought in.
    """
    return over > max(_FEW, files // _SHARE)


def speaks_of(note: str, names: Iterable[str]) -> bool:
    """Tell whether a note has one of somebody's names in it, whatever its accents and its case."""
    said = fold(note)
    return any(len(name) >= SHORTEST and name in said for name in map(fold, names))
