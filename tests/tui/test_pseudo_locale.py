"""Every screen and every dialog in a language of the test: a word that stays is not translated."""

import importlib
import pkgutil
from typing import Any
from zoneinfo import available_timezones

import pytest
from textual.screen import Screen

from maraude import i18n
from maraude.domain import codes
from maraude.store import passphrase, persons
from maraude.tui import screens
from maraude.tui.screens.evening import EveningScreen
from maraude.usecases.session import Session
from tests.pseudo import Pseudo, untranslated
from tests.tui.cut import cut
from tests.tui.ways import DATA, WAYS, Way, arrived, come_home, text

ZONES = " ".join(available_timezones())
CODES = " ".join(code.code for name in codes.NAMES for code in codes.load(name).codes)


@pytest.fixture(autouse=True)
def _known_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have drawn words be of those that are known for data."""
    monkeypatch.setattr(passphrase, "generate", lambda: "Momo Marta Martin Zoe Nord")


@pytest.fixture
def evening(full_evening: Session, way: Way) -> Session:
    """An evening in full, written before the language changes; over where nobody is out."""
    if way.idle:
        come_home(full_evening)
    return full_evening


def all_screens() -> set[type[Screen[Any]]]:
    """Give every class of screen that the package defines."""
    found = pkgutil.walk_packages(screens.__path__, f"{screens.__name__}.")
    modules = [importlib.import_module(module.name) for module in found]
    return {
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Screen)
        and value.__module__.startswith(screens.__name__)
        and value is not EveningScreen
    }


def test_there_is_a_way_to_every_screen() -> None:
    assert all_screens() - {way.screen for way in WAYS} == set(), "add a way to tests/tui/ways.py"


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
async def test_every_word_is_translated_and_no_french_is_cut(evening: Session, way: Way) -> None:
    i18n.install(Pseudo(), "fr")
    async with arrived(evening, way) as pilot:
        seen, missing = text(pilot), cut(pilot)
        tips = [widget.tooltip for widget in pilot.app.screen.query("*") if widget.tooltip]

    files = " ".join(person.code for person in persons.recently_met(evening.store.reader, 9))
    zones = ZONES if "zone" in way.name else ""
    data = f"{DATA} {files} {CODES} {way.typed} {evening.store.home} {zones}"
    assert untranslated(seen, data) == [], seen
    assert missing == []
    assert tips == []


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
async def test_no_english_is_cut(evening: Session, way: Way) -> None:
    i18n.use("en")
    async with arrived(evening, way) as pilot:
        seen, missing = text(pilot), cut(pilot)

    assert missing == [], seen
