"""Small counts hidden in figures, and enough others that no total gives them away.

Method: primary suppression below a threshold, then complementary suppression, audited. What a
reader can work out are the sums that are printed: a hidden count is given away where it follows
from them, by subtraction (the row space of the sums over hidden counts) or by their bounds.
Source: A. Hundepool et al., Statistical Disclosure Control, chapter 4.
"""

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)

INSIDE, OUTSIDE = 5, 11
"""Counts from one to one less than this are hidden inside the organisation, and outside of it."""
_MOST_ROUNDS = 20
_NEARLY = 1e-6


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
    counts: Mapping[Key, int],
    sums: Sequence[Sum[Key]],
    small: Iterable[Key] = (),
    least: int = INSIDE,
) -> Hidden[Key]:
    """Choose which ``counts`` not to print.

    Those of 1 to ``least`` - 1 are small, and ``small`` names others. Zero is printed: it is about
    nobody. The rest that is hidden is chosen among the least counts of the sums that would give a
    small one away.
    """
    below = {key for key, count in counts.items() if 0 < count < least}
    secret = frozenset(below | {key for key in small if counts[key]})
    hidden, called_small = set(secret), set(secret)
    while given := _given_away(counts, sums, secret, hidden, called_small, least):
        if fresh := {_protection(counts, sums, key, hidden) for key in given} - {None}:
            hidden |= {key for key in fresh if key is not None}
        elif unnamed := called_small & set(given):
            called_small -= unnamed
        else:
            break
    for key in sorted(hidden - secret, key=lambda key: (-counts[key], repr(key))):
        left = hidden - {key}
        is_needed = any(_is_alone(one, key, left, secret) for one in sums)
        if not is_needed and not _given_away(counts, sums, secret, left, called_small, least):
            hidden = left
    return Hidden(frozenset(called_small), frozenset(hidden - called_small))


def _is_alone(one: Sum[Key], key: Key, hidden: Set[Key], secret: Set[Key]) -> bool:
    """Tell whether a secret count would be all that a sum with ``key`` hides: it would follow."""
    members = (one.total, *one.parts)
    if key not in members:
        return False
    left = [member for member in members if member in hidden]
    return len(left) == 1 and left[0] in secret


def _given_away(
    counts: Mapping[Key, int],
    sums: Sequence[Sum[Key]],
    secret: frozenset[Key],
    hidden: set[Key],
    called_small: set[Key],
    least: int,
) -> list[Key]:
    """Give the secret counts that a reader can work out, who knows why others are hidden."""
    low: dict[Key, float] = {key: 1 if key in secret else least for key in hidden}
    high: dict[Key, float] = {
        key: least - 1 if key in called_small and counts[key] < least else math.inf
        for key in hidden
    }
    places = {key: place for place, key in enumerate(hidden)}
    equations = [_equation(counts, one, places) for one in sums]
    reduced = _reduced(equations, len(places))
    bounds = _Bounds([low[key] for key in places], [high[key] for key in places])
    # Sums that follow from others say more of what is possible than those that are printed.
    bounds.narrow([one.terms() for one in (*equations, *reduced)])
    alone = {terms[0][0] for one in reduced if len(terms := one.terms().times) == 1}
    return [
        key
        for key, place in places.items()
        if key in secret and (place in alone or bounds.low[place] == bounds.high[place])
    ]


@dataclass(frozen=True, slots=True)
class _Terms:
    """The hidden counts of an equation by their places, each so many ``times``."""

    times: tuple[tuple[int, int], ...]
    worth: int


@dataclass(frozen=True, slots=True)
class _Equation:
    """So many times each hidden count, in their order, and last what they are worth together."""

    row: list[int]

    def terms(self) -> _Terms:
        """Give what is not nothing."""
        times = tuple((place, n) for place, n in enumerate(self.row[:-1]) if n)
        return _Terms(times, self.row[-1])

    def without(self, other: "_Equation", pivot: int) -> "_Equation":
        """Give this equation, with another taken from it so that nothing of ``pivot`` is left."""
        mine, its = self.row[pivot], other.row[pivot]
        row = [its * a - mine * b for a, b in zip(self.row, other.row, strict=True)]
        shared = math.gcd(*row)
        return _Equation([n // shared for n in row] if shared > 1 else row)


def _equation(counts: Mapping[Key, int], one: Sum[Key], places: Mapping[Key, int]) -> _Equation:
    row = [0] * (len(places) + 1)
    for key, sign in ((one.total, -1), *((part, 1) for part in one.parts)):
        if key in places:
            row[places[key]] = sign
        else:
            row[-1] -= sign * counts[key]
    return _Equation(row)


def _reduced(equations: Iterable[_Equation], width: int) -> list[_Equation]:
    """Solve for as many hidden counts as there are equations that say anything new."""
    solved: dict[int, _Equation] = {}
    for equation in equations:
        for pivot, known in solved.items():
            if equation.row[pivot]:
                equation = equation.without(known, pivot)
        new = next((place for place in range(width) if equation.row[place]), None)
        if new is None:
            continue
        for pivot, known in solved.items():
            if known.row[new]:
                solved[pivot] = known.without(equation, new)
        solved[new] = equation
    return list(solved.values())


@dataclass(frozen=True, slots=True)
class _Bounds:
    """What hidden counts are at least and at most, by their places."""

    low: list[float]
    high: list[float]

    def narrow(self, equations: Sequence[_Terms]) -> None:
        """Bring the bounds as near to each other as the equations do, one by one."""
        for _round in range(_MOST_ROUNDS):
            changed = [self._narrow(equation) for equation in equations]
            if not any(changed):
                return

    def _narrow(self, equation: _Terms) -> bool:
        """Bound each count by what the others leave of a sum."""
        least = [n * (self.low if n > 0 else self.high)[place] for place, n in equation.times]
        most = [n * (self.high if n > 0 else self.low)[place] for place, n in equation.times]
        lowest, highest, changed = sum(least), sum(most), False
        for (place, n), its_least, its_most in zip(equation.times, least, most, strict=True):
            ends = (
                (equation.worth - _without(most, highest, its_most)) / n,
                (equation.worth - _without(least, lowest, its_least)) / n,
            )
            from_, to = min(ends), max(ends)
            if math.isfinite(from_) and (low := math.ceil(from_ - _NEARLY)) > self.low[place]:
                self.low[place], changed = low, True
            if math.isfinite(to) and (high := math.floor(to + _NEARLY)) < self.high[place]:
                self.high[place], changed = high, True
        return changed


def _without(values: Sequence[float], total: float, one: float) -> float:
    """Take one value off a total, which may be without end because of it alone."""
    if math.isfinite(one):
        return total - one
    return total if values.count(one) > 1 else sum(filter(math.isfinite, values))


def _protection(
    counts: Mapping[Key, int], sums: Sequence[Sum[Key]], key: Key, hidden: set[Key]
) -> Key | None:
    """Choose what to hide so that ``key`` is safe: a least count beside it, else a total."""
    beside = [one for one in sums if key == one.total or key in one.parts]
    totals = Counter(one.total for one in sums)
    for candidates in (
        {part for one in beside for part in one.parts},
        {one.total for one in beside},
        set(counts),
    ):
        shown = [other for other in candidates if other not in hidden and counts[other] > 0]
        if shown:
            return min(shown, key=lambda other: (totals[other], counts[other], repr(other)))
    return None
