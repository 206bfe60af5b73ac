"""The code board beside la ligne: every letter, what it stands for, and its state on the line."""

from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.geometry import clamp
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from maraude.tui.commands import bindings
from maraude.tui.safe import fit

LETTER_COLUMNS, WORD_COLUMNS = 3, 2
ROWS = 9
NARROWEST = 8


@dataclass(frozen=True, slots=True)
class Cell:
    """What one place of the board shows: a key to type, a short label, a state or nothing."""

    key: str
    label: str
    state: str = ""


class Board(Widget, can_focus=True):
    """Cells in columns of nine, fewer where the keys are words; arrows move, Space presses.

    Everything else is left to the screen, so that letters typed here reach the line.
    """

    cells: reactive[tuple[Cell, ...]] = reactive((), repaint=True)
    cursor: reactive[int] = reactive(0, repaint=True)

    BINDINGS = bindings("line")

    class Pressed(Message):
        """A cell was pressed."""

        def __init__(self, cell: Cell) -> None:
            super().__init__()
            self.cell = cell

    class Left(Message):
        """The cursor went up out of the board, back to the line."""

    def render(self) -> Content:
        """Draw the page on which the cursor is."""
        first = self.cursor // self._page * self._page
        page = self.cells[first : first + self._page]
        return Content("\n").join(
            Content("│").join(
                self._cell(page, first, row + ROWS * column) for column in range(self._columns)
            )
            for row in range(ROWS)
        )

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a cell."""
        return clamp(cursor, 0, max(len(self.cells) - 1, 0))

    def watch_cells(self) -> None:
        """Keep the cursor on a cell when there are fewer."""
        self.cursor = self.validate_cursor(self.cursor)

    def on_key(self, event: events.Key) -> None:
        """Move, press, or leave the key to the screen."""
        match event.key:
            case "up" if self.cursor % ROWS == 0:
                self.post_message(self.Left())
            case "up":
                self.cursor -= 1
            case "down":
                self.cursor += 1
            case "left":
                self.cursor -= ROWS
            case "right":
                self.cursor += ROWS
            case "pageup":
                self.cursor -= self._page
            case "pagedown":
                self.cursor += self._page
            case "space" if self.cells:
                self.post_message(self.Pressed(self.cells[self.cursor]))
            case _:
                return
        event.stop()
        event.prevent_default()

    def on_click(self, event: events.Click) -> None:
        """Press the cell under the pointer."""
        width = max(self.size.width // self._columns, 1)
        place = min(event.x // width, self._columns - 1) * ROWS + event.y
        chosen = self.cursor // self._page * self._page + place
        if event.y < ROWS and chosen < len(self.cells):
            self.cursor = chosen
            self.post_message(self.Pressed(self.cells[chosen]))

    @property
    def _columns(self) -> int:
        """How many columns leave every label its room."""
        words = any(len(cell.key) > 1 for cell in self.cells)
        return WORD_COLUMNS if words else LETTER_COLUMNS

    @property
    def _page(self) -> int:
        return self._columns * ROWS

    def _cell(self, page: tuple[Cell, ...], first: int, place: int) -> Content:
        """Draw one cell, as wide as every other."""
        width = max(self.size.width // self._columns - 1, NARROWEST)
        if place >= len(page):
            return Content(" " * width)
        cell = page[place]
        room = width - len(cell.key) - len(cell.state) - 1
        text = f"{cell.key} {fit(cell.label, room)}{cell.state}"
        at_cursor = self.has_focus and first + place == self.cursor
        return Content.styled(text, "reverse" if at_cursor else "bold" if cell.state else "")
