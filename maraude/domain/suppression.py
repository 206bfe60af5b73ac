"""Small counts hidden in figures, and enough others that no total gives them away.

Method: primary suppression below a threshold, then complementary suppression, audited. What a
reader can work out are the sums that are printed: a hidden count is given away where it follows
from them, by subtraction (the row space of the sums over hidden counts) or by their bounds.
Source: A. Hundepool et al., Statistical Disclosure Control, chapter 4.
"""

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)

LEAST = 5
"""Counts from one to one less than this are hidden inside the organisation."""


@dataclass(frozen=True, slots=True)
class Sum(Generic[Key]):
    """A printed count that is the sum of other printed counts."""

    total: Key
    parts: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Hidden(Generic[Key]):
    """Counts not to be printed: those to be called ``small``, and ``others``, not to be called so.

    The others protect the small ones, or are small themselves where saying so would say too much.
    """

    small: frozenset[Key]
    others: frozenset[Key]

    @property
    def all(self) -> frozenset[Key]:
        """Every one of them."""
        return self.small | self.others


def suppress(
    counts: Mapping[Key, int], sums: Sequence[Sum[Key]], small: Iterable[Key] = ()
) -> Hidden[Key]:
    """Choose which ``counts`` not to print.

    Those of 1 to ``LEAST`` - 1 are small, and ``small`` names others. Zero is printed: it is about
    nobody. The rest that is hidden is chosen among the least counts of the sums that would give a
    small one away.
    """
    below = {key for key, count in counts.items() if 0 < count < LEAST}
    secret = frozenset(below | {key for key in small if counts[key]})
    hidden, called_small = set(secret), set(secret)
    while given := _given_away(counts, sums, secret, hidden, called_small):
        if fresh := {_protection(counts, sums, key, hidden) for key in given} - {None}:
            hidden |= {key for key in fresh if key is not None}
        elif unnamed := called_small & set(given):
            called_small -= unnamed
        else:
            break
    return Hidden(frozenset(called_small), frozenset(hidden - called_small))


def _given_away(
    counts: Mapping[Key, int],
    sums: Sequence[Sum[Key]],
    secret: frozenset[Key],
    hidden: set[Key],
    called_small: set[Key],
) -> list[Key]:
    """Give the secret counts that a reader can work out, who knows why others are hidden."""
    low: dict[Key, float] = {key: 1 if key in secret else LEAST for key in hidden}
    high: dict[Key, float] = {
        key: LEAST - 1 if key in called_small and counts[key] < LEAST else math.inf
        for key in hidden
    }
    determined = _by_subtraction(sums, hidden) | _by_bounds(counts, sums, low, high)
    return [key for key in counts if key in secret and key in determined]


def _by_subtraction(sums: Sequence[Sum[Key]], hidden: set[Key]) -> set[Key]:
    """Give the hidden counts that follow from the printed ones, by elimination."""
    reduced: dict[Key, dict[Key, Fraction]] = {}
    for one in sums:
        row = {key: Fraction(1) for key in one.parts if key in hidden}
        if one.total in hidden:
            row[one.total] = Fraction(-1)
        for pivot in [key for key in row if key in reduced]:
            _subtract(row, reduced[pivot], pivot)
        if not row:
            continue
        pivot = next(iter(row))
        row = {key: value / row[pivot] for key, value in row.items()}
        for other in reduced.values():
            if pivot in other:
                _subtract(other, row, pivot)
        reduced[pivot] = row
    return {pivot for pivot, row in reduced.items() if len(row) == 1}


def _subtract(row: dict[Key, Fraction], known: Mapping[Key, Fraction], pivot: Key) -> None:
    times = row[pivot]
    for key, value in known.items():
        rest = row.get(key, Fraction(0)) - times * value
        if rest:
            row[key] = rest
        else:
            row.pop(key, None)


def _by_bounds(
    counts: Mapping[Key, int],
    sums: Sequence[Sum[Key]],
    low: dict[Key, float],
    high: dict[Key, float],
) -> set[Key]:
    """Give the hidden counts, those in ``low``, that can have one value only."""

    def bounds(key: Key) -> tuple[float, float]:
        return (low[key], high[key]) if key in low else (counts[key], counts[key])

    changed = True
    while changed:
        changed = False
        for one in sums:
            members = [(one.total, -1), *((part, 1) for part in one.parts)]
            least = [sign * bounds(key)[0 if sign > 0 else 1] for key, sign in members]
            most = [sign * bounds(key)[1 if sign > 0 else 0] for key, sign in members]
            lowest, highest = sum(least), sum(most)
            for (key, sign), its_least, its_most in zip(members, least, most, strict=True):
                if key not in low:
                    continue
                # What the others can be at most and at least, with the opposite sign.
                room = _without(most, highest, its_most), _without(least, lowest, its_least)
                from_, to = sorted((-sign * room[0], -sign * room[1]))
                if from_ > low[key]:
                    low[key], changed = from_, True
                if to < high[key]:
                    high[key], changed = to, True
    return {key for key in low if low[key] == high[key]}


def _without(values: Sequence[float], total: float, one: float) -> float:
    """Take one value off a total, which may be without end because of it alone."""
    if math.isfinite(total):
        return total - one
    left = list(values)
    left.remove(one)
    return sum(left)


def _protection(
    counts: Mapping[Key, int], sums: Sequence[Sum[Key]], key: Key, hidden: set[Key]
) -> Key | None:
    """Choose what to hide so that ``key`` is safe: a least count beside it, else a total."""
    beside = [one for one in sums if key == one.total or key in one.parts]
    for candidates in (
        {part for one in beside for part in one.parts},
        {one.total for one in beside},
        set(counts),
    ):
        shown = [other for other in candidates if other not in hidden and counts[other] > 0]
        if shown:
            return min(shown, key=lambda other: (counts[other], repr(other)))
    return None
