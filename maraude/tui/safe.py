"""Text of humans, files and servers on its way to the terminal: shown, never obeyed."""

import re

from rich.segment import Segment
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter

from maraude.domain.text import printable

_NONCHARACTERS = "".join(
    chr(plane + last) for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)
)
# A superset of what ``printable`` replaces: at this depth nobody means a newline or a tab.
_HARMFUL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
    f"\ufdd0-\ufdef\ufff9-\ufffb\U000e0000-\U000e0fff{_NONCHARACTERS}]"
)


def safe(text: str, style: str = "") -> Content:
    """Give ``text`` as content in ``style``; no part of it is markup or commands the terminal."""
    return Content.styled(printable(text), style) if style else Content(printable(text))


def safe_line(text: str, style: str = "") -> Content:
    """Give ``text`` as content on one line: a newline becomes a space."""
    return safe(text.replace("\n", " "), style)


def fit(text: str, width: int) -> str:
    """Give ``text`` on one line in exactly ``width`` terminal cells, cut with "…" or padded."""
    return safe_line(text).truncate(width, ellipsis=True, pad=True).plain


class BarrierFilter(LineFilter):
    """The last barrier: whatever widget drew it, no segment carries a control character or a link.

    Textual 8.2.8 writes ESC, OSC, C1 and bidirectional controls found in text as they are.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Drop what a terminal would obey; it takes no cell, so nothing moves."""
        return [_harmless(segment) for segment in segments]


def _harmless(segment: Segment) -> Segment:
    text, style, _control = segment
    if style is not None and style.link:
        style = style.update_link(None)
    return Segment(_HARMFUL.sub("", text), style)
