"""A list of any length, one line a row, that only ever holds what is in view."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Size, clamp
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style

from maraude.tui.safe import safe_line

Row = TypeVar("Row")
Spans = Sequence[tuple[str, str]]
"""A line: texts as they come, each with its style ("", "bold", "$accent" …)."""

PAGE = 64
_PAGES_HELD = 8


@dataclass(frozen=True, slots=True)
class Rows(Generic[Row]):
    """Rows to ask for: how many, and ``fetch(offset, limit)`` for some of them."""

    count: int
    fetch: Callable[[int, int], Sequence[Row]]

    @classmethod
    def of(cls, rows: Sequence[Row]) -> "Rows[Row]":
        """Give rows that are in memory already."""
        return cls(len(rows), lambda offset, limit: rows[offset : offset + limit])


class LineList(ScrollView, Generic[Row], can_focus=True):
    """Rows under a cursor. ``line`` says how a row reads; its texts go through ``safe`` here.

    The row under the cursor has ">" before it, so that it does not depend on colour. Keys go past
    rows that are headings.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"line-list--cursor"}
    BINDINGS = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "first", show=False),
        Binding("end", "last", show=False),
        Binding("enter", "select", show=False),
    ]

    cursor: reactive[int] = reactive(0)

    class Selected(Message):
        """The row under the cursor was chosen, with Enter or a second click."""

        def __init__(self, line_list: "LineList[Any]") -> None:
            super().__init__()
            self.line_list = line_list

        @property
        def control(self) -> "LineList[Any]":
            """The list, for ``@on`` with a selector."""
            return self.line_list

    def __init__(
        self,
        line: Callable[[Row], Spans],
        *,
        is_heading: Callable[[Row], bool] = lambda _row: False,
        id: str | None = None,  # noqa: A002 - Textual's own name
    ) -> None:
        super().__init__(id=id)
        self._line = line
        self.is_heading = is_heading
        self._rows: Rows[Row] = Rows.of(())
        self._pages: dict[int, Sequence[Row]] = {}

    def show(self, rows: Rows[Row], cursor: int = 0) -> None:
        """Show other rows, or the same ones that changed, with the cursor on ``cursor``."""
        self._rows = rows
        self._pages.clear()
        self._fit()
        self.cursor = self._past_headings(cursor, 1)
        self._keep_in_view()
        self.refresh()

    @property
    def row(self) -> Row | None:
        """The row under the cursor; None where the list is empty."""
        return self._at(self.cursor) if self._rows.count else None

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a row."""
        return clamp(cursor, 0, max(self._rows.count - 1, 0))

    def watch_cursor(self, before: int, now: int) -> None:
        """Redraw the two lines that changed."""
        self.refresh_line(before)
        self.refresh_line(now)
        self._keep_in_view()

    def render_line(self, y: int) -> Strip:
        """Draw one line of what is in view."""
        index = self.scroll_offset.y + y
        base = self.visual_style
        if index >= self._rows.count:
            return Strip.blank(self.size.width, base.rich_style)
        at_cursor = index == self.cursor
        content = Content.assemble(
            "> " if at_cursor else "  ",
            *(safe_line(text, style) for text, style in self._line(self._at(index))),
        )
        if at_cursor and self.has_focus:
            content = content.without_spans
            base = Style.from_styles(self.get_component_styles("line-list--cursor"))
        return self._strip(content, base)

    def on_resize(self) -> None:
        """Fill the new width, and keep the cursor in view."""
        self._fit()
        self._keep_in_view()

    def on_click(self, event: events.Click) -> None:
        """Move the cursor; a second click chooses."""
        self.cursor = self.scroll_offset.y + event.y
        if event.chain > 1:
            self.action_select()

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        self.cursor = self._past_headings(self.cursor + by, by)

    def action_page(self, by: int) -> None:
        """Move the cursor by what is in view."""
        self.action_move(by * max(self.size.height - 1, 1))

    def action_first(self) -> None:
        """Go to the first row."""
        self.cursor = self._past_headings(0, 1)

    def action_last(self) -> None:
        """Go to the last row."""
        self.cursor = self._rows.count - 1

    def action_select(self) -> None:
        """Choose the row under the cursor."""
        if self._rows.count:
            self.post_message(self.Selected(self))

    def _past_headings(self, wanted: int, by: int) -> int:
        """Give the row at ``wanted``, else the next that is no heading, else where one was."""
        index = clamp(wanted, 0, max(self._rows.count - 1, 0))
        while 0 <= index < self._rows.count and self.is_heading(self._at(index)):
            index += 1 if by > 0 else -1
        return index if 0 <= index < self._rows.count else self.cursor

    def _at(self, index: int) -> Row:
        """Give a row, through the pages last used."""
        page = index // PAGE
        if page not in self._pages:
            if len(self._pages) == _PAGES_HELD:
                self._pages.pop(next(iter(self._pages)))
            self._pages[page] = self._rows.fetch(page * PAGE, PAGE)
        return self._pages[page][index % PAGE]

    def _strip(self, content: Content, base: Style) -> Strip:
        """Draw a content in the width of the list."""
        cut = content.truncate(self.size.width, ellipsis=True, pad=True)
        return Strip(cut.render_segments(base), self.size.width)

    def _fit(self) -> None:
        self.virtual_size = Size(self.size.width, self._rows.count)

    def _keep_in_view(self) -> None:
        """Scroll as little as it takes."""
        top, height = self.scroll_offset.y, max(self.size.height, 1)
        # A heading just above is seen with its first row.
        above = self.cursor - 1
        first = above if above >= 0 and self.is_heading(self._at(above)) else self.cursor
        if not top <= first <= self.cursor < top + height:
            wanted = first if first < top else self.cursor - height + 1
            self.scroll_to(y=wanted, animate=False, force=True)
