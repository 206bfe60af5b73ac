"""The briefing, played key by key."""

from dataclasses import replace

import pytest

from maraude import i18n
from maraude.domain.encounter import Encounter, Given
from maraude.domain.tour import Member
from maraude.tui.screens.briefing import BriefingScreen
from maraude.tui.screens.person import PersonScreen
from maraude.tui.screens.start import StartScreen
from maraude.tui.screens.tonight import Tonight
from maraude.tui.widgets.entry import Line
from maraude.tui.widgets.field import Field
from maraude.usecases import (
    follow_ups,
    tours,
)
from maraude.usecases.session import Session
from tests.team import Clock
from tests.tui.evenings import current, shows
from tests.tui.seen import listed, notices, said, under_cursor
from tests.tui.waiting import keys
from tests.tui.whole import opened


async def test_before_leaving_the_briefing_stands_first(before_leaving: Session) -> None:
    async with opened(before_leaving) as pilot:
        lines = listed(pilot)

    assert lines[:5] == [
        "> DÉPART      Entrée : partir. La dernière fois : Nord · Inès, Karim",
        "ALERTES     !  Momo                  plaie (hier, Nord)",
        "À REVOIR    Anna                     accès aux droits, papiers · vu hier",
        "TRANSMIS    Nord                     « pas de distribution jeudi »",
        "VUS         Nord, hier               2 rencontres · 2 personnes · 2 fiches",
    ]


async def test_what_the_opening_has_to_say_is_said_once(before_leaving: Session) -> None:
    async with opened(replace(before_leaving, notice="Une sauvegarde est reprise.")) as pilot:
        assert shows(pilot, BriefingScreen)
        await keys(pilot, "escape")
        assert shows(pilot, Tonight)
        await keys(pilot, "b", "escape")

        assert notices(pilot) == ["Une sauvegarde est reprise."]


async def test_once_the_team_is_out_the_evening_stands_first(on_tour: Session) -> None:
    async with opened(on_tour) as pilot:
        assert shows(pilot, Tonight)
        await keys(pilot, "b")
        assert listed(pilot)[0].startswith("> ALERTES")


async def test_enter_leaves_with_the_sector_and_the_crew_of_last_time(
    before_leaving: Session,
) -> None:
    async with opened(before_leaving) as pilot:
        await keys(pilot, "enter")
        assert shows(pilot, StartScreen)
        fields = [field.value for field in pilot.app.screen.query(Field)]
        await keys(pilot, "enter", "enter")
        assert shows(pilot, Tonight)

    assert fields == ["Nord", "Inès:driver, Karim"]
    tour = current(before_leaving)
    assert (tour.sector, tour.members) == ("Nord", (Member("Inès", "driver"), Member("Karim")))


async def test_from_the_briefing_a_known_man_takes_six_keys_more(on_tour: Session) -> None:
    pressed = ["b", "n", "s", "=", "x", "=", "enter"]
    async with opened(on_tour) as pilot:
        await keys(pilot, *pressed[:2])
        line = pilot.app.screen.query_one(Line).value
        await keys(pilot, *pressed[2:])

    (entry,) = tours.entries(on_tour, current(on_tour))
    assert line == ",Momo "
    assert len(pressed) <= 8
    assert isinstance(entry.encounter, Encounter)
    assert entry.encounter.given == (Given("SOU", 1), Given("CHA", 1))
    assert len(entry.encounter.people.persons) == 1


async def test_enter_on_a_person_opens_their_file_and_escape_comes_back(
    before_leaving: Session,
) -> None:
    async with opened(before_leaving) as pilot:
        await keys(pilot, "down", "enter")
        assert shows(pilot, PersonScreen)


async def test_the_whole_of_a_line_stands_below(before_leaving: Session) -> None:
    async with opened(before_leaving) as pilot:
        await keys(pilot, "down")
        assert said(pilot, "#detail") == "plaie\nDepuis lundi 23 nov., 22:10 · Nord : Inès, Karim"


async def test_what_is_overdue_is_put_on_tonight_and_taken_back(
    before_leaving: Session, clock: Clock
) -> None:
    clock.pass_time(days=1)
    async with opened(before_leaving) as pilot:
        await keys(pilot, "down", "down")
        assert "prévu mardi 24" in under_cursor(pilot)
        await keys(pilot, "v")
        assert [one.due for one in follow_ups.due(before_leaving, before_leaving.evening)]
        await keys(pilot, "ctrl+z")

    assert follow_ups.due(before_leaving, before_leaving.evening) == ()


async def test_the_first_line_alone_leaves(before_leaving: Session) -> None:
    async with opened(before_leaving) as pilot:
        await keys(pilot, "end", "enter", "v", "n")
        assert shows(pilot, BriefingScreen)
        await keys(pilot, "escape")
        assert shows(pilot, Tonight)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
async def test_every_line_of_the_briefing_fits(before_leaving: Session, language: str) -> None:
    i18n.use(language)
    async with opened(before_leaving) as pilot:
        lines = listed(pilot)

    assert [line for line in lines if line.endswith("…")] == []
