"""The quarter-hour gap on its screen."""

from dataclasses import replace

from maraude.directory.hours import read
from maraude.directory.importers.batch import Batch
from maraude.tui.screens.ask import AskScreen
from maraude.tui.screens.gap import GapScreen
from maraude.usecases.session import Session
from tests.directory.services import SERVICE, TODAY
from tests.tui.evenings import note
from tests.tui.seen import heading, listed, said, text
from tests.tui.waiting import keys, settled
from tests.tui.whole import whole_app


def asked_for_a_shower(session: Session, times: int) -> None:
    closed = replace(SERVICE, hours=read("08:00-18:00"))
    batch = Batch("essai", "Les Lucioles", 1, (closed,), ())
    session.services.replace(batch, TODAY, session.profile.zone)
    for _ in range(times):
        note(session, "w")


async def test_it_is_one_key_away_from_the_morning_and_from_the_debrief(session: Session) -> None:
    asked_for_a_shower(session, 6)
    async with whole_app(session) as pilot:
        for place in ("a", "t"):
            await keys(pilot, place, "q")
            assert isinstance(pilot.app.screen, GapScreen)
            await settled(pilot)
            shown, title = listed(pilot), heading(pilot)
            await keys(pilot, "escape", "escape")

    assert title == "Le quart d'heure, du 27/10/2026 au 23/11/2026"
    assert shown[0] == "> 6 rencontres lues ; demandes sans lieu connu : 0."
    assert shown[2].split() == ["toutes", "les", "demandes", "6", "0", "0", "6"]
    assert shown[4].split() == ["hygiène", "6", "0", "0", "6"]


async def test_few_encounters_are_hidden(session: Session) -> None:
    asked_for_a_shower(session, 3)
    async with whole_app(session) as pilot:
        await keys(pilot, "a", "q")
        await settled(pilot)
        shown = "\n".join(listed(pilot))

    assert "< 5" in shown
    assert " 3 " not in shown.replace("3 rencontres", "")


async def test_the_definition_stands_below_and_whole_at_the_end(session: Session) -> None:
    asked_for_a_shower(session, 1)
    async with whole_app(session) as pilot:
        await keys(pilot, "a", "q")
        await keys(pilot, "end")
        end, short = " ".join(listed(pilot)), said(pilot, "#definition")

    assert "à 15 min à pied" in short
    assert "n'est jamais compté comme ouvert" in end
    assert end.endswith("Les Lucioles")


async def test_other_evenings_are_chosen_and_wrong_ones_refused(session: Session) -> None:
    asked_for_a_shower(session, 6)
    async with whole_app(session) as pilot:
        await keys(pilot, "a", "q")
        await keys(pilot, "d")
        assert isinstance(pilot.app.screen, AskScreen)
        await keys(pilot, "enter", "ctrl+u", "'hier", "enter")
        refused = text(pilot)
        await keys(pilot, "ctrl+u", "'2026-11-22", "enter")
        await settled(pilot)
        shown, title = listed(pilot), heading(pilot)

    assert "Une soirée s'écrit 2026-11-23." in refused
    assert title == "Le quart d'heure, du 27/10/2026 au 22/11/2026"
    assert shown[0] == "> 0 rencontre lue ; demandes sans lieu connu : 0."
    assert "Aucune demande ces soirées-là : rien n'est resté ouvert." in shown
