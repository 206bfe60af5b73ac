"""The whole application over an open session, driven by keys."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import Static

from maraude.tui.app import MaraudeApp, Outcome
from maraude.tui.screens.tonight import Tonight
from maraude.tui.widgets.header import Header
from maraude.tui.widgets.line_list import LineList
from maraude.tui.workplace import SessionWorkplace
from maraude.usecases.session import Session

NAMES = {" ": "space", "=": "equals_sign", "-": "minus", ",": "comma", "+": "plus", "/": "slash"}


class OpenedDoor:
    """A door to a session that is open already, and that the test closes."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def exists(self) -> bool:
        return True

    def who(self) -> str:
        return ""

    def needs_passphrase(self) -> bool:
        return False

    def prepare(self) -> None:
        return

    def unlock(self, passphrase: str) -> SessionWorkplace:
        return SessionWorkplace(self._session)


@asynccontextmanager
async def whole_app(session: Session) -> AsyncIterator[Pilot[Outcome]]:
    app = MaraudeApp(OpenedDoor(session))
    async with app.run_test(size=(80, 24)) as pilot:
        while not isinstance(app.screen, Tonight):
            await pilot.pause(0.02)
        await settle(pilot)
        yield pilot


async def keys(pilot: Pilot[Outcome], *pressed: str) -> None:
    """Press keys; a text of several letters that names no key is typed letter by letter."""
    for key in pressed:
        if key.startswith("'"):
            await pilot.press(*(NAMES.get(sign, sign) for sign in key[1:]))
        else:
            await pilot.press(NAMES.get(key, key))
        await settle(pilot)


async def settle(pilot: Pilot[Outcome]) -> None:
    """Wait for the workers, unless one of them waits for an answer."""
    await pilot.pause()
    if not isinstance(pilot.app.screen, ModalScreen):
        await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def heading(pilot: Pilot[Outcome]) -> str:
    """Give the left text of the header in front."""
    return pilot.app.screen.query_one(Header).left


def listed(pilot: Pilot[Outcome]) -> list[str]:
    """Give the lines in view of the list in front, without spaces at their ends."""
    shown: LineList[Any] = pilot.app.screen.query_one(LineList)
    lines = (shown.render_line(y).text.strip() for y in range(shown.size.height))
    return [line for line in lines if line]


def said(pilot: Pilot[Outcome], selector: str) -> str:
    """Give the text of a part of the screen in front."""
    return str(pilot.app.screen.query_one(selector, Static).content)
