"""A program that goes to every screen of an evening of which every word is hostile.

Run in a pseudo-terminal by test_hostile: python -m tests.terminal.hostile HOME REPORT. It writes
into REPORT on which ways it saw a probe, and on which a link that would do something.
"""

import asyncio
import sys
from contextlib import closing
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

from msgspec import json
from textual.pilot import Pilot

from maraude.tui.app import MaraudeApp, Outcome
from maraude.tui.screens.tonight import Tonight
from maraude.usecases import drafts, profiles, tours
from maraude.usecases.session import Session
from tests.team import KEY, Clock
from tests.tui.doors import OpenDoor
from tests.tui.filled import come_home
from tests.tui.poison import Poison, is_shown
from tests.tui.seen import text
from tests.tui.waiting import settled
from tests.tui.ways import WAYS, Way, begun, onwards

MORE = frozenset({
    "la ligne, a name or two", "an encounter reopened", "answer of the 115", "nearby, why not",
    "which help", "from which spot", "the tour on a map", "a file, what is known",
    "a file, names", "a file, a right", "a file, its identity", "a file, an open alert",
    "a conflict", "a conflict, dated", "morning, a team", "the gap, further",
    "what becomes of it", "directory, a file",
})  # fmt: skip
"""Dialogs that show data, and what a screen shows only further on."""


LONGEST_BACK = 60
"""Seconds, on a machine that has other work."""


def ways() -> list[Way]:
    """Give a way to every screen there is, and ``MORE``; first those of a team that is out."""
    of_data = [way for way in WAYS if not (way.absent or way.alone or way.shows)]
    first = {way.screen: way.name for way in reversed(of_data)}
    wanted = MORE | set(first.values())
    return sorted(
        (way for way in WAYS if way.name in wanted), key=lambda way: (way.idle, way.locked)
    )


def go(session: Session, group: list[Way], report: dict[str, list[str]]) -> None:
    """Start the application, go one way after the other, and leave."""
    app = MaraudeApp(OpenDoor(session, locked=group[0].locked))

    async def there_and_out(pilot: Pilot[Outcome]) -> None:
        await begun(pilot, group[0])
        for way in group:
            await onwards(pilot, _from_the_top(way))
            _look(app, pilot, way, report)
            if way is not group[-1]:
                await _go_back(pilot)
                drafts.drop(session).result()
        app.notify(Poison().text(), title=Poison().text())
        await settled(pilot)
        app.exit(Outcome.QUIT)

    app.run(auto_pilot=there_and_out)  # type: ignore[arg-type]  # the pilot is of this app
    if app.failure:
        raise app.failure


def _from_the_top(way: Way) -> Way:
    """Give the way through the settings, which stay where they were, from their first line."""
    is_there = way.steps[:1] == (("r",),)
    return replace(way, steps=(("r",), ("home",), *way.steps[1:])) if is_there else way


async def _go_back(pilot: Pilot[Outcome]) -> None:
    """Go back to the evening; TimeoutError where a screen is not left by its key."""
    async with asyncio.timeout(LONGEST_BACK):
        while not isinstance(pilot.app.screen, Tonight):
            await pilot.press("escape")
            await settled(pilot)
    await pilot.press("escape")


def _look(app: MaraudeApp, pilot: Pilot[Outcome], way: Way, report: dict[str, list[str]]) -> None:
    report["probed"] += [way.name] * is_shown(text(pilot))
    report["linked"] += [way.name] * _has_link(app)


def _has_link(app: MaraudeApp) -> bool:
    styles: list[Any] = [
        segment.style for strip in app.screen._compositor.render_strips() for segment in strip
    ]
    return any(style and (style.link or "@click" in style.meta) for style in styles)


def main() -> None:
    """Go every way; of a team that is out, all in one application."""
    home, told = map(Path, sys.argv[1:])
    report: dict[str, list[str]] = {"probed": [], "linked": []}
    with closing(profiles.open_with(home, KEY, "user:ines", Clock())) as session:
        for (idle, locked), group in groupby(ways(), lambda way: (way.idle, way.locked)):
            if idle and tours.current(session):
                come_home(session)
            if idle or locked:
                for way in group:
                    go(session, [way], report)
            else:
                go(session, list(group), report)
    told.write_bytes(json.encode(report))


if __name__ == "__main__":
    main()
