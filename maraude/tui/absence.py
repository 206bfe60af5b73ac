"""What becomes of the screen while nobody is there."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

JUMP = 30.0
"""Seconds that two looks at a clock, a moment apart, never differ by unless the laptop slept."""

Moments = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds without a key: until the veil, until the lock, and until that while a tour is open.

    Source: street.md, 1.
    """

    veil: float = 300.0
    lock: float = 900.0
    lock_on_tour: float = 2700.0


USUAL_LIMITS = Limits()


class Reaction(Enum):
    """What an absence asks for."""

    NOTHING = "nothing"
    VEIL = "veil"
    LOCK = "lock"


def reaction(limits: Limits, away: float, *, slept: bool, on_tour: bool, has_pin: bool) -> Reaction:
    """Say what ``away`` seconds without a key ask for; ``slept`` where the laptop did meanwhile.

    Nothing lifts a veil for whoever has no short code: they are locked out where others would be
    veiled, but not by each closing of the lid while they are out.
    """
    if slept and not on_tour:
        return Reaction.LOCK
    if not has_pin:
        return Reaction.LOCK if away >= limits.veil else Reaction.NOTHING
    if away >= (limits.lock_on_tour if on_tour else limits.lock):
        return Reaction.LOCK
    return Reaction.VEIL if slept or away >= limits.veil else Reaction.NOTHING


def both_clocks() -> Moments:
    """Give the monotonic clock, which may stop while the laptop sleeps, and the wall clock."""
    return time.monotonic(), time.time()


class Absence:
    """How long nobody has pressed a key, by whichever clock saw more of it."""

    def __init__(self, clocks: Callable[[], Moments] = both_clocks) -> None:
        self._clocks = clocks
        self._looked = self._pressed = clocks()

    def end(self) -> None:
        """Note that somebody is there."""
        self._looked = self._pressed = self._clocks()

    def look(self) -> tuple[float, bool]:
        """Give the seconds since the last key, and whether the laptop slept since the last look.

        A wall clock that was set, forwards or backwards, is taken for a sleep.
        """
        before, self._looked = self._looked, self._clocks()
        slept = any(abs(gap) > JUMP for gap in _gaps(before, self._looked))
        return max(_gaps(self._pressed, self._looked)), slept


def _gaps(then: Moments, now: Moments) -> Moments:
    return now[0] - then[0], now[1] - then[1]
