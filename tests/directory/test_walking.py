import math
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maraude.directory import walking
from maraude.directory.walking import Basis, Walk
from maraude.domain.spot import Position

positions = st.builds(Position, st.floats(-89, 89), st.floats(-179, 179))


def test_a_known_distance_is_measured() -> None:
    notre_dame, louvre = Position(48.8530, 2.3499), Position(48.8606, 2.3376)
    assert walking.metres(notre_dame, louvre) == pytest.approx(1_235, abs=5)


@given(a=positions, b=positions)
@settings(deadline=None)
def test_the_way_back_is_as_long(a: Position, b: Position) -> None:
    assert walking.metres(a, b) == pytest.approx(walking.metres(b, a))
    assert walking.metres(a, a) == 0


def test_a_quarter_of_an_hour_reaches_923_metres_of_straight_line() -> None:
    assert walking.reach(15) == pytest.approx(923, abs=0.5)
    assert walking.minutes(walking.reach(15)) == pytest.approx(15)


def test_who_walks_slowly_reaches_less() -> None:
    assert walking.reach(15, 3.0) < walking.reach(15)


@pytest.mark.parametrize(
    ("minutes", "phrase"),
    [(13.5, "12–15 min"), (10, "9–11 min"), (7, "6–8 min"), (4, "~4 min"), (0, "~1 min")],
)
def test_estimated_minutes_are_said_as_a_range_or_as_about(minutes: float, phrase: str) -> None:
    assert Walk(minutes).phrase == phrase


@pytest.mark.parametrize(
    ("minutes", "phrase"), [(13.5, "14 min"), (15, "15 min"), (15.01, "16 min"), (0, "1 min")]
)
def test_minutes_by_the_streets_are_a_number_never_less_than_it_takes(
    minutes: float, phrase: str
) -> None:
    assert Walk(minutes, Basis.GRAPH).phrase == phrase


class Known:
    """Ways that are known to some places only, by the longitude of each."""

    limit = 800.0

    def __init__(self, by_lon: dict[float, float | None]) -> None:
        self._by_lon = by_lon

    def metres(self, places: Sequence[Position]) -> list[float | None]:
        return [self._by_lon[place.lon] for place in places]


def test_what_the_streets_do_not_tell_is_estimated_and_marked() -> None:
    here = Position(48.0, 2.0)
    ways = Known({2.1: 400.0, 2.2: None, 2.3: math.inf})
    walker = walking.Walker(here, 4.8, ways)

    by_streets, off_streets, beyond = walker.walks(
        [Position(48.0, lon) for lon in (2.1, 2.2, 2.3)], [300.0, 300.0, 300.0]
    )

    assert (by_streets.minutes, by_streets.basis) == (5, Basis.GRAPH)
    assert off_streets == Walk(walking.minutes(300))
    # Longer than the streets were followed, whatever the straight line promises.
    assert (beyond.minutes, beyond.basis) == (10, Basis.ESTIMATE)


def test_by_the_streets_one_looks_as_far_as_a_straight_street_leads() -> None:
    here = Position(48.0, 2.0)
    along, estimating = walking.Walker(here, 4.8, Known({})), walking.Walker(here, 4.8)

    assert along.reach(15) == 1_200
    assert estimating.reach(15) == pytest.approx(923, abs=0.5)
