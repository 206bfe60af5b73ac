"""Draws the README's pictures from the demonstration.

Run: python -m tests.contracts.pictures
"""

import asyncio
import os
import re
import tempfile
from pathlib import Path

from textual.pilot import Pilot

from maraude import i18n
from maraude.demo import demo
from maraude.demo.clock import demo_clock
from maraude.i18n import _
from maraude.tui.app import MaraudeApp, Outcome
from maraude.tui.screens.tonight import Tonight
from maraude.tui.workplace import DemoDoor

ASSETS = Path(__file__).parents[2] / "assets"
NOW = "2026-11-23T22:53"
PICTURES = {
    "tonight": ("n", *"éhc", "equals_sign", "u", "minus", "r", "space", "comma", *"mar"),
    "briefing": ("b",),
    "people": ("comma", *"yusef"),
    "person": ("comma", *"marta", "enter"),
    "nearby": ("p",),
    "debrief": ("t",),
}
"""The main screens, by their file, and the keys that lead there from tonight."""


async def picture(home: Path, keys: tuple[str, ...]) -> str:
    """Give the screen to which ``keys`` lead, as SVG."""
    clock = demo_clock()
    door = DemoDoor(home, lambda: demo.open_session(home, clock))
    app = MaraudeApp(door, mark=_("démonstration · tout est fictif"))
    async with app.run_test(size=(80, 24)) as pilot:
        while not isinstance(app.screen, Tonight):
            await pilot.pause(0.05)
        await _settle(pilot)
        for key in keys:
            await pilot.press(key)
            await _settle(pilot)
        drawn = app.export_screenshot(title="maraude demo")
    if app.workplace:
        app.workplace.close()
    return drawn


async def _settle(pilot: Pilot[Outcome]) -> None:
    """Wait for what the screen in front has under way, which those behind may wait for."""
    await pilot.pause(0.1)
    front = pilot.app.screen
    while any(w.node is front and not w.is_finished for w in pilot.app.workers):
        await pilot.pause(0.05)
    await pilot.pause()


def main() -> None:
    """Write the pictures into ``assets``."""
    os.environ["MARAUDE_NOW"] = NOW
    i18n.use("fr")
    with tempfile.TemporaryDirectory() as folder:
        for name, keys in PICTURES.items():
            home = Path(folder) / name
            demo.prepare(home, seed=1)
            demo.keep_guided(home)
            drawn = asyncio.run(picture(home, keys))
            # The fonts would be fetched from elsewhere by whoever looks at the picture.
            without_fonts = re.sub(r"@font-face\s*{[^}]*}\s*", "", drawn)
            ASSETS.joinpath(f"{name}.svg").write_text(f"{without_fonts.rstrip()}\n", "utf-8")


if __name__ == "__main__":
    main()
