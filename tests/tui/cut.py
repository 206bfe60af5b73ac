"""What a screen of 80 by 24 has no room for."""

from collections.abc import Iterator
from typing import Any

from textual.containers import VerticalScroll
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Static

from maraude.tui.app import Outcome
from maraude.tui.screens.help import HelpScreen
from maraude.tui.screens.promises import PromisesScreen
from maraude.tui.screens.sheet import SheetScreen
from maraude.tui.widgets.footer import Footer
from tests.tui.seen import text

TO_BE_SCROLLED = (HelpScreen, PromisesScreen, SheetScreen)
"""They say so at their top."""
LISTS_OF_DATA = (
    "#entries, #services, PersonScreen LineList, BriefingScreen LineList, DebriefScreen LineList,"
    " MorningScreen LineList, HealthScreen LineList"
)
"""Their lines are as long as what was noted, and end in "…" where there is no room."""


def cut(pilot: Pilot[Outcome]) -> list[str]:
    """Give the texts that end before their end."""
    screen = pilot.app.screen
    return [*_ellipses(pilot, screen), *_too_tall(screen), *_footer(pilot, screen)]


def _ellipses(pilot: Pilot[Outcome], screen: Screen[Any]) -> Iterator[str]:
    """Give the lines with an ellipsis that stands in the place of the rest of a text."""
    data = [widget.region for widget in screen.query(LISTS_OF_DATA)]
    for y, line in enumerate(text(pilot).splitlines()):
        for x, sign in enumerate(line):
            if sign == "…" and not any(region.contains(x, y) for region in data):
                yield line.strip()


def _too_tall(screen: Screen[Any]) -> Iterator[str]:
    """Give the texts whose last lines have no room, where they are not there to be scrolled."""
    for widget in screen.query(Static):
        size = widget.content_size
        wanted = widget.get_content_height(size, screen.size, size.width)
        if widget.display and size.width and wanted > size.height:
            yield f"{widget!r}: {wanted} lines, {size.height} shown"
    for scroll in screen.query(VerticalScroll):
        if scroll.max_scroll_y and not isinstance(screen, TO_BE_SCROLLED):
            yield f"{scroll!r}: {scroll.max_scroll_y} lines more"


def _footer(pilot: Pilot[Outcome], screen: Screen[Any]) -> Iterator[str]:
    last = text(pilot).splitlines()[-1]
    for footer in screen.query(Footer):
        for _command, key, label in footer._shown():
            if f"{key} {label}" not in last:
                yield f"{key} {label}"
