from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from maraude.directory.opening import Interval, Opening, State, look

MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)


def at(hour: float) -> datetime:
    return MIDNIGHT + timedelta(hours=hour)


DAY = (
    Interval(at(0), at(6), State.CLOSED),
    Interval(at(6), at(12), State.OPEN),
    Interval(at(12), at(14), State.UNKNOWN, "sur rendez-vous"),
    Interval(at(14), at(18), State.CLOSED, "travaux"),
    Interval(at(18), at(24), State.OPEN),
)


@pytest.mark.parametrize(
    ("hour", "expected"),
    [
        (0, Opening(State.CLOSED, opens_at=at(6))),
        (6, Opening(State.OPEN, closes_at=at(12))),
        (11.99, Opening(State.OPEN, closes_at=at(12))),
        (12, Opening(State.UNKNOWN, opens_at=at(18), comment="sur rendez-vous")),
        (15, Opening(State.CLOSED, opens_at=at(18), comment="travaux")),
        (20, Opening(State.OPEN)),
    ],
)
def test_a_moment_is_read_from_the_interval_that_holds_it(hour: float, expected: Opening) -> None:
    assert look(DAY, at(hour), at(24)) == expected


@pytest.mark.parametrize("hour", [-1, 24, 30])
def test_outside_of_the_intervals_nothing_is_known(hour: float) -> None:
    assert look(DAY, at(hour), at(24)) == Opening(State.UNKNOWN)


def test_nothing_is_read_after_the_answer() -> None:
    def lazily() -> Iterator[Interval]:
        yield from DAY[:2]
        raise AssertionError("one interval too many was asked for")

    assert look(lazily(), at(3), at(24)).opens_at == at(6)


@pytest.mark.parametrize(("hour", "soon"), [(4.9, False), (5, True), (6, False), (13, False)])
def test_only_what_is_closed_and_opens_within_the_hour_opens_soon(
    hour: float, *, soon: bool
) -> None:
    assert look(DAY, at(hour), at(24)).opens_soon(at(hour)) is soon
