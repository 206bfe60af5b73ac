"""A map in characters: streets as braille dots, places as numbers. It knows no terminal.

A cell of a terminal is about twice as high as wide, and holds two dots by four: dots are square.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

from maraude.directory.walking import METRES_A_DEGREE, Box
from maraude.domain.spot import Position

ACROSS, DOWN = 2, 4
"""Dots in one cell."""
CLOSEST, WIDEST = 1.0, 60.0
"""Metres of one column at which one sees most, and most of the town."""
LEAST = 300.0
"""Metres that a map shows across, however near everything is."""
_EMPTY = 0x2800
# The bit of each dot in a braille pattern, by column and row (Unicode, block 2800).
_BITS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))

Piece = tuple[float, float, float, float]
"""A piece of street: latitude and longitude of both ends, in degrees."""


class Ink(StrEnum):
    """What a part of the map is of."""

    STREET = "street"
    PLACE = "place"
    CHOSEN = "chosen"
    HERE = "here"


Row = tuple[tuple[str, Ink], ...]
"""A line of the map, part by part."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A label at a place."""

    label: str
    position: Position
    ink: Ink


@dataclass(frozen=True, slots=True)
class View:
    """What is looked at: ``columns`` by ``rows`` around ``centre``, ``metres`` a column."""

    centre: Position
    metres: float
    columns: int
    rows: int

    @classmethod
    def around(cls, places: Sequence[Position], columns: int, rows: int) -> "View":
        """Give the view in which all of ``places``, one or more, are seen with some margin."""
        south, north = (f(place.lat for place in places) for f in (min, max))
        west, east = (f(place.lon for place in places) for f in (min, max))
        centre = Position((south + north) / 2, (west + east) / 2)
        width = (east - west) * METRES_A_DEGREE * _narrowing(centre)
        height = (north - south) * METRES_A_DEGREE
        metres = max(
            LEAST / max(columns, 1),
            width / max(columns - 6, 1),
            height / ACROSS / max(rows - 2, 1),
        )
        return cls(centre, _bounded(metres), columns, rows)

    @property
    def box(self) -> Box:
        """What is seen, in degrees."""
        across, down = self._degrees(self.columns / 2, self.rows / 2)
        lat, lon = self.centre.lat, self.centre.lon
        return Box(lat - down, lon - across, lat + down, lon + across)

    @property
    def scale(self) -> tuple[int, int]:
        """A round number of metres, and the columns that it takes: a quarter of the width or less.

        Where even the shortest is longer, it takes what it takes.
        """
        room = self.metres * max(self.columns, 4) / 4
        power = 10 ** math.floor(math.log10(room))
        metres = max(step * power for step in (1, 2, 5) if step * power <= room)
        return round(metres), max(1, int(metres / self.metres))

    def dot(self, lat: float, lon: float) -> tuple[int, int]:
        """Give the dot at a place, counted from the upper left corner; it may be out of view."""
        east = (lon - self.centre.lon) * METRES_A_DEGREE * _narrowing(self.centre)
        south = (self.centre.lat - lat) * METRES_A_DEGREE
        a_dot = self.metres / ACROSS
        return (
            math.floor(east / a_dot + self.columns * ACROSS / 2),
            math.floor(south / a_dot + self.rows * DOWN / 2),
        )

    def shows(self, place: Position) -> bool:
        """Tell whether a place is seen."""
        x, y = self.dot(place.lat, place.lon)
        return 0 <= x < self.columns * ACROSS and 0 <= y < self.rows * DOWN

    def moved(self, right: float, down: float) -> "View":
        """Look elsewhere, by shares of the width and of the height."""
        across, along = self._degrees(right * self.columns, down * self.rows)
        lat = min(max(self.centre.lat - along, -85.0), 85.0)
        lon = min(max(self.centre.lon + across, -180.0), 180.0)
        return replace(self, centre=Position(lat, lon))

    def zoomed(self, times: float) -> "View":
        """Look from so many times as near; less than one is from further."""
        return replace(self, metres=_bounded(self.metres / times))

    def _degrees(self, columns: float, rows: float) -> tuple[float, float]:
        across = columns * self.metres / METRES_A_DEGREE / _narrowing(self.centre)
        return across, rows * self.metres * ACROSS / METRES_A_DEGREE


