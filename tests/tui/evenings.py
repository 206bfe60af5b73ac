"""An evening of the team on screen: notes written beforehand, and the application over it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from textual.pilot import Pilot
from textual.screen import Screen

from maraude.domain.choice import Choice, ChoiceKind
from maraude.domain.encounter import Encounter
from maraude.domain.person import Informed
from maraude.domain.tour import Tour
from maraude.tui.app import MaraudeApp, Outcome
from maraude.tui.screens.briefing import BriefingScreen
from maraude.tui.screens.tonight import Tonight
from maraude.usecases import log, tours
from maraude.usecases.session import Session
from tests.tui.whole import OpenedDoor, listed, settle


def current(session: Session) -> Tour:
    tour = tours.current(session)
    assert tour is not None
    return tour


def note(session: Session, line: str, *new: str) -> Encounter:
    choices = [
        Choice(ChoiceKind.PERSON, name, name=name.capitalize(), informed=Informed.YES)
        for name in new
    ]
    kept = log.save(session, log.read(session, current(session), line, choices, at=session.now()))
    assert kept is not None
    assert isinstance(kept.encounter, Encounter)
    return kept.encounter


@asynccontextmanager
async def opened(session: Session) -> AsyncIterator[Pilot[Outcome]]:
    app = MaraudeApp(OpenedDoor(session))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        while not isinstance(app.screen, BriefingScreen | Tonight):
            await pilot.pause(0.02)
        await settle(pilot)
        yield pilot


def told(pilot: Pilot[Outcome]) -> list[str]:
    return [notification.message for notification in pilot.app._notifications]


def shows(pilot: Pilot[Outcome], screen: type[Screen[Any]]) -> bool:
    """Tell which screen is in front."""
    return isinstance(pilot.app.screen, screen)


def said_line(pilot: Pilot[Outcome]) -> str:
    """Give the line under the cursor."""
    return next(line for line in listed(pilot) if line.startswith(">"))
