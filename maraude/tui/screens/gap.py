"""The quarter-hour gap: where, when and for what nothing was open within reach on foot."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass
from textwrap import wrap

from textual import work
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from maraude.domain.evening import Evening
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.tui.commands import bindings
from maraude.tui.exchanges import beside
from maraude.tui.refusals import refusals_shown
from maraude.tui.safe import fit, safe
from maraude.tui.screens.ask import AskScreen
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header
from maraude.tui.widgets.line_list import LineList, Rows, Spans
from maraude.usecases import gap, gap_figures, gap_words
from maraude.usecases.gap_figures import Gap, Line
from maraude.usecases.orient import QUARTER_HOUR
from maraude.usecases.session import Session

NAME_WIDTH, WIDTHS = 30, (14, 16, 8, 10)
TEXT_WIDTH = 76


@dataclass(frozen=True, slots=True)
class GapRow:
    """A line of the screen: a name, and figures below their heads, or a text alone."""

    name: str
    figures: tuple[str, ...] = ()
    style: str = ""


class GapScreen(Screen[None]):
    """One list: by need, by quarter, by hour, by all three, and the definition."""

    BINDINGS = bindings("gap")
    CSS_PATH = "gap.tcss"
    AUTO_FOCUS = "LineList"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._first, self._last = gap.period(session, None, None)

    def compose(self) -> ComposeResult:
        """Lay out the list above the definition in short."""
        yield Header(_("Le quart d'heure"))
        yield LineList[GapRow](_line)
        yield Static(safe(gap_words.in_short(QUARTER_HOUR)), id="definition")
        yield Footer("gap")

    def on_mount(self) -> None:
        """Begin to look."""
        self._look()

    @work(exclusive=True, group="ask")
    @refusals_shown
    async def action_period(self) -> None:
        """Ask for the evenings."""
        asked = AskScreen(
            _("Quelles soirées ? Une soirée s'écrit 2026-11-23."),
            (_("La première"), _("La dernière")),
            self._objection,
            (str(self._first), str(self._last)),
        )
        answers = await self.app.push_screen_wait(asked)
        if answers:
            self._first, self._last = self._read(answers)
            self._look()

    def action_back(self) -> None:
        """Go back to the screen before."""
        self.dismiss()

    def _read(self, answers: tuple[str, ...]) -> tuple[Evening, Evening]:
        first, last = map(Evening.parse, answers)
        return gap.period(self._session, first, last)

    def _objection(self, answers: tuple[str, ...]) -> str:
        try:
            self._read(answers)
        except Refusal as refusal:
            return refusal.message
        except ValueError:
            return _("Une soirée s'écrit 2026-11-23.")
        return ""

    @work(exclusive=True, group="look")
    @refusals_shown
    async def _look(self) -> None:
        """Look in a thread of its own: of a long time there is much to look up."""
        loop, context = asyncio.get_running_loop(), copy_context()

        def progress(done: int, total: int) -> None:
            with suppress(RuntimeError):  # the application has ended meanwhile
                loop.call_soon_threadsafe(self._show_progress, done, total, context=context)

        first, last = self._first, self._last
        self.query_one(Header).right = _("on compte…")
        looked = await beside(
            lambda: gap_figures.of(gap.look(self._session, first, last, progress=progress))
        )
        if self.query(LineList):  # else the screen is being made anew, and looks itself then
            self._show(looked)

    def _show_progress(self, done: int, total: int) -> None:
        if self.query(Header):
            self.query_one(Header).right = f"{done}/{total}"

    def _show(self, found: Gap) -> None:
        header = self.query_one(Header)
        header.left = _("Le quart d'heure, {dates}").format(dates=gap_words.dates(found))
        header.right = ""
        self.query_one(LineList).show(Rows.of(list(_rows(found))))


def _rows(found: Gap) -> Iterator[GapRow]:
    """Give the lines of the screen."""
    yield from map(GapRow, wrap(found.missing, TEXT_WIDTH))
    yield GapRow(gap_words.met(found))
    yield from _table(_("En tout"), (found.total,), lambda _name: _("toutes les demandes"))
    if found.by_need:
        yield from _table(_("Par besoin"), found.by_need, gap_words.short_need)
        yield from _table(_("Par quartier"), found.by_quarter, gap_words.quarter)
        yield from _table(_("Par heure"), found.by_hour, lambda name: gap_words.hour(int(name)))
        yield GapRow(_("Rien d'ouvert, par quartier, heure et besoin"), style="bold")
        for cell in found.cells:
            if cell.nothing.count is not None:
                count = gap_words.figure(cell.nothing)
                yield GapRow(_("{place} : {n}").format(place=gap_words.place(cell), n=count))
        if hidden := gap_words.hidden_cells(found):
            yield GapRow(hidden, style="dim")
    else:
        yield GapRow(_("Aucune demande ces soirées-là : rien n'est resté ouvert."), style="dim")
    yield GapRow(_("Définition"), style="bold")
    for sentence in (*gap_words.definition(found.minutes), *found.attributions):
        yield from map(GapRow, wrap(sentence, TEXT_WIDTH))


def _table(title: str, lines: tuple[Line, ...], name: Callable[[str], str]) -> Iterator[GapRow]:
    heads = (_("rien d'ouvert"), _("on ne sait pas"), _("ouvert"), _("demandes"))
    yield GapRow(title, heads, "bold")
    for line in lines:
        figures = (line.nothing, line.unknown, line.open, line.asked)
        yield GapRow(name(line.name), tuple(map(gap_words.figure, figures)))


def _line(row: GapRow) -> Spans:
    if not row.figures:
        return ((row.name, row.style),)
    figures = "".join(f"{text:>{width}}" for text, width in zip(row.figures, WIDTHS, strict=True))
    return ((f"{fit(row.name, NAME_WIDTH)}{figures}", row.style),)