def draw(view: View, pieces: Iterable[Piece], marks: Sequence[Mark]) -> tuple[Row, ...]:
    """Draw streets, and over them the labels; the first of two that meet keeps its place.

    The other stands beside, where there is room. Each line is as wide as the view.
    """
    cells = [[0] * view.columns for _ in range(view.rows)]
    for piece in pieces:
        _stroke(view, cells, piece)
    labels: dict[tuple[int, int], tuple[str, Ink]] = {}
    for mark in marks:
        _write(view, labels, mark)
    return tuple(_row(line, y, labels) for y, line in enumerate(cells))


def _stroke(view: View, cells: list[list[int]], piece: Piece) -> None:
    """Set the dots of a straight piece."""
    (x, y), (to_x, to_y) = view.dot(*piece[:2]), view.dot(*piece[2:])
    width, height = view.columns * ACROSS, view.rows * DOWN
    steps = max(abs(to_x - x), abs(to_y - y), 1)
    for step in _in_view(steps, (x, to_x - x, width), (y, to_y - y, height)):
        at_x = x + round((to_x - x) * step / steps)
        at_y = y + round((to_y - y) * step / steps)
        if 0 <= at_x < width and 0 <= at_y < height:
            cells[at_y // DOWN][at_x // ACROSS] |= _BITS[at_x % ACROSS][at_y % DOWN]


def _in_view(steps: int, *axes: tuple[int, int, int]) -> range:
    """Give the steps that may be in view; what leads round the world takes no longer than a street.

    An axis has where the piece starts, how far it goes, and how many dots are seen.
    """
    first, last = 0, steps
    for start, way, seen in axes:
        if way:
            ends = sorted(((-1 - start) * steps / way, (seen - start) * steps / way))
            first, last = max(first, math.floor(ends[0])), min(last, math.ceil(ends[1]))
        elif not 0 <= start < seen:
            return range(0)
    return range(first, last + 1)


def _write(view: View, labels: dict[tuple[int, int], tuple[str, Ink]], mark: Mark) -> None:
    """Write a label at its place, or where that is taken in the nearest cells beside."""
    if not view.shows(mark.position):
        return
    x, y = view.dot(mark.position.lat, mark.position.lon)
    width = len(mark.label)
    column = min(max(x // ACROSS - (width - 1) // 2, 0), view.columns - width)
    row = y // DOWN
    beside = (0, width, -width)
    for down in (0, 1, -1):
        for right in beside:
            at = [(column + right + i, row + down) for i in range(width)]
            free = all(0 <= c < view.columns and 0 <= r < view.rows for c, r in at)
            if free and not any(cell in labels for cell in at):
                labels.update(zip(at, ((sign, mark.ink) for sign in mark.label), strict=True))
                return


def _row(line: list[int], y: int, labels: dict[tuple[int, int], tuple[str, Ink]]) -> Row:
    """Put a line together; beside a label there are no dots, so that it can be read."""
    cells = []
    for x, dots in enumerate(line):
        hidden = (x - 1, y) in labels or (x + 1, y) in labels
        street = " " if hidden or not dots else chr(_EMPTY + dots)
        cells.append(labels.get((x, y), (street, Ink.STREET)))
    return tuple(
        ("".join(sign for sign, _ink in part), ink)
        for ink, part in groupby(cells, key=lambda cell: cell[1])
    )


def _narrowing(place: Position) -> float:
    return max(math.cos(math.radians(place.lat)), 0.05)


def _bounded(metres: float) -> float:
    return min(max(metres, CLOSEST), WIDEST)
