"""The stock, played key by key."""

from maraude.domain.encounter import Given
from maraude.tui.screens.briefing import BriefingScreen
from maraude.tui.screens.debrief import DebriefScreen
from maraude.tui.screens.stock import StockScreen
from maraude.usecases import (
    stock,
)
from maraude.usecases.session import Session
from tests.tui.evenings import current, note, shows
from tests.tui.seen import listed
from tests.tui.waiting import keys
from tests.tui.whole import opened


async def test_a_number_is_typed_where_the_cursor_is_and_kept_on_moving_on(
    before_leaving: Session,
) -> None:
    async with opened(before_leaving) as pilot:
        await keys(pilot, "k", "1", "2", "down", "é", "à", "enter", "7", "escape")
        assert shows(pilot, BriefingScreen)

    assert stock.loaded_before(before_leaving) == (
        Given("BOI", 12),
        Given("SOU", 20),
        Given("REP", 7),
    )


async def test_the_stock_of_last_time_takes_one_key(before_leaving: Session) -> None:
    async with opened(before_leaving) as pilot:
        await keys(pilot, "k", "l")

    assert stock.loaded_before(before_leaving) == (Given("SOU", 20),)


async def test_what_came_back_is_counted_and_differences_are_shown(on_tour: Session) -> None:
    stock.load(on_tour, current(on_tour), "SOU", 20)
    note(on_tour, "3s=")
    async with opened(on_tour) as pilot:
        await keys(pilot, "t", "k", "r")
        as_expected = listed(pilot)[1].split()
        await keys(pilot, "down", "1", "5", "enter")
        with_difference = listed(pilot)[1].split()
        await keys(pilot, "escape")
        assert shows(pilot, DebriefScreen)
        assert listed(pilot)[-1] == "STOCK       compté ; écart : soupe -2"

    assert as_expected == ["soupe", "20", "3", "17", "17"]
    assert with_difference == ["soupe", "20", "3", "17", "15", "-2"]


async def test_a_number_is_erased_with_backspace(on_tour: Session) -> None:
    stock.load(on_tour, current(on_tour), "BOI", 20)
    async with opened(on_tour) as pilot:
        await keys(pilot, "k", "backspace", "down", "4", "backspace", "5", "down")

    assert current(on_tour).stock_out == (Given("SOU", 5),)


async def test_the_arrows_and_tab_change_the_column(on_tour: Session) -> None:
    async with opened(on_tour) as pilot:
        await keys(pilot, "k", "right", "3", "left", "8", "tab", "down", "2", "enter")
        assert shows(pilot, StockScreen)

    tour = current(on_tour)
    assert tour.stock_out == (Given("BOI", 8),)
    assert tour.stock_in == (Given("BOI", 3), Given("SOU", 2))
