"""The answers of a question, one under the other."""

from rich.segment import Segment
from textual.strip import Strip
from textual.widgets import OptionList

_AT_CURSOR, _ELSEWHERE = "> ", "  "


class Choices(OptionList):
    """Options of which the one under the cursor bears a sign too: colour alone says nothing."""

    def _get_left_gutter_width(self) -> int:
        return len(_AT_CURSOR)

    def render_line(self, y: int) -> Strip:
        """Draw one line of what is in view behind its sign."""
        drawn = super().render_line(y)
        line = self.scroll_offset.y + y
        if line >= len(self._lines):
            return drawn
        sign = _AT_CURSOR if self._lines[line] == (self.highlighted, 0) else _ELSEWHERE
        return Strip([Segment(sign, next(iter(drawn)).style), *drawn])
