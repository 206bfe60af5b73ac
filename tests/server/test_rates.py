from maraude.server.rates import MOST_KNOWN, Rate, Rates
from tests.team import Clock

RATE = Rate(3, 0.5)


def test_a_burst_is_let_through_and_then_somebody_waits() -> None:
    rates = Rates(RATE, Clock())

    assert [rates.wait("device:a") for _ in range(5)] == [0, 0, 0, 2, 2]
    assert rates.wait("device:b") == 0


def test_who_waited_may_go_on_at_the_rate() -> None:
    clock = Clock()
    rates = Rates(RATE, clock)
    for _ in range(3):
        rates.wait("device:a")
    clock.pass_time(seconds=2)

    assert [rates.wait("device:a") for _ in range(2)] == [0, 2]
    clock.pass_time(hours=1)
    assert [rates.wait("device:a") for _ in range(4)] == [0, 0, 0, 2]


def test_a_clock_set_back_adds_nothing_and_takes_nothing() -> None:
    clock = Clock()
    rates = Rates(RATE, clock)
    rates.wait("device:a")
    clock.pass_time(days=-1)

    assert [rates.wait("device:a") for _ in range(3)] == [0, 0, 2]


def test_only_those_that_came_last_are_known() -> None:
    rates = Rates(RATE, Clock())
    for _ in range(4):
        rates.wait("first")
    for number in range(MOST_KNOWN):
        rates.wait(str(number))

    assert rates.wait("first") == 0
