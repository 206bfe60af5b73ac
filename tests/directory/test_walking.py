import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maraude.directory import walking
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
    [(13.5, "12–15 min"), (10, "9–11 min"), (7, "6–8 min"), (4, "4 min"), (0, "1 min")],
)
def test_minutes_are_said_as_a_range(minutes: float, phrase: str) -> None:
    assert walking.phrase(walking.estimate(walking.reach(minutes))) == phrase
