"""The settings, played key by key."""

import re
import shutil

from textual import events
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from maraude import i18n, paths, preferences
from maraude.tui.app import MaraudeApp, Outcome
from maraude.tui.screens.ask import AskScreen
from maraude.tui.screens.settings import SettingsScreen
from maraude.tui.screens.tonight import Tonight
from maraude.tui.screens.zones import ZonesScreen
from maraude.tui.widgets.entry import Line
from maraude.usecases.session import Session
from tests.tui.places import UnlockedDoor
from tests.tui.seen import notices, text
from tests.tui.waiting import settled, shown, until
from tests.tui.ways import Way, arrived, press, typed


def way(*steps: tuple[str, ...]) -> Way:
    return Way("the settings", SettingsScreen, (("r",), *steps))


async def go_on(pilot: Pilot[Outcome], *steps: tuple[str, ...]) -> str:
    """Press keys, each step over before the next, and read the screen."""
    for step in steps:
        await press(pilot, step)
        await settled(pilot)
    return text(pilot)


ENGLISH = (("enter",), ("down", "enter"))


async def test_another_language_holds_at_once_on_the_screen_and_on_those_behind(
    session: Session,
) -> None:
    async with arrived(session, way(*ENGLISH)) as pilot:
        here = text(pilot)
        behind = await go_on(pilot, ("escape",))

    assert "Walking speed" in here
    assert "Enter change  Esc back" in here
    assert "Language: English · saved" in here
    assert "Monday 23 Nov." in behind
    assert "n record" in behind


async def test_a_line_put_aside_opens_with_the_letters_of_the_new_language(
    session: Session,
) -> None:
    draft = (("n",), typed("2hc=d-"), ("escape",), ("r",))
    async with arrived(session, Way("", SettingsScreen, (*draft, *ENGLISH))) as pilot:
        await go_on(pilot, ("escape",))
        await shown(pilot, Tonight)
        line = pilot.app.screen.query_one(Line).value
        seen = text(pilot)

    assert line == "2hb=g-"
    assert "Given: blanket ×2" in seen
    assert "Not available: sleeping bag" in seen
    assert re.search("b blanket +=", seen)


async def test_another_theme_holds_at_once_and_at_the_next_start(session: Session) -> None:
    theme = (("down",), ("enter",), ("down", "enter"))
    async with arrived(session, way(*theme)) as pilot:
        now = pilot.app.theme
        seen = text(pilot)

    assert now == "day"
    assert "Couleurs                        jour, noir sur blanc" in seen
    assert preferences.read(paths.preferences(session.store.home)).theme == "day"


async def test_a_time_zone_is_found_by_its_city_and_moves_the_clock(session: Session) -> None:
    zone = (("down",) * 3, ("enter",), typed("london"), ("enter",))
    async with arrived(session, way(*zone)) as pilot:
        behind = await go_on(pilot, ("escape",))

    assert session.profile.time_zone == "Europe/London"
    assert "21:10" in behind.splitlines()[0]


async def test_no_such_time_zone_is_said_and_nothing_is_chosen(session: Session) -> None:
    zone = (("down",) * 3, ("enter",), typed("atlantide"), ("enter",))
    async with arrived(session, Way("", ZonesScreen, (("r",), *zone))) as pilot:
        seen = text(pilot)

    assert "Aucun fuseau horaire ne contient « atlantide »" in seen
    assert session.profile.time_zone == "Europe/Paris"


async def test_a_wrong_speed_is_refused_where_it_is_typed(session: Session) -> None:
    speed = (("down",) * 2, ("enter",), ("ctrl+u", *typed("40"), "enter"))
    async with arrived(session, Way("", AskScreen, (("r",), *speed))) as pilot:
        seen = text(pilot)
        after = await go_on(pilot, ("ctrl+u", *typed("4,2"), "enter"))

    assert "va de 1 à 10 km/h" in seen
    assert "4,2 km/h" in after
    assert session.profile.speed == 4.2


async def test_the_team_name_is_shown_at_the_top_at_once(session: Session) -> None:
    team = (("down",) * 4, ("enter",), ("ctrl+u", *typed("Sud"), "enter"))
    async with arrived(session, way(*team)) as pilot:
        behind = await go_on(pilot, ("escape",))

    assert behind.startswith(" Maraude Sud · ")


async def test_the_on_call_number_is_on_the_emergency_card_at_once(session: Session) -> None:
    number = (("down",) * 5, ("enter",), (*typed("01 99 00 12 34"), "enter"))
    async with arrived(session, way(*number)) as pilot:
        card = await go_on(pilot, ("!",))

    assert "Astreinte de l'équipe : 01 99 00 12 34" in card


async def test_the_territory_is_explained_and_cannot_be_changed(session: Session) -> None:
    async with arrived(session, way(("down",) * 6, ("enter",))) as pilot:
        seen = text(pilot)

    assert "ne change plus" in " ".join(seen.split())
    assert "Entrée changer" not in seen


async def test_where_the_data_live_is_said_with_the_size_of_each(session: Session) -> None:
    session.store.back_up()
    async with arrived(session, way(("down",) * 7)) as pilot:
        about = str(pilot.app.screen.query_one("#about", Static).content)

    assert about.splitlines()[0] == str(session.store.home)
    assert "1 sauvegarde chiffrée, du 23/11 à 22:10" in about
    assert about.splitlines()[-1].startswith("Place libre sur le disque : ")


async def test_what_leaves_the_laptop_is_said(session: Session) -> None:
    async with arrived(session, way(("down",) * 8)) as pilot:
        seen = text(pilot)

    assert "rien pour l'instant" in seen
    assert "aucune connexion au réseau" in seen


async def test_a_setting_that_cannot_be_written_is_said_and_stays(session: Session) -> None:
    (session.store.home / "preferences.json.tmp").mkdir()
    async with arrived(session, way(*ENGLISH)) as pilot:
        said = notices(pilot)
        seen = text(pilot)

    assert said == [
        "Ce réglage n'a pas pu être enregistré : vérifiez la place libre sur le disque."
    ]
    assert "Vitesse de marche" in seen
    shutil.rmtree(session.store.home / "preferences.json.tmp")


async def test_escape_keeps_the_old_value(session: Session) -> None:
    async with arrived(session, way(("enter",), ("down", "escape"))) as pilot:
        assert not pilot.app.screen.query(OptionList)

    assert i18n.language() == "fr"


async def test_the_theme_of_its_key_is_kept_too() -> None:
    kept: list[str] = []
    app = MaraudeApp(UnlockedDoor(), theme="day", keep_theme=kept.append)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+t")
        await until(pilot, lambda: not app.workers)
        assert app.theme == "night"

    assert kept == ["night"]


async def test_a_theme_that_cannot_be_kept_is_shown_all_the_same() -> None:
    def full(_theme: str) -> None:
        raise OSError

    app = MaraudeApp(UnlockedDoor(), keep_theme=full)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+t")
        await until(pilot, lambda: not app.workers)

        assert app.theme == "day"


async def test_while_the_screen_is_made_anew_nothing_that_comes_late_breaks_it(
    session: Session,
) -> None:
    async with arrived(session, way()) as pilot:
        screen = pilot.app.screen
        await screen.query_one("#about").remove()
        await go_on(pilot, ("down",))
        await screen.recompose()
        screen.post_message(events.ScreenResume())
        seen = await go_on(pilot, ("up",))

    assert "Vitesse de marche" in seen
