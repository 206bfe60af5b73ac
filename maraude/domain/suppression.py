"""Small counts hidden in figures, and enough others that no total gives them away.

Method: primary suppression below a threshold, then complementary suppression, audited. What a
reader can work out are the sums that are printed: a hidden count is given away where it follows
from them, by subtraction (the row space of the sums over hidden counts) or by their bounds.
Source: A. Hundepool et al., Statistical Disclosure Control, chapter 4.
"""

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)

LEAST = 5
"""Counts from one to one less than this are hidden inside the organisation."""
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
    for key in sorted(hidden - secret, key=lambda key: (-counts[key], repr(key))):
        if not _given_away(counts, sums, secret, hidden - {key}, called_small):
            hidden.remove(key)
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
    equations = [_equation(counts, one, hidden) for one in sums]
    reduced = _reduced(equations)
    # Sums that follow from others say more of what is possible than those that are printed.
    _narrow([*equations, *reduced], low, high)
    alone = {next(iter(one.times)) for one in reduced if len(one.times) == 1}
    return [key for key in counts if key in secret and (key in alone or low[key] == high[key])]


@dataclass(slots=True)
class _Equation(Generic[Key]):
    """Hidden counts, each so many ``times``, that are ``worth`` something together."""

    times: dict[Key, Fraction]
    worth: Fraction

    def subtract(self, other: "_Equation[Key]", pivot: Key) -> None:
        """Take away as much of another as leaves nothing of ``pivot``."""
        factor = self.times[pivot] / other.times[pivot]
        self.worth -= factor * other.worth
        for key, value in other.times.items():
            rest = self.times.get(key, Fraction(0)) - factor * value
            if rest:
                self.times[key] = rest
            else:
                self.times.pop(key, None)


def _equation(counts: Mapping[Key, int], one: Sum[Key], hidden: set[Key]) -> _Equation[Key]:
    signed = [(one.total, -1), *((part, 1) for part in one.parts)]
    return _Equation(
        {key: Fraction(sign) for key, sign in signed if key in hidden},
        Fraction(-sum(sign * counts[key] for key, sign in signed if key not in hidden)),
    )


def _reduced(equations: Iterable[_Equation[Key]]) -> list[_Equation[Key]]:
    """Solve for as many hidden counts as there are equations that say anything new."""
    solved: dict[Key, _Equation[Key]] = {}
    for equation in equations:
        new = _Equation(dict(equation.times), equation.worth)
        for pivot in [key for key in new.times if key in solved]:
            new.subtract(solved[pivot], pivot)
        if not new.times:
            continue
        pivot = next(iter(new.times))
        for other in solved.values():
            if pivot in other.times:
                other.subtract(new, pivot)
        solved[pivot] = new
    return list(solved.values())


def _narrow(
    equations: Sequence[_Equation[Key]], low: dict[Key, float], high: dict[Key, float]
) -> None:
    """Bring the bounds of hidden counts as near to each other as the equations do."""
    for _round in range(_MOST_ROUNDS):
        before = dict(low), dict(high)
        for equation in equations:
            for key, value in equation.times.items():
                least, most = sorted(
                    (float(equation.worth) - _most(equation, key, *bounds)) / float(value)
                    for bounds in ((low, high), (high, low))
                )
                if math.isfinite(least):
                    low[key] = max(low[key], math.ceil(least - _NEARLY))
                if math.isfinite(most):
                    high[key] = min(high[key], math.floor(most + _NEARLY))
        if before == (low, high):
            return


def _most(
    equation: _Equation[Key], but: Key, least: Mapping[Key, float], most: Mapping[Key, float]
) -> float:
    """Give what all but one are worth at most (at least, where the bounds change places)."""
    return sum(
        float(value) * (most if value > 0 else least)[key]
        for key, value in equation.times.items()
        if key != but
    )


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
