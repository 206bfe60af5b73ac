from itertools import product

import pytest

from maraude.tui.absence import JUMP, Absence, Limits, Reaction, reaction

MINUTE = 60.0
LIMITS = Limits()
NOTHING, VEIL, LOCK = Reaction.NOTHING, Reaction.VEIL, Reaction.LOCK


class Clocks:
    """A monotonic clock and a wall clock, set apart."""

    def __init__(self) -> None:
        self.moments = [0.0, 1_700_000_000.0]

    def __call__(self) -> tuple[float, float]:
        return self.moments[0], self.moments[1]

    def wait(self, seconds: float) -> None:
        self.moments = [moment + seconds for moment in self.moments]

    def sleep(self, seconds: float) -> None:
        """Sleep as under Linux, where only the wall clock goes on."""
        self.moments[1] += seconds


@pytest.mark.parametrize(
    ("minutes", "on_tour", "has_pin", "asked"),
    [
        (4.9, True, True, NOTHING),
        (5, True, True, VEIL),
        (44.9, True, True, VEIL),
        (45, True, True, LOCK),
        (4.9, False, True, NOTHING),
        (5, False, True, VEIL),
        (14.9, False, True, VEIL),
        (15, False, True, LOCK),
        (4.9, True, False, NOTHING),
        (5, True, False, LOCK),
        (5, False, False, LOCK),
    ],
)
def test_an_absence_is_answered_by_its_length(
    minutes: float, *, on_tour: bool, has_pin: bool, asked: Reaction
) -> None:
    found = reaction(LIMITS, minutes * MINUTE, slept=False, on_tour=on_tour, has_pin=has_pin)
    assert found is asked


@pytest.mark.parametrize(
    ("minutes", "on_tour", "has_pin", "asked"),
    [
        (1, True, True, VEIL),
        (44.9, True, True, VEIL),
        (45, True, True, LOCK),
        (1, False, True, LOCK),
        (1, False, False, LOCK),
        (1, True, False, NOTHING),
        (5, True, False, LOCK),
    ],
)
def test_a_sleep_veils_on_tour_and_locks_at_the_base(
    minutes: float, *, on_tour: bool, has_pin: bool, asked: Reaction
) -> None:
    found = reaction(LIMITS, minutes * MINUTE, slept=True, on_tour=on_tour, has_pin=has_pin)
    assert found is asked


def test_a_longer_absence_never_asks_for_less() -> None:
    order = [NOTHING, VEIL, LOCK]
    for slept, on_tour, has_pin in product((False, True), repeat=3):
        asked = [
            order.index(reaction(LIMITS, away, slept=slept, on_tour=on_tour, has_pin=has_pin))
            for away in range(0, 4000, 50)
        ]
        assert asked == sorted(asked)


def test_the_absence_is_counted_by_the_clock_that_saw_more_of_it() -> None:
    clocks = Clocks()
    absence = Absence(clocks)
    clocks.wait(20)
    assert absence.look() == (20, False)
    clocks.sleep(600)
    assert absence.look() == (620, True)
    clocks.wait(1)
    assert absence.look() == (621, False)
    absence.end()
    assert absence.look() == (0, False)


@pytest.mark.parametrize("seconds", [JUMP + 1, -JUMP - 1])
def test_a_wall_clock_that_was_set_is_a_sleep(seconds: float) -> None:
    clocks = Clocks()
    absence = Absence(clocks)
    clocks.sleep(seconds)
    assert absence.look()[1]
