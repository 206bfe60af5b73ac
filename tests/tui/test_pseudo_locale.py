"""Every screen and every dialog in a language of the test: a word that stays is not translated."""

import importlib
import pkgutil
from contextlib import aclosing
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
from tests.tui.filled import come_home
from tests.tui.seen import text
from tests.tui.ways import DATA, WAYS, Journey, journeys, travelled

ZONES = " ".join(available_timezones())
CODES = " ".join(code.code for name in codes.NAMES for code in codes.load(name).codes)


@pytest.fixture(autouse=True)
def _known_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have drawn words be of those that are known for data."""
    monkeypatch.setattr(passphrase, "generate", lambda: "Momo Marta Martin Zoe Nord")


@pytest.fixture
def evening(full_evening: Session, journey: Journey) -> Session:
    """An evening in full, written before the language changes; over where nobody is out."""
    if journey[0].idle:
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


each_journey = pytest.mark.parametrize("journey", journeys(WAYS), ids=lambda ways: ways[-1].name)


@each_journey
async def test_every_word_is_translated_and_no_french_is_cut(
    evening: Session, journey: Journey
) -> None:
    i18n.install(Pseudo(), "fr")
    files = " ".join(person.code for person in persons.recently_met(evening.store.reader, 9))
    data = f"{DATA} {files} {CODES} {evening.store.home}"
    async with aclosing(travelled(evening, journey)) as stops:
        async for way, pilot in stops:
            seen, missing = text(pilot), cut(pilot)
            tips = [widget.tooltip for widget in pilot.app.screen.query("*") if widget.tooltip]
            zones = ZONES if "zone" in way.name else ""
            assert untranslated(seen, f"{data} {way.typed} {zones}") == [], (way.name, seen)
            assert (way.name, missing, tips) == (way.name, [], [])


@each_journey
async def test_no_english_is_cut(evening: Session, journey: Journey) -> None:
    i18n.use("en")
    async with aclosing(travelled(evening, journey)) as stops:
        async for way, pilot in stops:
            assert cut(pilot) == [], (way.name, text(pilot))
