"""Whose two years are over, on the screen: a contact noted in time, and the rest erased."""

from datetime import timedelta

from maraude.tui.screens.confirm import ConfirmScreen
from maraude.tui.screens.endings import EndingsScreen
from maraude.tui.screens.person import PersonScreen
from maraude.usecases import find, tours
from maraude.usecases.session import Session
from tests.team import Clock
from tests.tui.evenings import current, note, shows
from tests.tui.seen import listed, said
from tests.tui.waiting import keys, settled, until
from tests.tui.whole import whole_app


def two_years_ago(session: Session, clock: Clock) -> None:
    """Let Marta have been met two years and some days ago, Idris some days less."""
    note(session, "h ,marta", "marta")
    tours.end(session, current(session))
    clock.pass_time(days=15)
    tours.start(session)
    note(session, "h ,idris", "idris")
    tours.end(session, current(session))
    clock.moment += timedelta(days=720)
    tours.start(session)


async def test_from_the_morning_a_contact_keeps_one_and_the_other_goes(
    session: Session, clock: Clock
) -> None:
    two_years_ago(session, clock)
    async with whole_app(session) as pilot:
        await keys(pilot, "a", "down", "down")
        assert "1 fiche à son terme, 1 dans les trente jours" in listed(pilot)[2]
        await keys(pilot, "enter")
        assert isinstance(pilot.app.screen, EndingsScreen)
        await settled(pilot)
        shown, detail = listed(pilot), said(pilot, "#detail")
        await keys(pilot, "down", "n", "'h", "enter", "a", "down", "down", "enter")
        await settled(pilot)
        left = listed(pilot)
        await keys(pilot, "t")
        assert isinstance(pilot.app.screen, ConfirmScreen)
        await keys(pilot, "escape")
        kept = find.people(session, "marta")
        await keys(pilot, "t", "enter")
        await until(pilot, lambda: not find.people(session, "marta"))
        await settled(pilot)
        empty = said(pilot, "#detail")

    assert [line.split()[2] for line in shown] == ["·", "Idris"]
    assert "fin le 23/11/2028" in shown[0]
    assert "rencontrée pour la dernière fois le 23/11/2026" in detail
    assert len(left) == 1
    assert len(kept) == 1
    assert "Aucune fiche n'arrive à son terme" in empty
    assert find.people(session, "idris") != ()


async def test_from_the_settings_a_file_is_one_enter_away(session: Session, clock: Clock) -> None:
    two_years_ago(session, clock)
    async with whole_app(session) as pilot:
        await keys(pilot, "r", *("down",) * 11, "enter")
        assert shows(pilot, EndingsScreen)
        await keys(pilot, "enter")
        assert shows(pilot, PersonScreen)


async def test_where_nobody_is_due_there_is_nothing_to_erase(session: Session) -> None:
    async with whole_app(session) as pilot:
        await keys(pilot, "r", *("down",) * 11, "enter", "t")
        assert isinstance(pilot.app.screen, EndingsScreen)
        assert "Aucune fiche" in said(pilot, "#detail")
