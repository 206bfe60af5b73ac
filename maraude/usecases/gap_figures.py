"""The quarter-hour gap counted: by quarter, by hour, by need, with small counts hidden."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from maraude.domain import codes
from maraude.domain.evening import Evening
from maraude.domain.suppression import INSIDE, Hidden, Sum, suppress
from maraude.usecases.gap import Asked, Looked, Within

ASKED = "asked"
_OUTCOMES = (Within.NOTHING, Within.UNKNOWN, Within.OPEN)
_COLUMNS = (*_OUTCOMES, ASKED)
_ALL, _QUARTER, _HOUR, _NEED, _CELL = "all", "quarter", "hour", "need", "cell"

_Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A count of requests; None where it is hidden.

    It is ``small`` where fewer than ``least`` encounters made it up.
    """

    count: int | None
    small: bool = False
    least: int = INSIDE


@dataclass(frozen=True, slots=True)
class Line:
    """Requests of one quarter, hour or need (``name``): how many had what within reach."""

    name: str
    nothing: Figure
    unknown: Figure
    open: Figure
    asked: Figure


@dataclass(frozen=True, slots=True)
class Cell:
    """Requests for a need, in a quarter, at an hour, that had nothing open within reach."""

    quarter: str
    hour: int
    need: str
    nothing: Figure


@dataclass(frozen=True, slots=True)
class Gap:
    """The figures of some evenings.

    ``nowhere`` counts, apart, requests of encounters whose place is not known. ``cells`` are those
    that are not nothing, the greatest first, those that are hidden last. What fewer than ``least``
    encounters made up is hidden. ``missing`` is as ``Looked`` says it.
    """

    first: Evening
    last: Evening
    minutes: float
    least: int
    met: Figure
    total: Line
    by_quarter: tuple[Line, ...]
    by_hour: tuple[Line, ...]
    by_need: tuple[Line, ...]
    cells: tuple[Cell, ...]
    nowhere: Figure
    attributions: tuple[str, ...]
    missing: str = ""


def of(looked: Looked, least: int = INSIDE) -> Gap:
    """Count the requests, and hide what is small or would give it away.

    For others than the organisation, also how many encounters there were.
    """
    needs = [one.code for one in codes.load("needs").codes]
    placed = [one for one in looked.asked if one.within]
    who = _who(placed)
    counts = {key: len(requests) for key, requests in who.items()}
    few = (key for key, requests in who.items() if len(dict(requests)) < least)
    hidden = suppress(counts, _sums(counts), few, least)
    made = _Made(counts, hidden, least)
    nowhere = {(one.encounter, one.need) for one in looked.asked if one.within is None}
    few_nowhere = 0 < len(dict(nowhere)) < least
    few_met = least > INSIDE and 0 < looked.met < least
    return Gap(
        looked.first,
        looked.last,
        looked.minutes,
        least,
        Figure(None if few_met else looked.met, few_met, least),
        made.line(_ALL, ""),
        made.lines(_QUARTER, lambda name: (not name, name)),
        made.lines(_HOUR, lambda name: ((int(name) - 12) % 24,)),
        made.lines(_NEED, lambda name: (needs.index(name),)),
        made.cells(),
        Figure(None if few_nowhere else len(nowhere), few_nowhere, least),
        looked.attributions,
        looked.missing,
    )


def _who(placed: Iterable[Asked]) -> dict[_Key, list[tuple[str, str]]]:
    """Give the requests (encounter, need) that make up each figure, those that are none too."""
    who: dict[_Key, list[tuple[str, str]]] = defaultdict(list)
    for column in _COLUMNS:
        who[_ALL, "", column] = []
    for one in placed:
        request = one.encounter, one.need
        axes = ((_ALL, ""), (_QUARTER, one.quarter), (_HOUR, str(one.hour)), (_NEED, one.need))
        for axis, name in axes:
            for column in _COLUMNS:
                made_up = who[axis, name, column]
                if column in (one.within, ASKED):
                    made_up.append(request)
        if one.within is Within.NOTHING:
            who[_CELL, one.quarter, str(one.hour), one.need].append(request)
    return who


def _sums(counts: Iterable[_Key]) -> list[Sum[_Key]]:
    """Give the sums that a reader of the figures can do."""
    lines: dict[str, list[str]] = defaultdict(list)
    cells: dict[tuple[str, str], list[_Key]] = defaultdict(list)
    for key in counts:
        if key[0] == _CELL:
            for axis, name in zip((_QUARTER, _HOUR, _NEED), key[1:], strict=True):
                cells[axis, name].append(key)
        elif key[2] == ASKED:
            lines[key[0]].append(key[1])
    sums: list[Sum[_Key]] = [
        Sum((axis, name, ASKED), tuple((axis, name, outcome) for outcome in _OUTCOMES))
        for axis, names in lines.items()
        for name in names
    ]
    sums += [
        Sum((_ALL, "", column), tuple((axis, name, column) for name in names))
        for axis, names in lines.items()
        if axis != _ALL
        for column in _COLUMNS
    ]
    sums += [Sum((*line, Within.NOTHING), tuple(parts)) for line, parts in cells.items()]
    return sums


@dataclass(frozen=True, slots=True)
class _Made:
    """Counts, and which of them are hidden."""

    counts: dict[_Key, int]
    hidden: Hidden[_Key]
    least: int

    def figure(self, key: _Key) -> Figure:
        """Give a count, or that it is hidden."""
        if key in self.hidden.all:
            return Figure(None, key in self.hidden.small, self.least)
        return Figure(self.counts[key])

    def line(self, axis: str, name: str) -> Line:
        """Give a line of an axis."""
        return Line(name, *(self.figure((axis, name, column)) for column in _COLUMNS))

    def lines(self, axis: str, order: Callable[[str], tuple[object, ...]]) -> tuple[Line, ...]:
        """Give the lines of an axis, in an order."""
        names = {key[1] for key in self.counts if key[0] == axis}
        return tuple(self.line(axis, name) for name in sorted(names, key=order))

    def cells(self) -> tuple[Cell, ...]:
        """Give the cells, the greatest first."""
        found = [
            Cell(quarter, int(hour), need, self.figure(key))
            for key in self.counts
            if key[0] == _CELL
            for quarter, hour, need in (key[1:],)
        ]

        def order(cell: Cell) -> tuple[object, ...]:
            place = cell.quarter, (cell.hour - 12) % 24, cell.need
            return -(cell.nothing.count or 0), not cell.nothing.small, *place

        return tuple(sorted(found, key=order))
