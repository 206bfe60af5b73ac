import pytest

from maraude.directory.compass import Direction, direction
from tests.directory.town import at


@pytest.mark.parametrize(
    ("east", "north", "expected"),
    [
        (0, 100, Direction.NORTH),
        (100, 100, Direction.NORTH_EAST),
        (100, 0, Direction.EAST),
        (100, -100, Direction.SOUTH_EAST),
        (0, -100, Direction.SOUTH),
        (-100, -100, Direction.SOUTH_WEST),
        (-100, 0, Direction.WEST),
        (-100, 100, Direction.NORTH_WEST),
        (40, 100, Direction.NORTH),
        (-40, 100, Direction.NORTH),
        (43, 100, Direction.NORTH_EAST),
        (100, -40, Direction.EAST),
    ],
)
def test_a_direction_is_told_by_metres_not_degrees(
    east: float, north: float, expected: Direction
) -> None:
    assert direction(at(0, 0), at(east, north)) is expected
