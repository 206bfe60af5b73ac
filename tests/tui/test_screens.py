"""Spots and departure, played key by key."""

from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Static

from maraude.domain.spot import Position
from maraude.domain.tour import Member
from maraude.tui.app import MaraudeApp, Outcome
from maraude.tui.screens.ask import AskScreen
from maraude.tui.screens.spots import SpotsScreen
from maraude.tui.screens.start import StartScreen
from maraude.tui.widgets.field import Field
from maraude.tui.widgets.line_list import LineList
from tests.tui.places import HomeScreen, OpenPlace, UnlockedDoor
from tests.tui.seen import notices
from tests.tui.waiting import settled


def a_profile() -> tuple[MaraudeApp, OpenPlace]:
    door = UnlockedDoor()
    return MaraudeApp(door), door.place


async def opened(pilot: Pilot[Outcome], *keys: str) -> None:
    """Press keys once nothing is under way."""
    await settled(pilot)
    await pilot.press(*keys)
    await settled(pilot)


async def test_a_spot_is_found_by_its_first_letters_and_becomes_the_current_one() -> None:
    app, place = a_profile()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "semicolon", "slash", *"can", "enter")
        await opened(pilot)

        assert [row.name for row in place.spots.rows_held if row.is_current] == ["Canal St-Martin"]
        assert isinstance(app.screen, HomeScreen)


async def test_arrows_move_in_the_list_while_one_searches() -> None:
    app, _place = a_profile()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "semicolon", "slash", "down")

        assert app.screen.query_one(LineList).cursor == 1


async def test_escape_leaves_the_search_then_the_screen() -> None:
    app, _place = a_profile()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "semicolon", "slash", "escape")
        assert isinstance(app.screen, SpotsScreen)
        await opened(pilot, "escape")
        assert isinstance(app.screen, HomeScreen)


async def test_a_spot_is_added_with_its_position() -> None:
    app, place = a_profile()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "semicolon", "a", *"Stalingrad", "enter", *"48.884,2.365", "enter")
        await opened(pilot)

        added = place.spots.rows_held[-1]
        assert (added.name, added.position) == ("Stalingrad", Position(48.884, 2.365))
        assert isinstance(app.screen, SpotsScreen)


async def test_a_spot_may_have_no_position() -> None:
    app, place = a_profile()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "semicolon", "a", *"Pantin", "enter", "enter")
        await opened(pilot)

        assert place.spots.rows_held[-1].position is None


async def test_a_place_that_is_none_is_said_and_asked_again() -> None:
    app, place = a_profile()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot, "semicolon", "a", *"Pantin", "enter", *"nord", "enter")
        await opened(pilot)

        assert isinstance(app.screen, AskScreen)
        assert [field.text for field in app.screen.query(Field)] == ["Pantin", "nord"]
        assert notices(pilot) == ["Pas d'adresse « nord »."]
        assert len(place.spots.rows_held) == 2
        await opened(pilot, "enter", *(["backspace"] * 4), *"48.884,2.365", "enter")
        await opened(pilot)
        assert place.spots.rows_held[-1].position == Position(48.884, 2.365)


async def test_an_address_that_may_be_two_is_asked() -> None:
    app, place = a_profile()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "semicolon", "a", *"Gare", "enter", *"gare", "enter")
        await opened(pilot, "down", "enter")
        await opened(pilot)

        assert place.spots.rows_held[-1].position == Position(48.84, 2.37)


async def test_a_spot_without_name_is_refused_where_it_is_typed() -> None:
    app, place = a_profile()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "semicolon", "a", "enter", *"48.884,2.365", "enter")

        assert isinstance(app.screen, AskScreen)
        assert "Il faut un nom" in str(app.screen.query_one("#objection", Static).render())
        assert len(place.spots.rows_held) == 2


async def test_a_refusal_is_shown_and_the_screen_goes_on() -> None:
    app, place = a_profile()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot, "semicolon", "a", *"Canal", "space", *"St-Martin", "enter", "enter")
        await opened(pilot)

        assert notices(pilot) == ["Le lieu « Canal St-Martin » existe déjà."]
        assert len(place.spots.rows_held) == 2
        assert isinstance(app.screen, SpotsScreen)


async def test_a_file_is_imported_by_its_path() -> None:
    app, place = a_profile()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot, "semicolon", "i", *"~/lieux.csv", "enter")
        await opened(pilot)

        assert place.spots.imported == [Path.home() / "lieux.csv"]
        assert "3 lieux lus dans lieux.csv." in notices(pilot)


async def test_the_tour_starts_with_its_sector_and_members() -> None:
    app, place = a_profile()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "s")
        assert isinstance(app.screen, StartScreen)
        await pilot.press(*"Nord", "enter")
        app.screen.query_one("#members", Field).value = "Inès, Karim : infirmier, "
        await opened(pilot, "enter")
        await opened(pilot)

        assert place.started == [("Nord", (Member("Inès"), Member("Karim", "infirmier")))]
        assert isinstance(app.screen, HomeScreen)
