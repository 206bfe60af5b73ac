from maraude.domain.person import Person
from maraude.store.records import select
from maraude.usecases import conflicts, notes
from maraude.usecases.session import Session
from tests.tui.whole import heading, keys, listed, said, whole_app


def marta(session: Session) -> Person:
    (found,) = select(session.store.reader, Person, "called = 'Marta'")
    return found


async def test_a_value_is_chosen_in_three_keys(full_evening: Session) -> None:
    async with whole_app(full_evening) as pilot:
        await keys(pilot, "g")
        shown = listed(pilot)
        every = said(pilot, "#detail")
        await keys(pilot, "enter", "2")
        after = said(pilot, "#detail")

    assert "Marta" in shown[0]
    assert "Karim ≠ Lou" in shown[0]
    assert "Lou · ines" in every
    assert marta(full_evening).referent == "Lou"
    assert after == "Aucun désaccord : chacun a écrit la même chose."


async def test_another_text_or_all_of_them_as_a_note(full_evening: Session) -> None:
    async with whole_app(full_evening) as pilot:
        await keys(pilot, "g", "enter", "n")

    (note,) = notes.of_person(full_evening, marta(full_evening).id)
    assert "Karim" in note.text
    assert "Lou" in note.text
    assert conflicts.listed(full_evening) == ()


async def test_a_file_in_dispute_bears_a_mark(full_evening: Session) -> None:
    async with whole_app(full_evening) as pilot:
        await keys(pilot, ",", "'marta", "enter")
        assert heading(pilot).startswith("Marta")
        assert "≠ référent" in pilot.app.screen.query_one("Header").middle  # type: ignore[attr-defined]  # our Header
