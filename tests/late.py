"""Have what runs in a thread come late, by chance: ``pytest -p tests.late tests/tui``.

Tests of the screens that take an answer for given, where they should wait for it, fail then.
"""

import asyncio
from collections.abc import Callable
from random import Random
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

LONGEST = 0.08
"""Seconds before a thread begins, and again before its answer comes."""

_chance = Random(0)  # noqa: S311 - the delays, to be had again
_at_once = asyncio.to_thread


async def _late(function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    await asyncio.sleep(_chance.random() * LONGEST)
    answer = await _at_once(function, *args, **kwargs)
    await asyncio.sleep(_chance.random() * LONGEST)
    return answer


asyncio.to_thread = _late
