"""The veil: what it hides, what it lets through, and how it is lifted."""

import inspect
from pathlib import Path

import pytest
from textual import work
from textual.pilot import Pilot
from textual.widgets import Static

from maraude.tui.absence import Absence, Limits
from maraude.tui.app import MaraudeApp, Outcome
from maraude.tui.screens.confirm import ConfirmScreen
from maraude.tui.screens.emergency import EmergencyScreen
from maraude.tui.screens.spots import SpotsScreen
from maraude.tui.screens.veil import VeilScreen
from maraude.tui.widgets.field import Field
from tests.tui.places import HomeScreen, OpenPlace, UnlockedDoor
from tests.tui.seen import text
from tests.tui.test_absence import MINUTE, Clocks
from tests.tui.waiting import settled, shown, until

PIN = "4712"


class Played(MaraudeApp):
    """The application before a place, whose clocks the test sets."""

    CSS_PATH = str(Path(inspect.getfile(MaraudeApp)).with_name("app.tcss"))

    def __init__(self, place: OpenPlace) -> None:
        self.clocks = Clocks()
        self.asked: list[bool] = []
        super().__init__(UnlockedDoor(place), limits=Limits(), absence=Absence(self.clocks))

    @work
    async def ask(self) -> None:
        """Ask something, as a long job does at its end."""
        self.asked.append(await self.push_screen_wait(ConfirmScreen("Marta ?")))


def on_tour(**place: object) -> Played:
    return Played(OpenPlace(pin=PIN, **place))  # type: ignore[arg-type]


async def away(pilot: Pilot[Outcome], app: Played, minutes: float, *, asleep: bool = False) -> None:
    """Be away, and have the application look, as it does each second."""
    (app.clocks.sleep if asleep else app.clocks.wait)(minutes * MINUTE)
    app._look()
    await pilot.pause()


async def pin(pilot: Pilot[Outcome], typed: str) -> None:
    pilot.app.screen.query_one(Field).value = typed
    await pilot.press("enter")
    await settled(pilot)


async def test_five_minutes_veil_all_there_was_and_a_short_code_brings_it_back() -> None:
    app = on_tour()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        await pilot.press("semicolon")
        app.notify("Marta est là", timeout=600)
        await pilot.pause()
        assert "Marta" in text(pilot)
        for _minute in range(5):
            app.clocks.wait(MINUTE)
            app._look()
        await pilot.pause()

        assert isinstance(app.screen, VeilScreen)
        assert "Marta" not in text(pilot)
        await pin(pilot, PIN)
        assert isinstance(app.screen, SpotsScreen)
        assert "Marta" in text(pilot)


async def test_the_azerty_row_types_the_code_without_shift() -> None:
    from maraude.usecases.pin import checked

    assert checked("'è&é") == "4712"


async def test_three_wrong_codes_lock() -> None:
    app = on_tour()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await away(pilot, app, 6)
        for wrong in ("1", "2"):
            await pin(pilot, wrong)
            assert isinstance(app.screen, VeilScreen)
        assert "Encore un essai" in text(pilot)
        await pin(pilot, "3")

    assert app.return_value is Outcome.LOCK


async def test_a_right_code_gives_three_tries_again() -> None:
    app = on_tour()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for wrong in ("1", "2", "3", "4"):
            await away(pilot, app, 6)
            await pin(pilot, wrong)
            await pin(pilot, PIN)
            assert isinstance(app.screen, HomeScreen)

    assert app.return_value is None


async def test_a_code_that_comes_too_late_finds_the_lock() -> None:
    app = on_tour()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await away(pilot, app, 6)
        app.clocks.wait(40 * MINUTE)
        await pilot.press("enter")

    assert app.return_value is Outcome.LOCK


async def test_keys_on_the_veil_do_not_put_the_lock_off() -> None:
    app = on_tour()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await away(pilot, app, 6)
        for _minute in range(39):
            app.clocks.wait(MINUTE)
            await pilot.press("1")
            if app.return_value:
                break

    assert app.return_value is Outcome.LOCK


async def test_the_tour_that_ends_under_the_veil_leaves_fifteen_minutes() -> None:
    place = OpenPlace(pin=PIN)
    app = Played(place)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await away(pilot, app, 16)
        assert isinstance(app.screen, VeilScreen)
        place.out = False
        await away(pilot, app, 0.1)

    assert app.return_value is Outcome.LOCK


async def test_the_lid_closed_for_a_minute_veils_on_tour_before_a_key_shows_anything() -> None:
    app = on_tour()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.clocks.sleep(MINUTE)
        await pilot.press("semicolon")
        await pilot.pause()

        assert isinstance(app.screen, VeilScreen)
        assert app.screen.query_one(Field).value == ""
        await pin(pilot, PIN)
        assert isinstance(app.screen, HomeScreen)


async def test_the_lid_closed_locks_at_the_base() -> None:
    app = on_tour(out=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await away(pilot, app, 1, asleep=True)

    assert app.return_value is Outcome.LOCK


@pytest.mark.parametrize("minutes", [5, 50])
async def test_without_a_code_an_absence_locks_and_that_is_kept(minutes: float) -> None:
    place = OpenPlace()
    app = Played(place)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await away(pilot, app, minutes)

    assert app.return_value is Outcome.LOCK
    assert place.unattended


async def test_the_veil_lets_the_emergency_card_through_without_the_place() -> None:
    app = on_tour()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await away(pilot, app, 6)
        await pilot.press("1", "exclamation_mark")
        await settled(pilot)

        assert isinstance(app.screen, EmergencyScreen)
        assert "01 99 00 12 34" in text(pilot)
        assert "Marta" not in text(pilot)
        await pilot.press("escape")
        assert isinstance(app.screen, VeilScreen)


@pytest.mark.parametrize("key", ["ctrl+p", "question_mark", "f1", "ctrl+s", "escape", "ctrl+c"])
async def test_no_other_key_passes_the_veil(key: str) -> None:
    app = on_tour()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        await away(pilot, app, 6)
        await pilot.press(key)
        await pilot.pause()

        assert isinstance(app.screen, VeilScreen)
        assert "Marta" not in text(pilot)


async def test_what_comes_meanwhile_waits_behind_the_veil() -> None:
    app = on_tour()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        await away(pilot, app, 6)
        app.ask()
        app.notify("Marta est arrivée", timeout=600)
        app.switch_mode("spots")
        for _moment in range(3):
            await pilot.pause()
        assert isinstance(app.screen, VeilScreen)
        assert "Marta" not in text(pilot)
        pilot.app.screen.query_one(Field).value = PIN
        await pilot.press("enter")
        await shown(pilot, SpotsScreen)
        await until(pilot, lambda: "Marta est arrivée" in text(pilot))
        await app.switch_mode("tonight")
        await pilot.pause()
        assert isinstance(app.screen, ConfirmScreen)
        await pilot.press("enter")
        await settled(pilot)

    assert app.asked == [True]


async def test_control_l_locks_under_the_veil_too() -> None:
    app = on_tour()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await away(pilot, app, 6)
        await pilot.press("ctrl+l")

    assert app.return_value is Outcome.LOCK


async def test_the_veil_says_nothing_of_the_profile() -> None:
    app = on_tour(hostile="Momo")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await away(pilot, app, 6)
        said = "\n".join(str(one.render()) for one in app.screen.query(Static))

        assert "Code court" in said
        assert "Momo" not in text(pilot)
