"""The whole application over an open session, driven by keys."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from maraude.tui.app import MaraudeApp, Outcome
from maraude.tui.screens.briefing import BriefingScreen
from maraude.tui.screens.tonight import Tonight
from maraude.usecases.session import Session
from tests.tui.doors import OpenDoor
from tests.tui.waiting import keys, shown


@asynccontextmanager
async def opened(session: Session) -> AsyncIterator[Pilot[Outcome]]:
    """Start it as it greets: tonight's list, or what to know before leaving."""
    app = MaraudeApp(OpenDoor(session))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shown(pilot, Tonight, BriefingScreen)
        yield pilot


@asynccontextmanager
async def whole_app(session: Session) -> AsyncIterator[Pilot[Outcome]]:
    """Start it, and go on to tonight's list."""
    async with opened(session) as pilot:
        if isinstance(pilot.app.screen, BriefingScreen):
            await keys(pilot, "escape")
        yield pilot
