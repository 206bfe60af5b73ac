"""What is open near, and how sure that is; choosing one refers the person to it."""

import asyncio
from contextlib import suppress
from functools import partial

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.css.query import NoMatches
from textual.screen import Screen
from textual.widgets import Input, Static

from maraude.directory import categories, matching
from maraude.domain import codes
from maraude.domain.choice import Choice
from maraude.domain.refusal import Refusal
from maraude.domain.spot import Position
from maraude.domain.text import searchable
from maraude.i18n import _
from maraude.tui.commands import bindings
from maraude.tui.refusals import refusals_shown
from maraude.tui.safe import safe
from maraude.tui.screens import correcting, nearby_lines, nearby_rows, placing
from maraude.tui.screens.filters import FiltersScreen
from maraude.tui.screens.map import MapScreen
from maraude.tui.screens.nearby_lines import Row
from maraude.tui.screens.pick import Choosable, Pick
from maraude.tui.screens.slip import SlipScreen
from maraude.tui.widgets.field import Field
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header
from maraude.tui.widgets.line_list import LineList, Rows, Spans
from maraude.usecases import (
    addresses,
    directory,
    experiences,
    maps,
    orient,
    refer,
    search,
    service_notes,
    slip,
    spots,
)
from maraude.usecases.needs import Asked
from maraude.usecases.orient import Nearby, Question
from maraude.usecases.session import Session

LIMIT = 50
_NOTHING_ASKED = Asked()


