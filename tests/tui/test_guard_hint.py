"""The guard of free texts where they are typed: it says, it masks, it gives back, it lets be."""

from textual.widgets import TextArea

from maraude.domain.encounter import Encounter
from maraude.tui.widgets.entry import Line
from maraude.tui.widgets.field import Field
from maraude.tui.widgets.guard_hint import GuardHint
from maraude.usecases import find, notes, people, tours
from maraude.usecases.session import Session
from tests.tui.evenings import current, note
from tests.tui.seen import said
from tests.tui.waiting import keys
from tests.tui.whole import whole_app


async def test_la_ligne_says_masks_and_gives_back(session: Session) -> None:
    async with whole_app(session) as pilot:
        await keys(pilot, "n", "'s= /un vieux clochard")
        warned = said(pilot, "#words")
        await keys(pilot, "ctrl+n")
        line = pilot.app.screen.query_one(Line)
        masked, quiet = line.value, said(pilot, "#words")
        await keys(pilot, "ctrl+n")
        restored = line.value
        await keys(pilot, "ctrl+n", "enter")

    (entry,) = tours.entries(session, current(session))
    assert "« clochard » peut blesser" in warned
    assert "Ctrl+N" in warned
    assert (masked, restored) == ("s= /un vieux [masqué]", "s= /un vieux clochard")
    assert "Ctrl+N" not in quiet
    assert isinstance(entry.encounter, Encounter)
    assert entry.encounter.note == "un vieux [masqué]"


async def test_letters_that_spell_such_a_word_are_acts(session: Session) -> None:
    async with whole_app(session) as pilot:
        await keys(pilot, "n", "'sida")

        assert "Ctrl+N" not in said(pilot, "#words")


async def test_what_is_warned_of_is_saved_all_the_same(session: Session) -> None:
    async with whole_app(session) as pilot:
        await keys(pilot, "n", "'s= /agressif ce soir", "enter")

    (entry,) = tours.entries(session, current(session))
    assert isinstance(entry.encounter, Encounter)
    assert entry.encounter.note == "agressif ce soir"


async def test_a_form_says_and_masks(session: Session) -> None:
    note(session, "e ,momo", "momo")
    (momo,) = (found.person for found in find.people(session, "momo"))
    async with whole_app(session) as pilot:
        await keys(pilot, ",", "enter", "t", "'bon soir", "enter")
        hidden = not pilot.app.screen.query_one(GuardHint).display
        await keys(pilot, "shift+tab")
        pilot.app.screen.query_one(Field).value = "appeler le 06 39 98 12 34"
        await pilot.pause()
        hint = pilot.app.screen.query_one(GuardHint)
        shown = hint.display, str(hint.content)
        await keys(pilot, "ctrl+n", "enter", "enter")

    assert hidden
    assert shown[0]
    assert "06 39 98 12 34" in shown[1]
    assert [kept.text for kept in notes.of_person(session, momo.id)] == ["appeler le [téléphone]"]


async def test_a_telephone_is_at_home_in_the_identity_and_not_in_a_name(session: Session) -> None:
    note(session, "e ,momo", "momo")
    async with whole_app(session) as pilot:
        await keys(pilot, ",", "enter", "i", "o")
        first, *_others, phone = pilot.app.screen.query(Field)
        phone.value = "06 39 98 12 34"
        await pilot.pause()
        quiet = not pilot.app.screen.query_one(GuardHint).display
        first.value = "Mo 06 39 98 12 34"
        await pilot.pause()

        assert quiet
        assert pilot.app.screen.query_one(GuardHint).display
        await keys(pilot, "ctrl+n")
        assert (first.value, phone.value) == ("Mo [téléphone]", "06 39 98 12 34")
    (momo,) = (found.person for found in find.people(session, "momo"))
    assert people.identity(session, momo.id) is None


async def test_the_debrief_says_and_masks(session: Session) -> None:
    async with whole_app(session) as pilot:
        await keys(pilot, "t", "d", "'vu un ivrogne")
        hint, text = (pilot.app.screen.query_one(kind) for kind in (GuardHint, TextArea))
        shown = hint.display
        await keys(pilot, "ctrl+n")

        assert shown
        assert isinstance(text, TextArea)
        assert text.text == "vu un [masqué]"
        assert not hint.display
