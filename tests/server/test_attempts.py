from maraude.server.attempts import MOST, MOST_ADDRESSES, Attempts
from tests.team import Clock


def test_an_address_waits_after_too_many_failures() -> None:
    attempts = Attempts(Clock())
    for _ in range(MOST - 1):
        attempts.fail("192.0.2.1")
    before = attempts.exhausted("192.0.2.1")
    attempts.fail("192.0.2.1")

    assert not before
    assert attempts.exhausted("192.0.2.1")
    assert not attempts.exhausted("192.0.2.2")


def test_failures_are_forgotten_after_a_while() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    for _ in range(MOST):
        attempts.fail("192.0.2.1")
    clock.pass_time(minutes=10)

    assert not attempts.exhausted("192.0.2.1")


def test_only_the_latest_addresses_are_known() -> None:
    attempts = Attempts(Clock())
    for _ in range(MOST):
        attempts.fail("first")
    for number in range(MOST_ADDRESSES):
        attempts.fail(str(number))

    assert not attempts.exhausted("first")
