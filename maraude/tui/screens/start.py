"""Start tonight's tour: the sector, and who is out."""

import asyncio
from collections.abc import Callable

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Input, Static

from maraude.domain.evening import long_date
from maraude.domain.text import clean_line
from maraude.domain.tour import Member, Tour
from maraude.i18n import _
from maraude.tui.commands import bindings
from maraude.tui.door import HOME
from maraude.tui.refusals import refusals_shown
from maraude.tui.safe import safe
from maraude.tui.widgets.field import Field
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header

Start = Callable[[str, tuple[Member, ...]], object]
"""Starts the tour in a sector with these members; Refusal where one is open already."""

Last = Callable[[], Tour | None]
"""Gives the tour of which the sector and the crew are offered again, if there is one."""


class StartScreen(Screen[None]):
    """Two fields, filled in as last time, both of which may stay empty; then out."""

    BINDINGS = bindings("start")

    def __init__(self, title: str, start: Start, last: Last = lambda: None) -> None:
        super().__init__()
        self._heading = title
        self._start = start
        self._last = last

    def compose(self) -> ComposeResult:
        """Lay out each label above its field."""
        yield Header(self._heading)
        with Vertical(classes="dialog"):
            yield Static(safe(_("Secteur")))
            yield Field(id="sector")
            yield Static(safe(_("Équipage, par exemple : Inès, Karim:infirmier")), classes="hint")
            yield Field(id="members")
            yield Static("", id="as-before", classes="hint", markup=False)
        yield Footer("start")

    def on_screen_resume(self) -> None:
        """Offer the sector and the crew of the last tour, unless something is typed."""
        sector, members = self.query_one("#sector", Field), self.query_one("#members", Field)
        last = self._last()
        if last is None or sector.value or members.value:
            return
        sector.value, members.value = last.sector, _written(last.members)
        told = _("Comme {date} : à corriger si l'équipage a changé, puis Entrée.")
        date = long_date(last.evening.date)
        self.query_one("#as-before", Static).update(safe(told.format(date=date)))

    @on(Input.Submitted)
    def action_leave(self) -> None:
        """Go to the next field; at the last one start the tour."""
        members = self.query_one("#members", Field)
        if members.has_focus:
            self._leave()
        else:
            members.focus()

    def action_back(self) -> None:
        """Go back to tonight; what was typed stays."""
        self.app.switch_mode(HOME)

    @work(exclusive=True)
    @refusals_shown
    async def _leave(self) -> None:
        sector = self.query_one("#sector", Field).text
        members = _members(self.query_one("#members", Field).text)
        await asyncio.to_thread(self._start, sector, members)
        self.app.switch_mode(HOME)


def _written(members: tuple[Member, ...]) -> str:
    """Write a crew as the field takes it."""
    return ", ".join(f"{m.name}:{m.role}" if m.role else m.name for m in members)


def _members(text: str) -> tuple[Member, ...]:
    """Read ``Inès, Karim:infirmier``."""
    written = (part.partition(":") for part in text.split(","))
    return tuple(
        Member(clean_line(name), clean_line(role)) for name, _colon, role in written if name.strip()
    )
