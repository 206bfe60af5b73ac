from collections import Counter

import pytest
from textual.dom import DOMNode
from textual.screen import Screen

from maraude import i18n
from maraude.tui.app import MaraudeApp
from maraude.tui.commands import (
    COMMANDS,
    EVERYWHERE,
    PLACES,
    Command,
    app_bindings,
    bindings,
    commands,
    key_name,
    places,
    readme_table,
)
from maraude.tui.screens.accesses import AccessesScreen
from maraude.tui.screens.ask import AskScreen
from maraude.tui.screens.briefing import BriefingScreen
from maraude.tui.screens.confirm import ConfirmScreen
from maraude.tui.screens.conflicts import ConflictsScreen
from maraude.tui.screens.debrief import DebriefScreen
from maraude.tui.screens.directory import DirectoryScreen
from maraude.tui.screens.emergency import EmergencyScreen
from maraude.tui.screens.endings import EndingsScreen
from maraude.tui.screens.export import ExportScreen
from maraude.tui.screens.filters import FiltersScreen
from maraude.tui.screens.gap import GapScreen
from maraude.tui.screens.health import HealthScreen
from maraude.tui.screens.help import HelpScreen
from maraude.tui.screens.keys import KeysScreen
from maraude.tui.screens.map import MapScreen
from maraude.tui.screens.morning import MorningScreen
from maraude.tui.screens.nearby import NearbyScreen
from maraude.tui.screens.palette import PaletteScreen
from maraude.tui.screens.people import PeopleScreen
from maraude.tui.screens.person import PersonScreen
from maraude.tui.screens.pick import Pick
from maraude.tui.screens.promises import PromisesScreen
from maraude.tui.screens.quarantine import QuarantineScreen
from maraude.tui.screens.rekey import RekeyScreen
from maraude.tui.screens.settings import SettingsScreen
from maraude.tui.screens.sheet import SheetScreen
from maraude.tui.screens.slip import SlipScreen
from maraude.tui.screens.spots import SpotsScreen
from maraude.tui.screens.start import StartScreen
from maraude.tui.screens.stick import StickScreen
from maraude.tui.screens.stock import StockScreen
from maraude.tui.screens.subject import SubjectScreen
from maraude.tui.screens.tonight import Tonight
from maraude.tui.screens.transmissions import TransmissionsScreen
from maraude.tui.screens.unlock import UnlockScreen
from maraude.tui.screens.veil import VeilScreen
from maraude.tui.screens.zones import ZonesScreen
from tests.tui.places import OpenPlace

NODES: dict[str, type[DOMNode]] = {
    EVERYWHERE: MaraudeApp,
    "unlock": UnlockScreen,
    "tonight": Tonight,
    "line": Tonight,
    "people": PeopleScreen,
    "person": PersonScreen,
    "subject": SubjectScreen,
    "accesses": AccessesScreen,
    "nearby": NearbyScreen,
    "filters": FiltersScreen,
    "slip": SlipScreen,
    "map": MapScreen,
    "spots": SpotsScreen,
    "briefing": BriefingScreen,
    "start": StartScreen,
    "conflicts": ConflictsScreen,
    "endings": EndingsScreen,
    "morning": MorningScreen,
    "gap": GapScreen,
    "directory": DirectoryScreen,
    "health": HealthScreen,
    "export": ExportScreen,
    "quarantine": QuarantineScreen,
    "stick": StickScreen,
    "transmissions": TransmissionsScreen,
    "stock": StockScreen,
    "debrief": DebriefScreen,
    "help": HelpScreen,
    "emergency": EmergencyScreen,
    "palette": PaletteScreen,
    "confirm": ConfirmScreen,
    "pick": Pick,
    "ask": AskScreen,
    "settings": SettingsScreen,
    "zones": ZonesScreen,
    "keys": KeysScreen,
    "sheet": SheetScreen,
    "promises": PromisesScreen,
    "rekey": RekeyScreen,
    "veil": VeilScreen,
}


@pytest.mark.parametrize("place", PLACES)
def test_a_key_does_one_thing_in_a_place(place: str) -> None:
    keys = Counter(key for command in commands(place) for key in command.keys)

    assert [key for key, count in keys.items() if count > 1] == []


@pytest.mark.parametrize(
    ("place", "command"),
    [(place, command) for command in COMMANDS for place in command.where],
    ids=lambda value: value if isinstance(value, str) else value.id,
)
def test_every_command_is_done_by_its_screen(place: str, command: Command) -> None:
    assert callable(getattr(NODES[place], f"action_{command.id}", None))


def test_every_place_has_a_screen() -> None:
    assert set(NODES) == set(PLACES)
    assert all(issubclass(node, Screen) for place, node in NODES.items() if place != EVERYWHERE)


def test_every_screen_can_be_left_by_escape() -> None:
    left = {place for place in PLACES if any(one.key == "escape" for one in commands(place))}
    assert set(PLACES) - left == {EVERYWHERE, "unlock", "veil", "rekey"}


def test_a_function_key_is_never_the_only_way() -> None:
    assert [
        command.id for command in COMMANDS if command.key.startswith("f") and len(command.key) > 1
    ] == []


def test_a_screen_binds_the_letters_that_work_everywhere_and_the_app_the_other_keys() -> None:
    on_screen = {(b.key, b.action) for b in bindings("spots") if not isinstance(b, tuple)}
    on_app = {(b.key, b.action) for b in app_bindings() if not isinstance(b, tuple)}

    assert ("!", "app.emergency") in on_screen
    assert ("a", "screen.add") in on_screen
    assert ("f9", "app.emergency") not in on_screen
    assert ("f9", "app.emergency") in on_app
    assert ("!", "app.emergency") not in on_app


def test_keys_are_named_as_on_the_keyboard() -> None:
    assert [key_name(key) for key in ("n", ";", "f2", "ctrl+z", "enter", "escape")] == [
        "n",
        ";",
        "F2",
        "Ctrl+Z",
        "Entrée",
        "Échap",
    ]


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_readme_table_has_a_row_for_each_command_of_each_place(language: str) -> None:
    rows = readme_table(language).splitlines()

    assert len(rows) == 2 + sum(len(own) for _title, own in places())
    assert all(row.count("|") == 4 for row in rows)


def test_the_readme_table_leaves_the_language_as_it_was() -> None:
    readme_table("en")

    assert i18n.language() == "fr"


def test_the_place_for_tests_offers_the_modes_that_the_commands_open() -> None:
    assert set(OpenPlace().modes) == {"tonight", "spots", "start"}
