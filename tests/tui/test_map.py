"""The map over what is near and over the tour, driven by keys."""

import gc
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from maraude.directory.hours import read
from maraude.directory.importers.batch import Batch
from maraude.tui.app import Outcome
from maraude.tui.screens.map import MapScreen
from maraude.tui.screens.nearby import NearbyScreen
from maraude.tui.screens.tonight import Tonight
from maraude.tui.widgets.street_map import StreetMap
from maraude.usecases import log, spots, tours
from maraude.usecases.session import Session
from tests.directory.services import SERVICE, TODAY
from tests.directory.town import at, grid
from tests.tui.seen import heading, listed, said
from tests.tui.waiting import keys, settled
from tests.tui.whole import whole_app

HALT = replace(SERVICE, category="night_stop", hours=read("Mo-Su 20:00-07:00"))
PLACES = {"Halte Jeanne": at(120, 120), "Halte des Lilas": at(-300, -10), "Valmy": at(0, 700)}


@pytest.fixture(autouse=True)
def directory(session: Session) -> None:
    services = tuple(
        replace(HALT, id=f"essai:{n}", source_id=f"{n}", name=name, position=place)
        for n, (name, place) in enumerate(PLACES.items())
    )
    batch = Batch("essai", "Les Lucioles", len(services), services, ())
    session.services.replace(batch, TODAY, session.profile.zone, confirmed=True)
    tour = tours.current(session)
    assert tour is not None
    log.save(session, log.read(session, tour, "h", at=session.now()))


def drawn(pilot: Pilot[Outcome]) -> list[str]:
    """Give the lines of the map in front."""
    shown = pilot.app.screen.query_one(StreetMap)
    return ["".join(text for text, _ink in row) for row in shown._rows]


def seen(pilot: Pilot[Outcome]) -> str:
    return "".join(drawn(pilot))


def at_cursor(pilot: Pilot[Outcome]) -> str:
    return next(line for line in listed(pilot) if line.startswith(">"))


def has_streets(pilot: Pilot[Outcome]) -> bool:
    return any("⠀" < sign <= "⣿" for sign in seen(pilot))


async def test_the_numbers_of_the_list_are_on_the_map_and_said_in_words(session: Session) -> None:
    session.services.streets.save(grid())
    async with whole_app(session) as pilot:
        await keys(pilot, "p", "m")

        assert isinstance(pilot.app.screen, MapScreen)
        assert heading(pilot) == "La carte : hébergement"
        assert listed(pilot) == [
            "> 1 · Halte Jeanne, 3 min au nord-est",
            "2 · Halte des Lilas, 4 min à l'ouest",
            "3 · Valmy, 9 min au nord",
        ]
        assert all(label in seen(pilot) for label in ("@", "[1]", " 2 ", " 3 "))
        assert has_streets(pilot)
        assert said(pilot, "#about") == "Minutes par les rues. Ville fictive"
        assert " m · @ vous êtes ici" in said(pilot, "#scale")


async def test_without_streets_the_services_are_shown_and_how_to_have_streets(
    session: Session,
) -> None:
    async with whole_app(session) as pilot:
        await keys(pilot, "p", "m")

        assert all(label in seen(pilot) for label in ("@", "[1]", " 2 ", " 3 "))
        assert not has_streets(pilot)
        assert "directory graph build" in said(pilot, "#about")
        assert listed(pilot)[0] == "> 1 · Halte Jeanne, 2–3 min au nord-est"


async def test_the_chosen_place_is_in_brackets_and_brought_into_view(session: Session) -> None:
    async with whole_app(session) as pilot:
        await keys(pilot, "p", "m", "down")
        second = seen(pilot)
        await keys(pilot, "+", "+", "+", "+", "end")
        third = seen(pilot)

        assert "[2]" in second
        assert " 1 " in second
        assert "[3]" in third
        assert "@" not in third


async def test_what_is_chosen_on_the_map_is_chosen_in_the_list(session: Session) -> None:
    async with whole_app(session) as pilot:
        await keys(pilot, "p", "down", "m")
        started_at = listed(pilot)
        await keys(pilot, "down", "enter")

        assert started_at[1].startswith("> 2")
        assert isinstance(pilot.app.screen, NearbyScreen)
        assert "Valmy" in at_cursor(pilot)
        await keys(pilot, "m", "up", "escape")
        assert "Valmy" in at_cursor(pilot)


async def test_the_map_is_moved_and_zoomed_by_keys(session: Session) -> None:
    async with whole_app(session) as pilot:
        await keys(pilot, "p", "m", "tab")
        shown = pilot.app.screen.query_one(StreetMap)
        first = shown.view
        assert first is not None
        await keys(pilot, "right", "down")
        moved = shown.view
        assert moved is not None
        await keys(pilot, "left", "up", "+")
        nearer = shown.view
        assert nearer is not None
        await keys(pilot, "-", "-")
        further = shown.view
        assert further is not None
        await keys(pilot, "0")

        assert moved.centre.lon > first.centre.lon
        assert moved.centre.lat < first.centre.lat
        assert nearer.centre.lat == pytest.approx(first.centre.lat)
        assert nearer.centre.lon == pytest.approx(first.centre.lon)
        assert nearer.metres < first.metres < further.metres
        assert shown.view == first
        assert listed(pilot)[0].startswith("> 1")


async def test_on_a_wide_terminal_the_words_stand_beside_the_map(session: Session) -> None:
    async with whole_app(session) as pilot:
        await keys(pilot, "p", "m")
        below = pilot.app.screen.query_one("#places").region
        await pilot.resize_terminal(160, 40)
        await keys(pilot, "+")
        beside = pilot.app.screen.query_one("#places").region
        shown = pilot.app.screen.query_one(StreetMap).region

        assert (below.x, below.width) == (0, 80)
        assert (beside.x, shown.width) == (112, 112)
        assert {len(line) for line in drawn(pilot)} == {112}
        assert len(drawn(pilot)) == shown.height > 25


async def test_what_is_drawn_in_place_of_another_leaves_nothing_behind(session: Session) -> None:
    async with whole_app(session) as pilot:
        await keys(pilot, "p", "m")
        shown = pilot.app.screen.query_one(StreetMap)
        for _time in range(3):
            shown._draw()
        await settled(pilot)
        gc.collect()

        assert len(drawn(pilot)) == shown.size.height


async def test_the_map_of_the_tour_shows_its_spots(session: Session) -> None:
    tour = tours.current(session)
    assert tour is not None
    log.save(session, log.read(session, tour, "e ;gare", at=session.now()))
    canal = next(found for found in spots.find(session, "canal"))
    spots.go(session, tour, canal.spot.id)
    async with whole_app(session) as pilot:
        await keys(pilot, "v")

        assert heading(pilot).startswith("La maraude · lundi 23 nov")
        assert listed(pilot) == [
            "> 1 · Canal St-Martin, ici",
            "2 · Gare de l'Est, 15–19 min au nord",
        ]
        assert "@" in seen(pilot)
        await keys(pilot, "down", "enter")
        assert isinstance(pilot.app.screen, Tonight)
