from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from textual.pilot import Pilot
from textual.screen import Screen

from maraude.domain.encounter import Encounter, People
from maraude.domain.entry import Entry
from maraude.domain.kept_line import KeptLine
from maraude.store import persons
from maraude.tui.app import MaraudeApp, Outcome
from maraude.tui.screens.pick import Pick
from maraude.tui.screens.tonight import Tonight
from maraude.tui.widgets.board import Board
from maraude.tui.widgets.entry import EntryPanel, Line
from maraude.tui.workplace import SessionWorkplace
from maraude.usecases import drafts, tours
from maraude.usecases.session import Session
from tests.team import Clock
from tests.tui.doors import OpenDoor
from tests.tui.seen import said
from tests.tui.waiting import named, settled, shown


class EveningDoor(OpenDoor):
    """A door behind which there is nothing but the evening."""

    def unlock(self, passphrase: str) -> SessionWorkplace:
        return _OnlyTonight(self._session)


class _OnlyTonight(SessionWorkplace):
    @property
    def modes(self) -> Mapping[str, Callable[[], Screen[Any]]]:
        return {"tonight": self._tonight}


@asynccontextmanager
async def tonight(session: Session) -> AsyncIterator[Pilot[Outcome]]:
    app = MaraudeApp(EveningDoor(session))
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, Tonight)
        yield pilot


async def type_line(pilot: Pilot[Outcome], line: str, *keys: str) -> None:
    """Type a line key by key, then press ``keys``, then wait for what they started."""
    await pilot.press(*map(named, line), *keys)
    await settled(pilot)


def entries(session: Session) -> tuple[Entry, ...]:
    tour = tours.current(session)
    assert tour is not None
    return tours.entries(session, tour)


def encounter(session: Session) -> Encounter:
    (entry,) = entries(session)
    assert isinstance(entry.encounter, Encounter)
    return entry.encounter


async def test_nine_keys_keep_the_target_encounter(session: Session) -> None:
    async with tonight(session) as pilot:
        await type_line(pilot, "néhc=u-r", "enter")
        news = said(pilot, "#news")

    assert encounter(session).people == People(unknown=2)
    assert news == "Enregistré · Ctrl+Z annule"


async def test_the_words_follow_the_line(session: Session) -> None:
    async with tonight(session) as pilot:
        await type_line(pilot, "néh")
        before = said(pilot, "#words")
        await type_line(pilot, "u-")
        after = said(pilot, "#words")

    assert before.splitlines() == ["2 personnes", "Demande : hébergement"]
    assert after.splitlines()[-1] == "115 : pas de place"


async def test_the_draft_is_on_disk_at_each_key(session: Session) -> None:
    async with tonight(session) as pilot:
        await type_line(pilot, "n2s=")
        kept = drafts.read(session)
        told = said(pilot, "#kept")

    assert kept is not None
    assert kept.line == "2s="
    assert told == "brouillon gardé"


async def test_a_kept_draft_opens_with_the_screen_and_keeps_its_time(
    session: Session, clock: Clock
) -> None:
    opened_at = clock()
    drafts.keep(session, KeptLine("2s=", opened_at)).result()
    clock.pass_time(minutes=30)
    async with tonight(session) as pilot:
        line = pilot.app.screen.query_one(Line).value
        await pilot.press("enter")
        await settled(pilot)

    assert line == "2s="
    assert encounter(session).at == opened_at
    assert drafts.read(session) is None


async def test_escape_loses_nothing(session: Session) -> None:
    async with tonight(session) as pilot:
        await type_line(pilot, "n2s=", "escape")
        closed = pilot.app.screen.query_one(EntryPanel).is_open
        await pilot.press("n")
        line = pilot.app.screen.query_one(Line).value

    assert not closed
    assert line == "2s="
    assert entries(session) == ()


async def test_what_is_not_understood_is_kept_as_note_by_a_second_enter(session: Session) -> None:
    async with tonight(session) as pilot:
        await type_line(pilot, "nh%", "enter")
        after_one = entries(session)
        await pilot.press("enter")
        await settled(pilot)

    assert after_one == ()
    assert encounter(session).note == "%"


