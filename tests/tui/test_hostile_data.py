"""Data that would command the terminal, on every screen: shown as text, or not at all."""

from dataclasses import replace

import pytest

from maraude.domain.person import Person
from maraude.domain.spot import Spot
from maraude.store.records import select
from maraude.tui.safe import _HARMFUL
from maraude.usecases import notes, tours
from maraude.usecases.session import Session
from tests.tui.filled import come_home
from tests.tui.ways import WAYS, Way, arrived, text

ONE_FOR_EACH = {way.screen: way for way in reversed(WAYS) if not way.locked and not way.absent}
HOSTILE = "\x1b]52;c;cm0=\x07\x1b[31m[/][@click=app.quit]x[/]\u202e\x9b2J\u2066 [né 1980]"


@pytest.fixture
def hostile(full_evening: Session, way: Way) -> Session:
    """An evening of which every name and note was written by another program, uncleaned."""
    session = full_evening
    reader = session.store.reader
    people = [
        replace(person, called=f"{person.called}{HOSTILE}", referent=HOSTILE, animals=HOSTILE)
        for person in select(reader, Person, "deleted = 0")
    ]
    spots = [replace(s, name=f"{s.name}{HOSTILE}") for s in select(reader, Spot, "deleted = 0")]
    tour = tours.current(session)
    assert tour is not None
    met = [replace(entry.encounter, note=HOSTILE) for entry in tours.entries(session, tour)]
    note = replace(notes.write(session, "mot"), text=HOSTILE)
    session.store.write(lambda t: t.save(*people, *spots, *met, note)).result()
    if way.idle:
        come_home(session)
    return session


@pytest.mark.parametrize("way", ONE_FOR_EACH.values(), ids=lambda way: way.screen.__name__)
async def test_no_screen_lets_data_command_the_terminal(hostile: Session, way: Way) -> None:
    async with arrived(hostile, way) as pilot:
        shown = text(pilot)
        links = [
            segment
            for strip in pilot.app.screen._compositor.render_strips()
            for segment in strip
            if segment.style and (segment.style.link or "@click" in segment.style.meta)
        ]

    assert _HARMFUL.findall(shown.replace("\n", "")) == []
    assert links == []
    assert pilot.app.return_code in (None, 0)
