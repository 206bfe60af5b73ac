"""Draws the README's picture from the demonstration.

Run: python -m tests.contracts.pictures
"""

import asyncio
import os
import re
import tempfile
from pathlib import Path

from maraude import i18n
from maraude.demo import demo
from maraude.tui.app import MaraudeApp
from maraude.tui.screens.tonight import Tonight
from maraude.tui.workplace import DemoDoor

ASSETS = Path(__file__).parents[2] / "assets"
NOW = "2026-11-23T22:53"
LINE = ("n", "é", "h", "c", "equals_sign", "u", "minus", "r", "space", "comma", "m", "a", "r")


async def tonight(home: Path) -> str:
    """Give the screen of the evening with a line half written, as SVG."""
    app = MaraudeApp(DemoDoor(home, lambda: demo.open_session(home)))
    async with app.run_test(size=(80, 24)) as pilot:
        while not isinstance(app.screen, Tonight):
            await pilot.pause(0.05)
        await app.workers.wait_for_complete()
        await pilot.press(*LINE)
        await app.workers.wait_for_complete()
        await pilot.pause()
        return app.export_screenshot(title="maraude demo")


def main() -> None:
    """Write ``assets/tonight.svg``."""
    os.environ["MARAUDE_NOW"] = NOW
    i18n.use("fr")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "demo"
        demo.prepare(home, seed=1)
        picture = asyncio.run(tonight(home))
    # The fonts would be fetched from elsewhere by whoever looks at the picture.
    without_fonts = re.sub(r"@font-face\s*{[^}]*}\s*", "", picture)
    ASSETS.joinpath("tonight.svg").write_text(f"{without_fonts.rstrip()}\n", "utf-8")


if __name__ == "__main__":
    main()