class NearbyScreen(Screen[Choice | None]):
    """Services near a spot for what is asked; gives the choice made of one.

    It shows what is proposed, or what was set aside and why.
    """

    BINDINGS = bindings("nearby")
    CSS_PATH = "nearby.tcss"

    def __init__(self, session: Session, spot: str | None, asked: Asked = _NOTHING_ASKED) -> None:
        super().__init__()
        self._session = session
        self._spot = spot
        self._needs = asked.needs
        self._address: addresses.Candidate | None = None
        self._title = ", ".join(map(codes.load("needs").short, asked.needs))
        self._categories = tuple(
            category.code for need in asked.needs for category in categories.answering(need)
        )
        self._for = asked.for_
        self._set_aside = False
        self._found: tuple[tuple[Nearby, ...], ...] = ()
        self._elsewhere: tuple[Nearby, ...] | None = ()
        self._rows: list[Row] = []

    def compose(self) -> ComposeResult:
        """Lay out the question, the services, and the one under the cursor in full."""
        yield Header("")
        with Horizontal(id="search"):
            yield Static(safe(_("Chercher : ")), classes="label")
            yield Field(id="name")
        yield Static("", id="titles", markup=False)
        yield Static("", id="empty", markup=False)
        yield LineList[Row](self._line, is_heading=lambda row: isinstance(row, str), id="services")
        yield Static("", id="detail", markup=False)
        yield Footer("nearby")

    def on_mount(self) -> None:
        """Search, or ask first what is looked for."""
        self.watch(self._list, "cursor", self._show_detail, init=False)
        self._list.focus()
        if self._categories:
            self._search()
        else:
            self.action_category()

    def on_resize(self) -> None:
        """Let the columns follow the width."""
        self._show_titles()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow what needs a service only where there is one."""
        if action == "correct" and not service_notes.may_correct(self._session):
            return False
        return action not in ("refer", "slip", "map", "correct") or self._service is not None

    # What the keys do.

    def action_refer(self) -> None:
        """Give the chosen service back."""
        service = self._service
        if service is None:
            return
        try:
            self.dismiss(refer.choice(service))
        except Refusal as refusal:
            self._say(refusal.message)

    def action_back(self) -> None:
        """Leave the search, then what was set aside, then the screen without a choice."""
        if self.query_one("#search").display:
            self._close_search()
        elif self._set_aside:
            self.action_why_not()
        else:
            self.dismiss(None)

    def action_why_not(self) -> None:
        """Show what was set aside and why, or again what is proposed."""
        self._set_aside = not self._set_aside
        self._search()

    def action_search(self) -> None:
        """Type a name."""
        self.query_one("#search").display = True
        self.set_focus(self._field)

    @work(exclusive=True, group="ask")
    async def action_filter(self) -> None:
        """Ask for whom a service is looked for."""
        chosen = await self.app.push_screen_wait(FiltersScreen(self._for))
        if chosen is not None:
            self._for = chosen
            self._search()

    @work(exclusive=True, group="ask")
    @refusals_shown
    async def action_slip(self) -> None:
        """Show the slip of the chosen service."""
        service = self._service
        if service is None:
            return
        shown = await asyncio.to_thread(slip.prepare, self._session, service)
        self.app.push_screen(SlipScreen(self._session, shown))

    @work(exclusive=True, group="ask")
    @refusals_shown
    async def action_correct(self) -> None:
        """Correct the chosen service, or take a correction back."""
        service = self._service
        if service and await correcting.correct(self.app, self._session, service):
            self._search()

    @work(exclusive=True, group="ask")
    async def action_map(self) -> None:
        """Show the listed services on a map; what is chosen there is chosen in the list."""
        here = self._position
        listed = [row for row in self._rows if isinstance(row, Nearby)]
        if here is None or self._service is None:
            return
        shown = await asyncio.to_thread(maps.of_services, self._session, here, listed)
        title = _("La carte : {what}").format(what=self._title)
        screen = MapScreen(self._session, title, shown, listed.index(self._service))
        chosen = await self.app.push_screen_wait(screen)
        if chosen is not None:
            self._list.cursor = self._rows.index(listed[chosen])

    @work(exclusive=True, group="ask")
    async def action_category(self) -> None:
        """Ask which kind of help is looked for."""
        answers = [Choosable(category, category.label) for category in categories.load().values()]
        chosen = await self.app.push_screen_wait(Pick(_("Que cherche-t-on ?"), answers))
        if chosen:
            self._needs, self._categories, self._title = (), (chosen.code,), chosen.label
            self._search()
        elif not self._categories:
            self.dismiss(None)

    @work(exclusive=True, group="ask")
    async def action_from_spot(self) -> None:
        """Ask from which place to look."""
        placed = [found for found in spots.find(self._session) if found.position]
        if not placed:
            self._say(_no_position())
            return
        answers = [Choosable(found.spot.id, found.spot.name) for found in placed]
        if chosen := await self.app.push_screen_wait(Pick(_("Depuis quel lieu ?"), answers)):
            self._spot, self._address = chosen, None
            self._search()

    @work(exclusive=True, group="ask")
    @refusals_shown
    async def action_from_address(self) -> None:
        """Ask from which address to look."""
        found = await placing.ask(self.app, partial(addresses.find, self._session))
        if found:
            self._address = found
            self._search()

    def key_up(self) -> None:
        """Move in the list while typing; else the list moves by itself."""
        if self._field.has_focus:
            self._list.action_move(-1)

    def key_down(self) -> None:
        """Move in the list while typing; else the list moves by itself."""
        if self._field.has_focus:
            self._list.action_move(1)

    @on(LineList.Selected)
    def _on_selected(self) -> None:
        self.action_refer()

    @on(Input.Submitted)
    def _on_submitted(self) -> None:
        self.set_focus(self._list)

    @on(Input.Changed)
    def _on_typed(self) -> None:
        self._elsewhere = None
        self._show_found()
        self._search_text()

    # What is asked and shown.

    @work(exclusive=True, group="search")
    async def _search(self) -> None:
        """Look around the spot, and show what was found."""
        self._show_header()
        self._show_titles()
        position = self._position
        if position is None:
            self._show((), _no_position())
            return
        try:
            found = await asyncio.to_thread(self._near, position)
        except Refusal as refusal:
            self._show((), refusal.message)
            return
        with suppress(NoMatches):  # The screen is being left, or made anew and looks itself then.
            self._show(found, _nothing_found(self._session, set_aside=self._set_aside))

    @work(exclusive=True, group="text")
    @refusals_shown
    async def _search_text(self) -> None:
        """Look in the whole directory for what is typed, and show it after what was found."""
        text, position = self._field.text, self._position
        found: tuple[Nearby, ...] = ()
        if searchable(text) and position:
            question = self._question(position)
            answer = await asyncio.to_thread(search.near, self._session, text, question)
            found = answer.services
        self._elsewhere = found
        with suppress(NoMatches):  # The screen is being left, or made anew.
            self._show_found()

    def _near(self, position: Position) -> tuple[tuple[Nearby, ...], ...]:
        """Give what was found, each kind of help apart."""
        ask = orient.passed_over if self._set_aside else orient.near
        learn = partial(experiences.at, self._session)
        question = self._question(position)
        return orient.by_kind(self._session.services, question, limit=LIMIT, learn=learn, ask=ask)

    def _question(self, position: Position) -> Question:
        return Question(
            position=position,
            when=self._session.now(),
            zone=self._session.zone,
            categories=tuple(dict.fromkeys(self._categories)),
            for_=self._for,
            speed=self._session.profile.speed,
            corrected=service_notes.holding(self._session),
        )

    @property
    def _position(self) -> Position | None:
        if self._address:
            return self._address.position
        return spots.position(self._session, self._spot) if self._spot else None

    @property
    def _list(self) -> LineList[Row]:
        return self.query_one("#services", LineList)

    @property
    def _service(self) -> Nearby | None:
        row = self._list.row
        return row if isinstance(row, Nearby) else None

    @property
    def _field(self) -> Field:
        return self.query_one("#name", Field)

    def _line(self, row: Row) -> Spans:
        width = self._list.size.width
        if isinstance(row, str):
            return nearby_lines.heading(row)
        return (nearby_lines.set_aside if self._set_aside else nearby_lines.proposed)(row, width)

    def _close_search(self) -> None:
        self.query_one("#search").display = False
        self._field.value = ""
        self.set_focus(self._list)

    def _show_header(self) -> None:
        asked = (self._title, ", ".join(matching.label(name) for name in self._for))
        heading = (
            _("Écartés, et pourquoi : {what} · depuis {spot}")
            if self._set_aside
            else _("Où ? {what} · depuis {spot}")
        )
        address = self._address.label if self._address else ""
        header = self.query_one(Header)
        header.left = heading.format(
            what=" · ".join(part for part in asked if part),
            spot=address or spots.name(self._session, self._spot) or "…",
        )
        header.right = f"{self._session.now().astimezone(self._session.zone):%H:%M}"

    def _show_titles(self) -> None:
        titles = self.query_one("#titles", Static)
        titles.display = not self._set_aside
        titles.update(safe(nearby_lines.titles(self.size.width)))

    def _show(self, found: tuple[tuple[Nearby, ...], ...], empty: str) -> None:
        self._found = found
        self._say("" if found else empty)
        self._show_found()
        if self._field.text:
            self._search_text()

    def _show_found(self) -> None:
        """Show those of what was found whose name has each word typed; else few of each kind.

        What else the words ask for comes after; ``_elsewhere`` is None while it is looked for.
        """
        words = searchable(self._field.text).split()
        rows = nearby_rows.rows(self._found, self._needs, words, set_aside=self._set_aside)
        known = {row.id for row in rows if isinstance(row, Nearby)}
        others = [one for one in self._elsewhere or () if one.id not in known]
        if rows and others:
            rows.append(_("Dans tout l'annuaire"))
        rows += others
        if words and self._elsewhere is not None:
            self._say("" if rows else _("Rien de tel dans l'annuaire."))
        self._rows = rows
        self._list.show(Rows.of(rows))
        self._show_detail()
        self.refresh_bindings()

    def _say(self, sentence: str) -> None:
        field = self.query_one("#empty", Static)
        field.update(safe(sentence))
        field.display = bool(sentence)

    def _show_detail(self) -> None:
        service = self._service
        shown = self._detail(service) if service else ""
        self.query_one("#detail", Static).update(shown)

    def _detail(self, found: Nearby) -> Content:
        try:
            linked = directory.links(self._session.services, found.service)
        except Refusal:
            linked = ()
        return nearby_lines.detail(found, self._session.zone, linked)


def _no_position() -> str:
    return _(
        "On ne sait pas où est ce lieu : la recherche a besoin d'une position.\n"
        ";  choisir un autre lieu     a  donner une adresse"
    )


def _nothing_found(session: Session, *, set_aside: bool) -> str:
    """Say why there is nothing: an empty directory is not an empty city."""
    if not directory.status(session.services, session.evening.date):
        return _(
            "L'annuaire est vide. Fermez maraude, puis lancez :\nmaraude directory import FICHIER"
        )
    if set_aside:
        return _("Rien n'a été écarté autour d'ici.")
    return _("Rien de tel dans l'annuaire autour d'ici.")
