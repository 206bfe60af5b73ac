"""What a test of the screens reads in front."""

from typing import Any

from textual.pilot import Pilot
from textual.widgets import Static

from maraude.tui.app import Outcome
from maraude.tui.widgets.header import Header
from maraude.tui.widgets.line_list import LineList


def text(pilot: Pilot[Outcome]) -> str:
    """Read the screen, line by line."""
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join(strip.text for strip in strips)


def heading(pilot: Pilot[Outcome]) -> str:
    """Give the left text of the header."""
    return pilot.app.screen.query_one(Header).left


def listed(pilot: Pilot[Outcome]) -> list[str]:
    """Give the lines in view of the list, without spaces at their ends."""
    shown: LineList[Any] = pilot.app.screen.query_one(LineList)
    lines = (shown.render_line(y).text.strip() for y in range(shown.size.height))
    return [line for line in lines if line]


def under_cursor(pilot: Pilot[Outcome]) -> str:
    """Give the line under the cursor."""
    return next(line for line in listed(pilot) if line.startswith(">"))


def said(pilot: Pilot[Outcome], selector: str) -> str:
    """Give the text of a part of the screen."""
    return str(pilot.app.screen.query_one(selector, Static).content)


def notices(pilot: Pilot[Outcome]) -> list[str]:
    """Give the notifications that stand on the screen, the oldest first."""
    return [str(notification.message) for notification in pilot.app._notifications]
