"""An evening of the team on screen, and the notes written beforehand."""

from typing import Any

from textual.pilot import Pilot
from textual.screen import Screen

from maraude.domain.choice import Choice, ChoiceKind
from maraude.domain.encounter import Encounter
from maraude.domain.person import Informed
from maraude.domain.tour import Tour
from maraude.tui.app import Outcome
from maraude.usecases import log, tours
from maraude.usecases.session import Session


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


def shows(pilot: Pilot[Outcome], screen: type[Screen[Any]]) -> bool:
    """Tell which screen is in front."""
    return isinstance(pilot.app.screen, screen)
