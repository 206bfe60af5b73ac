from pathlib import Path

import pytest
from textual.pilot import Pilot

from maraude import paths
from maraude.domain.access import Act, Check
from maraude.domain.encounter import SafetyNote
from maraude.domain.feeds import Role
from maraude.domain.person import Informed, Person
from maraude.tui.app import Outcome
from maraude.tui.screens.accesses import AccessesScreen
from maraude.tui.screens.subject import SubjectScreen
from maraude.usecases import accesses, find, notes, people
from maraude.usecases.session import Session
from tests.joined import become
from tests.tui.evenings import note
from tests.tui.seen import listed, said
from tests.tui.waiting import keys, settled
from tests.tui.whole import whole_app


@pytest.fixture
def youssef(session: Session) -> Person:
    """Someone of whom a note speaks of somebody else."""
    person = people.open_file(session, "Youssef", Informed.YES)
    people.open_file(session, "Momo", Informed.YES)
    notes.write(session, "Momo dort près de lui, quai de Valmy", person=person.id)
    return person


async def test_the_file_is_shown_once_the_identity_is_checked_and_more_is_masked(
    session: Session, youssef: Person
) -> None:
    async with whole_app(session) as pilot:
        await keys(pilot, ",", "'you", "enter", "v", "down", "enter")
        assert isinstance(pilot.app.screen, SubjectScreen)
        shown = "\n".join(listed(pilot))
        await keys(pilot, "m", "'valmy", "enter")
        less = "\n".join(listed(pilot))
        await keys(pilot, "m", "'momo", "enter")
        more = "\n".join(listed(pilot))

    assert "[masqué] dort près de lui, quai de Valmy" in shown
    assert "[masqué] dort près de lui, quai de [masqué]" in less
    assert "Momo dort près de lui, quai de [masqué]" in more
    assert accesses.of(session, youssef.id)[0].check is Check.PAPERS


async def test_a_line_is_masked_and_the_file_written(session: Session, youssef: Person) -> None:
    async with whole_app(session) as pilot:
        await keys(pilot, ",", "'you", "enter", "v", "enter")
        while not any(line.startswith(">") and "dort près" in line for line in listed(pilot)):
            await keys(pilot, "down")
        await keys(pilot, "enter", "s", "enter")
        told = said(pilot, "#news")

    (written,) = paths.slips(session.store.home).iterdir()
    assert told == f"Écrit : {written}"
    assert "Valmy" not in Path(written).read_text()
    assert accesses.of(session, youssef.id)[0].act is Act.EXPORTED


async def test_who_opened_a_file_is_listed(session: Session, youssef: Person) -> None:
    async with whole_app(session) as pilot:
        await keys(pilot, ",", "'you", "enter", "j")

        assert isinstance(pilot.app.screen, AccessesScreen)
        lines = listed(pilot)
    assert "ines" in lines[0]
    assert lines[0].endswith("fiche ouverte")
    assert len(lines) == 3


@pytest.fixture
def marta(session: Session) -> Person:
    """Someone of whom a safety note speaks."""
    note(session, "h ,marta", "marta")
    (found,) = find.people(session, "marta")
    safety = SafetyNote(
        id="note", at=session.now(), code="VIO", person=found.person.id, text="menacée dehors"
    )
    session.store.write(lambda transaction: transaction.save(safety)).result()
    return found.person


async def test_the_words_of_safety_notes_are_shown_once_somebody_is_sure_and_hidden_again(
    session: Session, marta: Person
) -> None:
    async with whole_app(session) as pilot:
        await pilot.app.push_screen(SubjectScreen(session, marta, Check.PAPERS))
        seen = [await shown_after(pilot), await shown_after(pilot, "c", "escape")]
        seen += [await shown_after(pilot, "c", "o"), await shown_after(pilot, "c")]
    assert ["menacée" in one for one in seen] == [False, False, True, False]


async def test_no_other_role_is_shown_the_words_of_safety_notes(
    session: Session, marta: Person
) -> None:
    become(session, Role.VOLUNTEER)
    async with whole_app(session) as pilot:
        await pilot.app.push_screen(SubjectScreen(session, marta, Check.PAPERS))
        assert "menacée" not in await shown_after(pilot, "c", "o")
        assert isinstance(pilot.app.screen, SubjectScreen)


async def shown_after(pilot: Pilot[Outcome], *pressed: str) -> str:
    """Press keys, and give the whole list whatever its height."""
    for key in pressed:
        await keys(pilot, key)
    await settled(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, SubjectScreen)
    return "\n".join(row.text for row in screen._rows(200))
