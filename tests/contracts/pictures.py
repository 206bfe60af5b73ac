"""Draws the README's pictures from the demonstration; the same bytes each time.

Run: python -m tests.contracts.pictures
"""

import asyncio
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from textual.pilot import Pilot

from maraude import i18n
from maraude.demo import demo
from maraude.demo.clock import DemoClock
from maraude.tui.app import MaraudeApp, Outcome
from maraude.tui.screens.tonight import Tonight
from maraude.tui.workplace import DemoDoor

ASSETS = Path(__file__).parents[2] / "assets"
NOW = datetime(2026, 11, 23, 21, 53, tzinfo=UTC)
KEYS = {"=": "equals_sign", "-": "minus", " ": "space", ",": "comma", "?": "question_mark"}

PICTURES: dict[str, tuple[str, ...]] = {
    "tonight": ("néhc=u-r ,mart",),
    "nearby": ("néh", "tab"),
    "debrief": ("t",),
    "help": ("?",),
}
"""The keys that lead to each picture from the screen of the evening: texts, or names of keys."""


async def picture(home: Path, keys: tuple[str, ...]) -> str:
    """Give the screen that ``keys`` lead to, as SVG."""
    clock = DemoClock(NOW, real=lambda: NOW)
    app = MaraudeApp(
        DemoDoor(lambda: demo.open_session(home, clock)), mark="démonstration · tout est fictif"
    )
    async with app.run_test(size=(80, 24)) as pilot:
        while not isinstance(app.screen, Tonight):
            await pilot.pause(0.05)
        await _settle(pilot)
        for text in keys:
            names = [text] if text in ("tab", "enter") else [KEYS.get(sign, sign) for sign in text]
            await pilot.press(*names)
            await _settle(pilot)
        return app.export_screenshot(title="maraude demo")


def drawn() -> dict[str, str]:
    """Give each picture by its name, from a demonstration made for it alone."""
    i18n.use("fr")
    with tempfile.TemporaryDirectory() as folder:
        return {
            name: _without_fonts(asyncio.run(picture(_fresh(Path(folder) / name), keys)))
            for name, keys in PICTURES.items()
        }


def main() -> None:
    """Write the pictures into ``assets``."""
    for name, svg in drawn().items():
        ASSETS.joinpath(f"{name}.svg").write_text(svg, "utf-8")


def _fresh(home: Path) -> Path:
    demo.prepare(home, 1, DemoClock(NOW, real=lambda: NOW))
    demo.keep_guided(home)
    return home


async def _settle(pilot: Pilot[Outcome]) -> None:
    """Wait until nothing changes but what waits for an answer."""
    before = ""
    while (now := pilot.app.export_screenshot()) != before:
        before = now
        await pilot.pause(0.2)


def _without_fonts(svg: str) -> str:
    """Leave out the fonts: they would be fetched from elsewhere by whoever looks."""
    return re.sub(r"@font-face\s*{[^}]*}\s*", "", svg).rstrip() + "\n"


if __name__ == "__main__":
    main()
