"""What the screens of an evening have in common: where one goes from them."""

import asyncio

from textual import work
from textual.events import ScreenResume
from textual.screen import Screen

from maraude.domain.evening import long_date
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.tui.refusals import refusals_shown
from maraude.tui.screens import redacting
from maraude.tui.screens.conflicts import ConflictsScreen
from maraude.tui.screens.map import MapScreen
from maraude.tui.screens.morning import MorningScreen
from maraude.tui.screens.stick import StickScreen
from maraude.tui.screens.stock import StockScreen
from maraude.tui.screens.transmissions import TransmissionsScreen
from maraude.tui.widgets.line_list import LineList
from maraude.usecases import maps, tours
from maraude.usecases.session import Session


class EveningScreen(Screen[None]):
    """A screen of the evening of ``session``."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session

    def action_stock(self) -> None:
        """Show tonight's stock, to be counted once the team is back; at first, the next tour's."""
        tour = tours.of_evening(self._session, self._session.evening)
        is_back = tour is not None and not tour.is_open
        self.app.push_screen(StockScreen(self._session, tour, is_counted=is_back))

    def action_transmissions(self) -> None:
        """Show the transmissions, to write or to withdraw one."""
        self.app.push_screen(TransmissionsScreen(self._session))

    def action_conflicts(self) -> None:
        """Show on what two people disagree."""
        self.app.push_screen(ConflictsScreen(self._session))

    def action_morning(self) -> None:
        """Show what came in of the night, team by team."""
        self.app.push_screen(MorningScreen(self._session))

    def action_stick(self) -> None:
        """Exchange by a stick, where there is no network."""
        self.app.push_screen(StickScreen(self._session))

    @work(exclusive=True, group="ask")
    @refusals_shown
    async def action_map(self) -> None:
        """Show where tonight's tour has been, and where it is."""
        session = self._session
        tour = tours.of_evening(session, session.evening)
        if tour is None:
            raise Refusal("no-tour", _("Commencez d'abord la maraude : s."))
        entries = tours.entries(session, tour)
        shown = await asyncio.to_thread(maps.of_tour, session, tour, entries)
        title = _("La maraude · {evening}").format(evening=long_date(tour.evening.date))
        self.app.push_screen(MapScreen(session, title, shown))

    @work(exclusive=True, group="ask")
    @refusals_shown
    async def action_redact(self) -> None:
        """Void a text of the chosen line everywhere."""
        shown = redacting.of_line(self.query_one(LineList).row)
        if await redacting.void(self.app, self._session, *shown):
            self.post_message(ScreenResume())

    def action_start(self) -> None:
        """Start tonight's tour."""
        self.app.switch_mode("start")

    def action_people(self) -> None:
        """Look for a person."""
        self.app.switch_mode("people")

    def action_spots(self) -> None:
        """Say where the team is now."""
        self.app.switch_mode("spots")

    def action_briefing(self) -> None:
        """Show what to know before leaving."""
        self.app.switch_mode("briefing")

    def action_settings(self) -> None:
        """See and change what can be set."""
        self.app.switch_mode("settings")

    def action_debrief(self) -> None:
        """End the evening."""
        self.app.switch_mode("debrief")
