"""Start tonight's tour: the sector, and who is out."""

import asyncio
from collections.abc import Callable

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Input, Static

from maraude.domain.text import clean_line
from maraude.domain.tour import Member
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


class StartScreen(Screen[None]):
    """Two fields, both of which may stay empty; then out."""

    BINDINGS = bindings("start")

    def __init__(self, title: str, start: Start) -> None:
        super().__init__()
        self._heading = title
        self._start = start

    def compose(self) -> ComposeResult:
        """Lay out each label above its field."""
        yield Header(self._heading)
        with Vertical(classes="dialog"):
            yield Static(safe(_("Secteur")))
            yield Field(id="sector")
            yield Static(safe(_("Équipage, par exemple : Inès, Karim:infirmier")), classes="hint")
            yield Field(id="members")
        yield Footer("start")

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


def _members(text: str) -> tuple[Member, ...]:
    """Read ``Inès, Karim:infirmier``."""
    written = (part.partition(":") for part in text.split(","))
    return tuple(
        Member(clean_line(name), clean_line(role)) for name, _colon, role in written if name.strip()
    )
