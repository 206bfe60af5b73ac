"""What a test of the screens waits for: what is under way or shown, never a time."""

import asyncio
from collections.abc import Callable
from typing import Any

from textual.pilot import Pilot
from textual.screen import Screen

from maraude.tui.app import Outcome
from tests.tui.seen import notices

LONGEST = 30
"""Seconds after which what a test waits for will not come any more."""
NAMES = {" ": "space", "=": "equals_sign", "-": "minus", ",": "comma", "+": "plus", "/": "slash"}


async def until(pilot: Pilot[Outcome], holds: Callable[[], object]) -> None:
    """Wait until something holds; TimeoutError where it never does."""
    async with asyncio.timeout(LONGEST):
        while not holds():
            await pilot.pause(0.01)


async def settled(pilot: Pilot[Outcome]) -> None:
    """Wait until the screen in front has nothing under way, nor what that led to.

    The work of a screen behind is left alone: it may wait for an answer from the one in front.
    """
    await pilot.pause()
    while _is_busy(pilot):
        await until(pilot, lambda: not _is_busy(pilot))
        await pilot.pause()


async def shown(pilot: Pilot[Outcome], *screens: type[Screen[Any]]) -> None:
    """Wait for one of some screens in front, and until it has nothing under way."""
    await until(pilot, lambda: type(pilot.app.screen) in screens)
    await settled(pilot)


async def told(pilot: Pilot[Outcome], words: str) -> str:
    """Wait for a notification with some words, then for its screen; give all of it."""
    await until(pilot, lambda: any(words in one for one in notices(pilot)))
    await settled(pilot)
    return next(one for one in notices(pilot) if words in one)


async def ended(pilot: Pilot[Outcome], beginning: str) -> str:
    """Wait for what is told at the end of work whose notifications begin so until then."""

    def other() -> list[str]:
        return [one for one in notices(pilot) if not one.startswith(beginning)]

    await until(pilot, other)
    await settled(pilot)
    return other()[-1]


async def keys(pilot: Pilot[Outcome], first: str, *others: str) -> None:
    """Press keys, each once the one before is over; what begins with ' is typed by letters."""
    for key in (first, *others):
        await pilot.press(*map(named, key[1:] if key.startswith("'") else (key,)))
        await settled(pilot)


def named(key: str) -> str:
    """Give the name that Textual has for a key."""
    return NAMES.get(key, key)


def _is_busy(pilot: Pilot[Outcome]) -> bool:
    front = pilot.app.screen
    return any(
        front in worker.node.ancestors_with_self and not worker.is_finished
        for worker in pilot.app.workers
    )
