"""Notes that fewer read, on a person's file, as each role sees it."""

import pytest

from maraude.domain.feeds import Role
from maraude.domain.person import Person
from maraude.tui.screens.person import PersonScreen
from maraude.tui.screens.pick import Pick
from maraude.usecases import find, protected, rights
from maraude.usecases.session import Session
from tests.joined import become
from tests.tui.evenings import note
from tests.tui.seen import listed, said, under_cursor
from tests.tui.waiting import keys
from tests.tui.whole import whole_app


@pytest.fixture
def momo(session: Session) -> Person:
    note(session, "e ,momo", "momo")
    return find.people(session, "momo")[0].person


def section(lines: list[str], title: str) -> list[str]:
    return [line.removeprefix("> ") for line in lines if title in line]


async def test_a_volunteer_writes_a_safety_note_and_does_not_see_it_again(
    session: Session, momo: Person
) -> None:
    become(session, Role.VOLUNTEER)
    async with whole_app(session) as pilot:
        await keys(pilot, ",", "enter", "c", "enter", "'a peur de rentrer", "enter")

        assert "la coordination le lira" in said(pilot, "#news")
        assert section(listed(pilot), "À PART") == []
    become(session, Role.COORDINATOR)
    assert [kept.text for kept in protected.safety(session, momo.id)] == ["a peur de rentrer"]


async def test_who_decides_opens_a_safety_note_on_purpose(session: Session, momo: Person) -> None:
    become(session, Role.COORDINATOR)
    protected.note_safety(session, momo, "VIO", "a peur de rentrer")
    async with whole_app(session) as pilot:
        await keys(pilot, ",", "enter")
        closed = under_cursor(pilot)
        await keys(pilot, "enter")
        opened = said(pilot, ".question")
        await keys(pilot, "r")
        left = section(listed(pilot), "À PART")

    assert "Entrée pour lire" in closed
    assert "a peur" not in closed
    assert opened == "a peur de rentrer"
    assert left == []


async def test_a_carer_writes_and_reads_a_health_note(session: Session, momo: Person) -> None:
    become(session, Role.HEALTH)
    async with whole_app(session) as pilot:
        await keys(pilot, ",", "enter", "s", "'pansement jeudi", "enter")
        (line,) = section(listed(pilot), "À PART")

        assert "santé · Entrée pour lire" in line
    assert [kept.text for kept in protected.health(session, momo.id)] == ["pansement jeudi"]


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.COORDINATOR])
async def test_who_is_no_carer_has_no_key_for_a_health_note(
    session: Session, momo: Person, role: Role
) -> None:
    become(session, Role.HEALTH)
    protected.note_health(session, momo, "pansement jeudi")
    become(session, role)
    async with whole_app(session) as pilot:
        await keys(pilot, ",", "enter", "s")
        shown = "\n".join(section(listed(pilot), "À PART"))

        assert isinstance(pilot.app.screen, PersonScreen)
        assert ("une note de santé" in shown) is (role is Role.COORDINATOR)
        assert "pansement" not in "\n".join(listed(pilot))


async def test_a_volunteer_reads_the_next_step_and_writes_one(
    session: Session, momo: Person
) -> None:
    become(session, Role.COORDINATOR)
    rights.put(session, momo, "AME", "E", next_step="RDV mardi 10 h")
    become(session, Role.VOLUNTEER)
    async with whole_app(session) as pilot:
        await keys(pilot, ",", "enter")
        (line,) = section(listed(pilot), "DROITS")
        await keys(pilot, "d", "'apporter une photo", "enter", "'demain", "enter")

        assert "papiers : RDV mardi 10 h" in line
        assert "AME" not in "\n".join(listed(pilot))
        assert not isinstance(pilot.app.screen, Pick)
    assert [step.text for step in rights.steps(session, momo.id)] == [
        "apporter une photo",
        "RDV mardi 10 h",
    ]
