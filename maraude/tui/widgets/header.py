"""The line at the top of a screen: who and when, where, and what waits."""

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from maraude.tui.safe import fit, safe


class Header(Widget):
    """Three texts on one line; the left one gives way first where the line is too short."""

    left: reactive[str] = reactive("")
    middle: reactive[str] = reactive("")
    right: reactive[str] = reactive("")

    def __init__(self, left: str = "", middle: str = "", right: str = "") -> None:
        super().__init__()
        self.set_reactive(Header.left, left)
        self.set_reactive(Header.middle, middle)
        self.set_reactive(Header.right, right)

    def render(self) -> Content:
        """Draw the line, as wide as the screen."""
        width = max(self.size.width - 2, 0)
        apart = f"  {self.right}" if self.middle and self.right else self.right
        right = fit(apart, min(cell_len(apart), width))
        middle = fit(self.middle, min(cell_len(self.middle), max(width - cell_len(right) - 2, 0)))
        left = fit(self.left, max(width - cell_len(right) - cell_len(middle) - 2 * bool(middle), 0))
        return safe(f" {left}{'  ' if middle else ''}{middle}{right} ", "bold")
