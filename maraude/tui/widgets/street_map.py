"""A map of streets and numbered places, panned and zoomed by keys."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

from textual import work
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from maraude.directory.walking import Box
from maraude.domain.spot import Position
from maraude.tui import street_drawing
from maraude.tui.safe import safe
from maraude.tui.street_drawing import Ink, Mark, Piece, Row, View

STEP = 0.25
"""Share of the map by which one key moves it."""
NEARER = 1.5
HERE = "@"
_STYLES = {Ink.STREET: "", Ink.PLACE: "bold", Ink.CHOSEN: "bold reverse", Ink.HERE: "bold"}


class StreetMap(Widget, can_focus=True):
    """The streets around ``here``, and places by their number; the chosen one is in brackets.

    ``pieces`` gives the streets in a box, and is called in another thread.
    """

    BINDINGS = [
        Binding("left", "pan(-1, 0)", show=False),
        Binding("right", "pan(1, 0)", show=False),
        Binding("up", "pan(0, -1)", show=False),
        Binding("down", "pan(0, 1)", show=False),
    ]

    view: reactive[View | None] = reactive(None)
    chosen: reactive[int] = reactive(0)

    class Looked(Message):
        """The map shows something else, or at another scale."""

    def __init__(
        self,
        pieces: Callable[[Box], Sequence[Piece]],
        here: Position | None,
        places: Sequence[Position],
    ) -> None:
        super().__init__()
        self._pieces = pieces
        self._here = here
        self._places = places
        self._rows: tuple[Row, ...] = ()

    def render(self) -> Content:
        """Show what was drawn last."""
        return Content("\n").join(
            Content.assemble(*(safe(text, _STYLES[ink]) for text, ink in row)) for row in self._rows
        )

    def on_resize(self) -> None:
        """Fill the new size; at first, with all places."""
        if self.view is None:
            self.look_at_all()
        elif self.size:
            self.view = replace(self.view, columns=self.size.width, rows=self.size.height)

    def watch_view(self) -> None:
        """Draw what is looked at now."""
        self._draw()
        self.post_message(self.Looked())

    def watch_chosen(self) -> None:
        """Bring the chosen place into view."""
        if self.view is None or not self._places:
            return
        place = self._places[self.chosen]
        if self.view.shows(place):
            self._draw()
        else:
            self.view = replace(self.view, centre=place)

    def action_pan(self, right: int, down: int) -> None:
        """Look elsewhere."""
        if self.view:
            self.view = self.view.moved(right * STEP, down * STEP)

    def zoom(self, times: float) -> None:
        """Look from nearer, or where ``times`` is less than one from further."""
        if self.view:
            self.view = self.view.zoomed(times)

    def look_at_all(self) -> None:
        """Show all places, and where one stands."""
        seen = [*self._places, *([self._here] if self._here else [])]
        if seen and self.size:
            self.view = View.around(seen, self.size.width, self.size.height)

    def _draw(self) -> None:
        """Draw apart from the screen, which waits for nothing; what was asked last is shown."""
        if self.view:
            self._draw_apart(self.view)

    @work(exclusive=True, group="map")
    async def _draw_apart(self, view: View) -> None:
        marks = self._marks()

        def drawn() -> tuple[Row, ...]:
            return street_drawing.draw(view, self._pieces(view.box), marks)

        self._rows = await asyncio.to_thread(drawn)
        self.refresh()

    def _marks(self) -> list[Mark]:
        """Give the labels, the ones that must be seen first."""
        numbered = list(enumerate(self._places))
        here = [Mark(HERE, self._here, Ink.HERE)] if self._here else []
        chosen = [Mark(f"[{n + 1}]", p, Ink.CHOSEN) for n, p in numbered if n == self.chosen]
        others = [Mark(str(n + 1), p, Ink.PLACE) for n, p in numbered if n != self.chosen]
        return [*here, *chosen, *others]
