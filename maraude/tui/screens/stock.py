"""What the van carries: loaded, given, left, and what came back."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial

from textual import events, on, work
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from maraude.domain.shorthand import digits
from maraude.domain.shorthand.labels import entry
from maraude.domain.tour import Tour
from maraude.i18n import _
from maraude.tui.commands import bindings
from maraude.tui.refusals import refusals_shown
from maraude.tui.safe import fit, safe
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header
from maraude.tui.widgets.line_list import LineList, Rows, Spans
from maraude.usecases import stock, tours, undo
from maraude.usecases.session import Session
from maraude.usecases.stock import Shelf

LABEL_WIDTH = 32
NUMBER_WIDTH = 10
MOST_DIGITS = 4


class Column(Enum):
    """What a number typed says."""

    LOADED = "loaded"
    COUNTED = "counted"


@dataclass(frozen=True, slots=True)
class Typed:
    """A number while it is typed, for a thing in a column."""

    code: str
    column: Column
    digits: str


class StockScreen(Screen[None]):
    """A row for each thing. A number is typed where the cursor is, and kept when it moves on.

    ``tour`` is None before it starts: only what is loaded is then said. ``is_counted`` begins
    with what came back.
    """

    BINDINGS = bindings("stock")
    CSS_PATH = "stock.tcss"
    AUTO_FOCUS = "LineList"

    def __init__(self, session: Session, tour: Tour | None, *, is_counted: bool = False) -> None:
        super().__init__()
        self._session = session
        self._tour = tour
        self._column = Column.COUNTED if tour and is_counted else Column.LOADED
        self._typed: Typed | None = None

    def compose(self) -> ComposeResult:
        """Lay out the titles, the rows, and what can be typed."""
        yield Header(_("Stock"))
        yield Static(safe(_titles(), "bold"), id="titles")
        yield LineList[Shelf](self._line)
        yield Static("", id="hint", markup=False)
        yield Footer("stock")

    def on_mount(self) -> None:
        """Show the numbers; moving on keeps what was typed."""
        self._show()
        self.watch(self._list, "cursor", self._keep_typed, init=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow to count only on a tour."""
        return action not in ("column", "count_rest") or self._tour is not None

    def on_key(self, event: events.Key) -> None:
        """Take digits, those of the unshifted AZERTY row too."""
        if event.key == "backspace":
            self._erase()
        elif event.character and digits.end(event.character, 0, hyphen=True):
            self._type(str(digits.value(event.character)))
        else:
            return
        event.stop()

    @on(LineList.Selected)
    def action_next(self) -> None:
        """Keep what was typed and go on."""
        self._keep_typed()
        self._list.action_move(1)

    def action_column(self) -> None:
        """Change between what is loaded and what is counted."""
        self._keep_typed()
        loaded = self._column is Column.LOADED
        self._column = Column.COUNTED if loaded else Column.LOADED
        self._show_hint()
        self._list.refresh()

    def key_left(self) -> None:
        """Go to what is loaded."""
        if self._column is Column.COUNTED:
            self.action_column()

    def key_right(self) -> None:
        """Go to what is counted."""
        if self._column is Column.LOADED and self._tour:
            self.action_column()

    def action_as_last_time(self) -> None:
        """Load what the last tour had."""
        self._write(
            partial(stock.load_as_last_time, self._session, self._tour),
            _("Chargé comme la dernière fois."),
        )

    def action_count_rest(self) -> None:
        """Count what should be left where nothing is counted yet."""
        if self._tour:
            entries = tours.entries(self._session, self._tour)
            job = partial(stock.count_what_is_left, self._session, self._tour, entries)
            self._write(job, _("Compté comme prévu · Ctrl+Z annule"))

    def action_undo(self) -> None:
        """Give up what is typed, or take back the last thing written."""
        if self._typed:
            self._typed = None
            self._list.refresh()
        else:
            done = _("Annulé : la dernière modification.")
            self._write(partial(undo.undo_latest, self._session), done)

    @work(group="write")
    @refusals_shown
    async def action_back(self) -> None:
        """Keep what was typed, then go back to the screen before."""
        if job := self._typed_job():
            await asyncio.to_thread(job)
        self.dismiss()

    @property
    def _list(self) -> LineList[Shelf]:
        return self.query_one(LineList)

    def _type(self, digit: str) -> None:
        shelf = self._list.row
        if shelf is None:
            return
        before = self._typed.digits if self._typed else ""
        self._typed = Typed(shelf.code, self._column, f"{before}{digit}"[:MOST_DIGITS])
        self._list.refresh()

    def _erase(self) -> None:
        """Take the last digit away, or the number that stands there."""
        shelf = self._list.row
        if shelf and self._typed:
            self._typed = replace(self._typed, digits=self._typed.digits[:-1])
        elif shelf:
            self._typed = Typed(shelf.code, self._column, "")
        self._list.refresh()

    def _keep_typed(self) -> None:
        """Write the number that was typed."""
        if job := self._typed_job():
            self._write(job)

    def _typed_job(self) -> Callable[[], None] | None:
        """Give what writes the number typed; an empty one takes away what stood there."""
        typed, self._typed = self._typed, None
        if typed is None:
            return None
        number = int(typed.digits) if typed.digits else None
        if typed.column is Column.LOADED or self._tour is None:
            return partial(stock.load, self._session, self._tour, typed.code, number or 0)
        return partial(stock.count, self._session, self._tour, typed.code, number)

    @work(group="write")
    @refusals_shown
    async def _write(self, job: Callable[[], object], done: str = "") -> None:
        await asyncio.to_thread(job)
        if done:
            self.notify(done)
        self._show()

    def _show(self) -> None:
        """Read the numbers again."""
        if self._tour is None:
            shelves = stock.prepared(self._session)
        else:
            self._tour = tours.by_id(self._session, self._tour.id)
            shelves = stock.shelves(self._tour, tours.entries(self._session, self._tour))
        self._list.show(Rows.of(shelves), self._list.cursor)
        self._show_hint()
        self.refresh_bindings()

    def _show_hint(self) -> None:
        column = _("chargé") if self._column is Column.LOADED else _("compté au retour")
        hint = _("Tapez un nombre : {column}. Les flèches passent d'une case à l'autre.")
        self.query_one("#hint", Static).update(safe(hint.format(column=column)))

    def _line(self, shelf: Shelf) -> Spans:
        loaded = self._cell(shelf, Column.LOADED, shelf.loaded or None)
        counted = self._cell(shelf, Column.COUNTED, shelf.counted)
        used = shelf.is_used
        return (
            (fit(entry("given", shelf.code).short, LABEL_WIDTH), ""),
            (f"{loaded:>{NUMBER_WIDTH}}", ""),
            (f"{shelf.given if used else '':>{NUMBER_WIDTH}}", ""),
            (f"{shelf.left if used else '':>{NUMBER_WIDTH}}", ""),
            (f"{counted:>{NUMBER_WIDTH}}", ""),
            (f"  {shelf.difference:+}" if shelf.difference else "", ""),
        )

    def _cell(self, shelf: Shelf, column: Column, number: int | None) -> str:
        """Give a number to be typed, in brackets where the next digit goes."""
        typed = self._typed
        text = "" if number is None else str(number)
        if typed and (typed.code, typed.column) == (shelf.code, column):
            text = f"{typed.digits}_"
        here = self._list.row is shelf and column is self._column
        return f"[{text}]" if here else f"{text} "


def _titles() -> str:
    """Name the columns; the list stands two cells to the right of its titles."""
    numbers = (_("chargé"), _("donné"), _("reste"), _("compté"))
    return " " * (LABEL_WIDTH + 2) + "".join(
        f"{fit(title, NUMBER_WIDTH - 1).rstrip():>{NUMBER_WIDTH - 1}} " for title in numbers
    )
