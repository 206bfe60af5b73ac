"""The demonstration on screen: its mark, its guided first minute, its clock."""

import importlib
import inspect
import pkgutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from maraude.demo import demo
from maraude.demo.clock import DemoClock
from maraude.domain.spot import Position
from maraude.store.store import Store
from maraude.tui import screens
from maraude.tui.app import MaraudeApp, Outcome
from maraude.tui.screens.ask import AskScreen
from maraude.tui.screens.tonight import Tonight
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.guide_strip import GuideStrip
from maraude.tui.workplace import DemoDoor
from maraude.usecases import log, profiles, spots, tours
from maraude.usecases.session import Session
from tests.team import KEY, PROFILE, Clock
from tests.tui.places import UnlockedDoor
from tests.tui.seen import heading, notices, text
from tests.tui.waiting import keys, settled, shown, until

MARK = "démonstration · tout est fictif"


@pytest.fixture
def fictional(tmp_path: Path) -> Iterator[Session]:
    """A demonstration whose team is out, at 22:10."""
    still = Clock()
    clock = DemoClock(still(), real=Clock())
    profile = replace(PROFILE, demo=True)
    Store.create(tmp_path, KEY, profile, "user:demo", clock).close()
    session = profiles.open_with(tmp_path, KEY, "user:demo", clock)
    canal = spots.add(session, "Canal St-Martin", Position(48.8676, 2.3636))
    spots.go(session, tours.start(session), canal.id)
    yield session
    session.close()


@asynccontextmanager
async def demonstrated(session: Session) -> AsyncIterator[Pilot[Outcome]]:
    app = MaraudeApp(DemoDoor(session.store.home, lambda: session), mark=MARK)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shown(pilot, Tonight)
        yield pilot


async def travel(pilot: Pilot[Outcome], moment: str) -> None:
    """Choose another hour, and wait for the screen to show it."""
    await keys(pilot, "ctrl+r", f"'{moment}", "enter")
    await until(pilot, lambda: notices(pilot))
    await settled(pilot)


def guide(pilot: Pilot[Outcome]) -> str:
    """Give what the guide says, nothing where there is none."""
    return "\n".join(str(strip.render()) for strip in pilot.app.screen.query(GuideStrip))


@pytest.mark.parametrize(
    "pressed",
    [
        (),
        ("n",),
        ("n", "2", "h", "tab"),
        ("p",),
        ("semicolon",),
        ("semicolon", "a"),
        ("t",),
        ("question_mark",),
        ("exclamation_mark",),
        ("ctrl+p",),
        ("ctrl+r",),
        ("n", "comma", *"mar", "enter"),
    ],
    ids=" ".join,
)
async def test_every_screen_and_dialog_carries_the_mark(
    fictional: Session, pressed: tuple[str, ...]
) -> None:
    async with demonstrated(fictional) as pilot:
        for key in pressed:
            await keys(pilot, key)

        assert MARK in text(pilot).splitlines()[22]


async def test_the_screen_before_it_is_open_carries_the_mark() -> None:
    app = MaraudeApp(UnlockedDoor(locked=True), mark=MARK)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()

        assert MARK in text(pilot).splitlines()[22]


async def test_a_real_profile_carries_no_mark() -> None:
    app = MaraudeApp(UnlockedDoor())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)

        assert app.screen.query_one(Footer).border_title is None
        assert "démonstration" not in text(pilot)


def test_no_screen_is_without_the_footer_that_carries_the_mark() -> None:
    names = [module.name for module in pkgutil.iter_modules(screens.__path__)]
    modules = [importlib.import_module(f"{screens.__name__}.{name}") for name in names]
    found = [
        screen
        for module in modules
        for _name, screen in inspect.getmembers(module, inspect.isclass)
        if issubclass(screen, Screen) and screen.__module__ == module.__name__
    ]
    composed = [screen for screen in found if "compose" in vars(screen)]

    assert len(composed) >= 12
    assert [s.__name__ for s in composed if "Footer(" not in inspect.getsource(s.compose)] == []


async def test_the_first_minute_ends_with_the_visitors_own_encounter(fictional: Session) -> None:
    async with demonstrated(fictional) as pilot:
        said = [guide(pilot)]
        for key in ("n", "s", "equals_sign", "enter"):
            await keys(pilot, key)
            said.append(guide(pilot))

    assert [sentence.splitlines()[-1][:7] for sentence in said] == [
        "Tapez n",
        "Tapez s",
        "Tapez =",
        "Entrée ",
        "À essay",
    ]
    (entry,) = tours.entries(fictional, tours.open_at(fictional, None))
    assert entry.at == fictional.now()
    assert demo.is_guided(fictional.store.home)


