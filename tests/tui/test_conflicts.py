from pathlib import Path

from maraude.domain.feeds import Role
from maraude.domain.person import Person
from maraude.store.records import select
from maraude.tui.screens.conflicts import ConflictsScreen
from maraude.tui.widgets.header import Header
from maraude.usecases import conflicts, enrolment, notes, situations
from maraude.usecases.session import Session
from tests.server.serving import serving
from tests.tui.seen import heading, listed, notices, said, text
from tests.tui.waiting import keys
from tests.tui.whole import whole_app


def marta(session: Session) -> Person:
    (found,) = select(session.store.reader, Person, "called = 'Marta'")
    return found


async def test_a_value_is_chosen_in_three_keys(full_evening: Session) -> None:
    async with whole_app(full_evening) as pilot:
        await keys(pilot, "g")
        shown = listed(pilot)
        every = said(pilot, "#detail")
        await keys(pilot, "enter", "2")
        after = listed(pilot)

    assert "Marta" in shown[0]
    assert "Karim ≠ Lou" in shown[0]
    assert "Lou · ines" in every
    assert marta(full_evening).referent == "Lou"
    assert len(after) == len(shown) - 1
    assert "référent" not in " ".join(after)


async def test_another_text_or_all_of_them_as_a_note(full_evening: Session) -> None:
    async with whole_app(full_evening) as pilot:
        await keys(pilot, "g", "enter", "n")

    (note,) = notes.of_person(full_evening, marta(full_evening).id)
    assert "Karim" in note.text
    assert "Lou" in note.text
    assert [one.conflict for one in conflicts.listed(full_evening)] == [None]


async def test_one_value_is_completed_while_the_other_is_in_sight(full_evening: Session) -> None:
    async with whole_app(full_evening) as pilot:
        await keys(pilot, "g", "enter", "b")
        seen = text(pilot)
        await keys(pilot, "' et Karim", "enter")

    assert "1  Karim · sam" in seen
    assert "2  Lou · ines" in seen
    assert marta(full_evening).referent == "Lou et Karim"


async def test_where_a_person_sleeps_is_kept_as_dated_episodes_and_undone(
    full_evening: Session,
) -> None:
    async with whole_app(full_evening) as pilot:
        await keys(pilot, "g", "down")
        every = said(pilot, "#detail")
        await keys(pilot, "enter")
        offered = text(pilot)
        await keys(pilot, "d")
        kept = situations.of(full_evening, marta(full_evening).id)
        await keys(pilot, "ctrl+z")
        again = listed(pilot)

    assert "gare · Gare de l'Est, depuis le lundi 23 nov. · ines" in every
    assert "gare · Canal St-Martin, depuis le lundi 23 nov. · sam" in every
    assert "en note" not in offered
    assert [one.until for one in kept] == [None, full_evening.evening]
    assert notes.of_person(full_evening, marta(full_evening).id) == ()
    assert "où la personne dort" in again[1]


async def test_a_volunteer_sees_a_mark_and_is_held_up_by_nothing(
    full_evening: Session, tmp_path: Path
) -> None:
    with serving(tmp_path / "server") as server:
        enrolment.enrol(full_evening, str(server.invite(Role.VOLUNTEER)), "sam")
    async with whole_app(full_evening) as pilot:
        await keys(pilot, ",", "'marta", "enter")
        mark = pilot.app.screen.query_one(Header).middle
        await keys(pilot, "t", "'va mieux", "enter", "enter")
        await keys(pilot, "escape", "escape", "g", "enter")
        shown = pilot.app.screen
        footer = text(pilot).splitlines()[-1]
        told = notices(pilot)

    assert mark == "≠ référent, où la personne dort"
    assert [one.text for one in notes.of_person(full_evening, marta(full_evening).id)] == [
        "va mieux"
    ]
    assert isinstance(shown, ConflictsScreen)
    assert "trancher" not in footer
    assert any("La coordination tranchera" in one for one in told)


async def test_a_file_in_dispute_bears_a_mark(full_evening: Session) -> None:
    async with whole_app(full_evening) as pilot:
        await keys(pilot, ",", "'marta", "enter")
        assert heading(pilot).startswith("Marta")
        assert "≠ référent" in pilot.app.screen.query_one(Header).middle
