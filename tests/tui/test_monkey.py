"""Any keys in any order: the application goes on, and what is typed on la ligne is kept."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from textual.pilot import Pilot
from textual.widgets import Static

from maraude.domain.choice import Choice, ChoiceKind
from maraude.domain.person import Informed
from maraude.domain.spot import Position
from maraude.tui.app import MaraudeApp
from maraude.tui.commands import COMMANDS
from maraude.tui.screens.briefing import BriefingScreen
from maraude.tui.screens.tonight import Tonight
from maraude.tui.widgets.entry import EntryPanel
from maraude.usecases import drafts, log, profiles, spots, tours
from maraude.usecases.session import Session
from tests.team import KEY, Clock, make_profile
from tests.tui.doors import OpenDoor
from tests.tui.waiting import shown, until

LEAVING = {"ctrl+q", "ctrl+l"}
"""Keys that end the application, which is no failure of it."""

NAMES = {
    ",": "comma",
    ";": "semicolon",
    "/": "slash",
    "?": "question_mark",
    "!": "exclamation_mark",
}
COMMAND_KEYS = sorted({key for command in COMMANDS for key in command.keys} - LEAVING)
MOVES = ["up", "down", "left", "right", "pagedown", "home", "end", "tab", "space", "backspace"]
LINE_KEYS = [*"éhcsubrdx0123456789", "equals_sign", "minus", "space", "comma", "full_stop"]

keys = st.lists(
    st.one_of(
        st.sampled_from([NAMES.get(key, key) for key in COMMAND_KEYS]),
        st.sampled_from(LINE_KEYS),
        st.sampled_from(MOVES),
        st.sampled_from(["enter", "escape", "n"]),
    ),
    min_size=1,
    max_size=16,
)
rounds = st.lists(keys, min_size=3, max_size=12)
"""What is pressed between two looks; a start of the application costs as much as forty keys."""


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A team that is out, with people, a place, encounters and last night's tour."""
    home = tmp_path_factory.mktemp("monkey")
    clock = Clock()
    make_profile(home)
    opened = profiles.open_with(home, KEY, "user:ines", clock)
    canal = spots.add(opened, "Canal St-Martin", Position(48.8676, 2.3636))
    for evening in range(2):
        tour = spots.go(opened, tours.start(opened), canal.id)
        for line in ("hu ,marta", "s=x= ,momo !pla", "4,2a=t r"):
            choices = tuple(
                Choice(ChoiceKind.PERSON, word, name=word.capitalize(), informed=Informed.YES)
                for word in ("marta", "momo")
                if evening == 0 and word in line
            )
            log.save(opened, log.read(opened, tour, line, choices, at=clock()))
            clock.pass_time(minutes=11)
        if evening == 0:
            tours.end(opened, tours.current(opened) or tour)
            clock.pass_time(days=1)
    yield opened
    opened.close()


@pytest.mark.parametrize("part", range(3))
@pytest.mark.parametrize("first", [[], ["n"]], ids=["anywhere", "on la ligne"])
@settings(
    deadline=None, max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(pressed=rounds)
def test_no_sequence_of_keys_breaks_the_application_or_loses_the_line(
    session: Session, first: list[str], part: int, pressed: list[list[str]]
) -> None:
    asyncio.run(_press(session, [[*first, *one] for one in pressed]))


async def _press(session: Session, pressed: list[list[str]]) -> None:
    app = MaraudeApp(OpenDoor(session))
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, Tonight, BriefingScreen)
        for one in pressed:
            await pilot.press(*one)
            await pilot.pause()
            await _look(session, app, pilot)
    assert app.failure is None


async def _look(session: Session, app: MaraudeApp, pilot: Pilot[Any]) -> None:
    assert app.failure is None
    home = next((screen for screen in _all_screens(app) if isinstance(screen, Tonight)), None)
    if home is None:  # A language was chosen: the screen is made anew when next shown.
        return
    panel = home.query_one(EntryPanel)
    await until(pilot, lambda: _is_kept(session, panel))


def _is_kept(session: Session, panel: EntryPanel) -> bool:
    """Tell whether the line is on the disk as it stands; one that was only reopened need not be."""
    if not (panel.is_open and panel.line and panel.line.line.strip()):
        return True
    kept = drafts.read(session)
    was_changed = bool(str(panel.query_one("#kept", Static).content))
    only_reopened = bool(panel.line.editing) and not was_changed
    return kept == panel.line or (only_reopened and kept is None)


def _all_screens(app: MaraudeApp) -> list[object]:
    return [screen for stack in app._screen_stacks.values() for screen in stack]