async def test_an_unknown_alert_is_not_kept_by_a_second_enter(session: Session) -> None:
    async with tonight(session) as pilot:
        await type_line(pilot, "ns= !plx", "enter", "enter")

    assert entries(session) == ()


async def test_ctrl_z_takes_the_encounter_back(session: Session) -> None:
    async with tonight(session) as pilot:
        await type_line(pilot, "ns=", "enter")
        await pilot.press("ctrl+z")
        await settled(pilot)
        news = said(pilot, "#news")

    assert entries(session) == ()
    assert news == "Annulé : ce qui a été noté à 22:10."


async def test_a_new_file_is_made_only_when_chosen_and_says_who_was_told(session: Session) -> None:
    async with tonight(session) as pilot:
        await type_line(pilot, "ns= ,momo", "enter")
        asked = isinstance(pilot.app.screen, Pick)
        before = persons.starting_with(session.store.reader, "momo")
        await pilot.press("+")
        await pilot.pause()
        await pilot.press("o")
        await pilot.pause()
        await settled(pilot)

    (momo,) = persons.starting_with(session.store.reader, "momo")
    assert asked
    assert before == ()
    assert (momo.called, momo.informed) == ("Momo", "yes")
    assert encounter(session).people.persons == (momo.id,)


async def test_enter_on_a_row_reopens_it_and_saving_corrects_it(session: Session) -> None:
    async with tonight(session) as pilot:
        await type_line(pilot, "n2s=", "enter")
        first = encounter(session)
        await pilot.press("enter")
        line = pilot.app.screen.query_one(Line).value
        await type_line(pilot, "h", "enter")
        news = said(pilot, "#news")

    assert line == "2s= "
    assert encounter(session).id == first.id
    assert [need.code for need in encounter(session).needs] == ["HEB"]
    assert news == "Correction enregistrée · Ctrl+Z annule"


async def test_an_open_call_is_answered_in_two_keys(session: Session, clock: Clock) -> None:
    async with tonight(session) as pilot:
        await type_line(pilot, "nhu", "enter")
        clock.pass_time(minutes=25)
        await pilot.press("u")
        await pilot.pause()
        await pilot.press("minus")
        await pilot.pause()
        await settled(pilot)

    (entry,) = entries(session)
    (call,) = entry.referrals
    assert (call.result, call.waited) == ("NPA", 25)


async def test_the_board_writes_the_line(session: Session) -> None:
    async with tonight(session) as pilot:
        await pilot.press("n", "down", "space")
        first = pilot.app.screen.query_one(Line).value
        await pilot.press("space")
        second = pilot.app.screen.query_one(Line).value
        focused = pilot.app.screen.query_one(Board).has_focus
        await pilot.press("h")
        typed = pilot.app.screen.query_one(Line).value

    assert (first, second, typed) == ("a", "a=", "a=h")
    assert focused


async def test_the_same_people_at_the_same_place_are_hinted_at_not_blocked(
    session: Session, clock: Clock
) -> None:
    async with tonight(session) as pilot:
        await type_line(pilot, "n2s=", "enter")
        clock.pass_time(minutes=4)
        await type_line(pilot, "n2h")
        words = said(pilot, "#words")
        await pilot.press("enter")
        await settled(pilot)

    assert "déjà noté à 22:10 ?" in words
    assert len(entries(session)) == 2


async def test_a_safety_note_asks_whom_it_is_about(session: Session) -> None:
    async with tonight(session) as pilot:
        for name in ("marta", "sam"):
            await type_line(pilot, f"ne ,{name}", "enter")
            await pilot.press("+")
            await pilot.pause()
            await pilot.press("o")
            await pilot.pause()
            await settled(pilot)
        await type_line(pilot, "n2h ,marta ,sam !vio", "enter")
        asked = isinstance(pilot.app.screen, Pick)
        await pilot.press("down", "enter")
        await pilot.pause()
        await settled(pilot)

    (sam,) = persons.starting_with(session.store.reader, "sam")
    entry = entries(session)[0]
    assert asked
    assert [note.person for note in entry.safety_notes] == [sam.id]
    assert isinstance(entry.encounter, Encounter)
    assert entry.encounter.alerts == ()
