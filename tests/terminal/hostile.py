"""A program that shows hostile text in every widget, past the cleaning on the way in.

Run in a pseudo-terminal by test_hostile: python -m tests.terminal.hostile
"""

from pathlib import Path

from textual.widgets import Input, OptionList, Static

from maraude import tui
from maraude.tui.app import MaraudeApp
from maraude.tui.screens.pick import Choosable, Pick
from maraude.tui.widgets.header import Header
from maraude.tui.widgets.line_list import LineList, Rows
from tests.tui.places import OpenPlace, UnlockedDoor

MARK = "fin-des-essais"
PROBES = (
    "\x1b[31mrouge", "\x1b[2Jvide", "\x1b[10;10Hailleurs", "\x1b[?1049l", "\x1b[6n", "\x1b[c",
    "\x1b]0;titre\x07", "\x1b]2;titre\x1b\\", "\x1b]52;c;bWFyYXVkZQ==\x07",
    "\x1b]8;;https://exemple.test\x1b\\lien", "\x1bP1$qm\x1b\\", "\x1b_app\x1b\\", "\x1bc", "\x07",
    "\x08\x08\x08efface", "\x9b31mc1", "\x9d52;c;bWFyYXVkZQ==\x9c", "\x90dcs\x9c", "\x0eso\x0f",
    "\u202eesrever", "\u2066isole\u2069", "a\rretour", "[/]", "[@click=app.quit]clic[/]",
)  # fmt: skip


class Hostile(MaraudeApp):
    """The application, with the probes wherever a text can stand."""

    CSS_PATH = str(Path(tui.__file__).parent / "app.tcss")

    def __init__(self) -> None:
        super().__init__(UnlockedDoor(OpenPlace()))

    def on_mount(self) -> None:
        """Put the probes on the screen once the evening is there."""
        self.set_timer(1.0, self._show)

    async def _show(self) -> None:
        screen = self.screen
        screen.query_one(LineList).show(Rows.of(PROBES))
        screen.query_one(Header).left = " ".join(PROBES)
        await screen.mount(
            Static(" ".join(PROBES), markup=False),
            Input(" ".join(PROBES), placeholder=PROBES[0]),
            OptionList(*[probe for probe in PROBES if not probe.startswith("[")], markup=False),
        )
        for probe in PROBES:
            self.notify(probe, title=probe)
        await self.push_screen(Pick(PROBES[8], [Choosable(probe, probe) for probe in PROBES]))
        self.set_timer(0.7, self._end)

    async def _end(self) -> None:
        self.pop_screen()
        self.screen.query_one(Header).left = MARK


if __name__ == "__main__":
    app = Hostile()
    app.run()
    if app.failure:
        raise app.failure
