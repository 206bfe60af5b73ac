"""A text erased everywhere, key by key."""

from maraude.domain.encounter import Encounter
from maraude.store.records import select
from maraude.tui.screens.confirm import ConfirmScreen
from maraude.tui.screens.pick import Pick
from maraude.usecases import incidents, notes
from maraude.usecases.session import Session
from tests.readable import readable
from tests.tui.evenings import current, note
from tests.tui.seen import listed, notices, said
from tests.tui.waiting import keys
from tests.tui.whole import whole_app

MARK = "Quelquesmotsdetrop"


def says(session: Session) -> bool:
    return MARK.encode() in readable(session.store.home)


async def test_of_tonight_once_it_was_read_again_and_confirmed(session: Session) -> None:
    note(session, f"2s= ,marta /{MARK}", "marta")
    async with whole_app(session) as pilot:
        await keys(pilot, "delete")
        asked = said(pilot, ".question")
        await keys(pilot, "escape")
        kept = says(session)
        await keys(pilot, "ctrl+e", "enter")
        left = listed(pilot)
        (met,) = select(session.store.reader, Encounter, "1")

    assert f"« {MARK} »" in asked
    assert kept
    assert not says(session)
    assert "soupe ×2" in left[0]
    assert met.note == ""


async def test_of_a_file_any_line_that_says_something(session: Session) -> None:
    note(session, "2s= ,marta r", "marta")
    (met,) = select(session.store.reader, Encounter, "1")
    notes.write(session, MARK, person=met.people.persons[0])
    async with whole_app(session) as pilot:
        await keys(pilot, ",", "enter")
        before = [place for place, line in enumerate(listed(pilot)) if MARK in line]
        await keys(pilot, *["down"] * before[0], "delete", "enter")
        left = listed(pilot)

    assert not any(MARK in line for line in left)
    assert not says(session)


async def test_of_a_line_without_a_text_there_is_nothing_to_erase(session: Session) -> None:
    note(session, "hu ,marta", "marta")
    async with whole_app(session) as pilot:
        await keys(pilot, "t", "delete")
        shown = isinstance(pilot.app.screen, ConfirmScreen | Pick)
        refused = notices(pilot)

    assert not shown
    assert refused == ["Choisissez une ligne qui porte un texte."]


async def test_of_a_transmission_and_of_an_incident(session: Session) -> None:
    notes.write(session, MARK)
    incidents.write(session, current(session), MARK, told="Inès")
    async with whole_app(session) as pilot:
        await keys(pilot, "m", "delete", "enter")
        left = listed(pilot)
        await keys(pilot, "escape", "t")
        place = next(n for n, line in enumerate(listed(pilot)) if MARK in line)
        await keys(pilot, *["down"] * place, "delete")
        choice = isinstance(pilot.app.screen, Pick)
        await keys(pilot, "enter", "enter")
        debrief = listed(pilot)

    assert left == []
    assert choice
    assert not says(session)
    assert any("texte effacé" in line and "Inès" in line for line in debrief)
