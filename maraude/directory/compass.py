"""In which direction one place lies from another, in eight words."""

import math
from enum import IntEnum

from maraude.domain.spot import Position


class Direction(IntEnum):
    """The eight winds, clockwise."""

    NORTH = 0
    NORTH_EAST = 1
    EAST = 2
    SOUTH_EAST = 3
    SOUTH = 4
    SOUTH_WEST = 5
    WEST = 6
    NORTH_WEST = 7


def direction(one: Position, other: Position) -> Direction:
    """Give in which direction ``other`` is from ``one``, for places near each other."""
    north = other.lat - one.lat
    east = (other.lon - one.lon) * math.cos(math.radians((one.lat + other.lat) / 2))
    return Direction(round(math.degrees(math.atan2(east, north)) / 45) % 8)