async def test_the_guide_follows_whoever_does_something_else(fictional: Session) -> None:
    async with demonstrated(fictional) as pilot:
        await keys(pilot, "n", "'bk", "escape")
        assert "Tapez n" in guide(pilot)
        await keys(pilot, "n")
        assert "Entrée enregistre" in guide(pilot)
        await keys(pilot, "enter")
        assert "Enregistré" in guide(pilot)
        await keys(pilot, "n")

        assert guide(pilot) == ""


async def test_the_guide_hides_nothing_of_the_work(fictional: Session) -> None:
    tour = tours.open_at(fictional, None)
    log.save(fictional, log.read(fictional, tour, "b=", at=fictional.now()))
    async with demonstrated(fictional) as pilot:
        await keys(pilot, "n")
        lines = text(pilot).splitlines()

    assert "boisson chaude ×1" in lines[2]
    assert " > " in lines[9]
    assert "a repas" in lines[10]
    assert "! alerte" in lines[18]
    assert lines[20].startswith(" Vous venez")
    assert "Entrée enregistrer" in lines[23]


async def test_the_guide_is_left_with_a_key_even_while_typing_and_does_not_come_back(
    fictional: Session,
) -> None:
    async with demonstrated(fictional) as pilot:
        await keys(pilot, "n", "s", "ctrl+g")
        assert guide(pilot) == ""
        await keys(pilot, "equals_sign", "enter", "n")
        assert guide(pilot) == ""
    assert demo.is_guided(fictional.store.home)


async def test_who_was_guided_is_not_guided_again_unasked(fictional: Session) -> None:
    demo.keep_guided(fictional.store.home)
    async with demonstrated(fictional) as pilot:
        assert guide(pilot) == ""
        await keys(pilot, "ctrl+g")
        assert "Tapez n" in guide(pilot)


async def test_the_guide_comes_over_the_evening_wherever_it_is_asked_for(
    fictional: Session,
) -> None:
    demo.keep_guided(fictional.store.home)
    async with demonstrated(fictional) as pilot:
        await keys(pilot, "semicolon", "ctrl+g")

        assert isinstance(pilot.app.screen, Tonight)
        assert "Tapez n" in guide(pilot)


async def test_another_hour_is_chosen_with_a_key_and_the_screen_follows(
    fictional: Session,
) -> None:
    async with demonstrated(fictional) as pilot:
        await travel(pilot, "23:30")

        assert "23:30" in heading(pilot)
        assert "soirée du lundi 23 nov" in notices(pilot)[-1]
        assert tours.current(fictional) is not None


async def test_another_evening_shows_no_tour_under_way_and_every_screen_follows(
    fictional: Session,
) -> None:
    async with demonstrated(fictional) as pilot:
        await keys(pilot, "semicolon", "escape")
        await travel(pilot, "demain 21:00")

        assert "mardi 24 nov. · 21:00" in heading(pilot)
        assert guide(pilot) == ""
        await keys(pilot, "s")
        assert "mardi 24" in text(pilot).splitlines()[0]


async def test_the_guide_leads_through_the_start_where_no_tour_is_under_way(
    fictional: Session,
) -> None:
    async with demonstrated(fictional) as pilot:
        await travel(pilot, "demain 21:00")
        await keys(pilot, "ctrl+g")
        assert "Tapez s" in guide(pilot)
        await keys(pilot, "s", "enter", "enter")
        assert isinstance(pilot.app.screen, Tonight)
        assert "Tapez n" in guide(pilot)


async def test_the_guide_leads_back_from_an_evening_that_is_over(fictional: Session) -> None:
    async with demonstrated(fictional) as pilot:
        await travel(pilot, "demain 21:00")
        await keys(pilot, "ctrl+g", "h")
        assert "Échap revient" in guide(pilot)
        await keys(pilot, "escape")
        assert "Tapez s" in guide(pilot)


async def test_what_is_no_moment_is_refused_where_it_is_typed(fictional: Session) -> None:
    before = fictional.now()
    async with demonstrated(fictional) as pilot:
        await keys(pilot, "ctrl+r", "'bientôt", "enter")
        assert isinstance(pilot.app.screen, AskScreen)
        assert "Écrivez par exemple 23:30" in text(pilot)
        await keys(pilot, "escape")

        assert fictional.now() == before


async def test_a_real_profile_has_neither_the_guide_nor_another_hour() -> None:
    app = MaraudeApp(UnlockedDoor())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        home = app.screen
        await keys(pilot, "ctrl+r", "f12", "ctrl+g")
        assert app.screen is home
        allowed = [command.id for command in app.screen.query_one(Footer).allowed()]

    assert {"guide", "time_travel"} & set(allowed) == set()
