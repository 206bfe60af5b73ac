import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maraude.directory import walking
from maraude.directory.walking import Box
from tests.directory.town import at, grid, town

TOWN = grid()
metres = st.floats(-1_400, 1_400)


def test_around_a_block_is_walked_not_across_it() -> None:
    ways = TOWN.ways(at(0, 0), 2_000)
    assert ways is not None

    assert ways.metres([at(300, 200), at(-100, 0), at(0, 0)]) == [
        pytest.approx(500, abs=1),
        pytest.approx(100, abs=1),
        pytest.approx(0, abs=1),
    ]


def test_the_way_to_the_street_counts_at_both_ends() -> None:
    ways = TOWN.ways(at(0, 30), 2_000)
    assert ways is not None

    assert ways.metres([at(200, 20)]) == [pytest.approx(30 + 200 + 20, abs=1)]


def test_beyond_the_limit_is_endless_and_off_the_streets_is_not_known() -> None:
    ways = TOWN.ways(at(0, 0), 550)
    assert ways is not None

    assert ways.metres([at(400, 90), at(400, 200), at(1_510, 0), at(60_000, 0)]) == [
        pytest.approx(510, abs=1),
        math.inf,
        None,
        None,
    ]
    assert TOWN.ways(at(1_510, 0), 500) is None


def test_a_hole_in_the_streets_is_not_known() -> None:
    far_apart = town([(0, 0), (50, 0), (1_000, 1_000)], [(0, 1)])

    assert far_apart.ways(at(500, 500), 900) is None


def test_what_no_way_joins_is_beyond_any_limit() -> None:
    two = town([(0, 0), (50, 9), (400, 0), (450, 9)], [(0, 1), (2, 3)])
    ways = two.ways(at(1, 1), 10_000)
    assert ways is not None

    assert ways.metres([at(49, 8), at(400, 1)]) == [pytest.approx(53, abs=1), math.inf]


def test_two_nodes_at_one_place_are_joined() -> None:
    doubled = town([(0, 0), (100, 5), (100, 5), (200, 0)], [(0, 1), (1, 2), (2, 3)])
    ways = doubled.ways(at(1, 1), 1_000)
    assert ways is not None

    assert ways.metres([at(199, 1)]) == [pytest.approx(200, abs=4)]


@given(east=metres, north=metres, far_east=metres, far_north=metres)
@settings(deadline=None, max_examples=50)
def test_no_way_is_shorter_than_the_straight_line(
    east: float, north: float, far_east: float, far_north: float
) -> None:
    start, end = at(east, north), at(far_east, far_north)
    ways = TOWN.ways(start, 20_000)
    assert ways is not None
    (walked,) = ways.metres([end])

    assert walked is not None
    assert walked >= walking.metres(start, end) * 0.999


def test_pieces_of_street_in_view() -> None:
    low, high = at(-10, -10), at(110, 10)
    seen = TOWN.pieces(Box(low.lat, low.lon, high.lat, high.lon))

    # The street from west to east in three pieces, and two across in two pieces each.
    assert len(seen) == 3 + 4
    assert TOWN.pieces(Box(0, 0, 1, 1)) == []
