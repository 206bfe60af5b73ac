"""What is open near, and how sure that is; choosing one refers the person to it."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from maraude.directory import categories, walking
from maraude.directory.matching import Accepts
from maraude.directory.opening import State
from maraude.domain import codes
from maraude.domain.choice import Choice
from maraude.domain.refusal import Refusal
from maraude.domain.spot import Position
from maraude.i18n import N_, _
from maraude.tui.commands import bindings
from maraude.tui.safe import fit, safe
from maraude.tui.screens.pick import Choosable, Pick
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header
from maraude.tui.widgets.line_list import LineList, Rows, Spans
from maraude.usecases import directory, orient, refer, spots
from maraude.usecases.orient import Nearby
from maraude.usecases.session import Session

LIMIT = 15
STATE_WIDTH, MINUTES_WIDTH, NAME_WIDTH = 18, 11, 28
_MARKS = {State.OPEN: "●", State.CLOSED: "○", State.UNKNOWN: "?"}
_SOON = "◐"
_ACCEPTS = {
    Accepts.YES: N_("accepte"),
    Accepts.CHECK: N_("à vérifier"),
    Accepts.NO: N_("n'accepte pas"),
}


class NearbyScreen(Screen[Choice | None]):
    """Services near a spot for some needs (codes of list 1); gives the choice made of one."""

    BINDINGS = bindings("nearby")
    CSS_PATH = "nearby.tcss"

    def __init__(self, session: Session, spot: str | None, needs: Sequence[str]) -> None:
        super().__init__()
        self._session = session
        self._spot = spot
        self._title = ", ".join(codes.load("needs").label(need) for need in needs)
        self._categories = tuple(
            category.code for need in needs for category in categories.answering(need)
        )

    def compose(self) -> ComposeResult:
        """Lay out the question, the services, and the one under the cursor in full."""
        yield Header("")
        yield Static("", id="empty", markup=False)
        yield LineList[Nearby](_line, id="services")
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

    def action_refer(self) -> None:
        """Give the chosen service back."""
        service = self._list.row
        if service is None:
            return
        try:
            self.dismiss(refer.choice(service))
        except Refusal as refusal:
            self._say(refusal.message)

    def action_back(self) -> None:
        """Choose none."""
        self.dismiss(None)

    @work(exclusive=True, group="ask")
    async def action_category(self) -> None:
        """Ask which kind of help is looked for."""
        answers = [Choosable(category, category.label) for category in categories.load().values()]
        chosen = await self.app.push_screen_wait(Pick(_("Que cherche-t-on ?"), answers))
        if chosen:
            self._categories, self._title = (chosen.code,), chosen.label
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
            self._spot = chosen
            self._search()

    @on(LineList.Selected)
    def _on_selected(self) -> None:
        self.action_refer()

    @work(exclusive=True, group="search")
    async def _search(self) -> None:
        """Look around the spot, and show what was found."""
        self._show_header()
        position = spots.position(self._session, self._spot) if self._spot else None
        if position is None:
            self._show((), _no_position())
            return
        try:
            found = await asyncio.to_thread(self._near, position)
        except Refusal as refusal:
            self._show((), refusal.message)
            return
        self._show(found, _nothing_found(self._session))

    def _near(self, position: Position) -> tuple[Nearby, ...]:
        return orient.near(
            self._session.services,
            categories=self._categories,
            position=position,
            when=self._session.now(),
            zone=self._session.zone,
            limit=LIMIT,
            speed=self._session.profile.speed,
        )

    @property
    def _list(self) -> LineList[Nearby]:
        return self.query_one("#services", LineList)

    def _show_header(self) -> None:
        header = self.query_one(Header)
        header.left = _("Où ? {what} · depuis {spot}").format(
            what=self._title, spot=spots.name(self._session, self._spot) or "…"
        )
        header.right = f"{self._session.now().astimezone(self._session.zone):%H:%M}"

    def _show(self, found: Sequence[Nearby], empty: str) -> None:
        self._list.show(Rows.of(found))
        self._say("" if found else empty)
        self._show_detail()
        self.refresh_bindings()

    def _say(self, sentence: str) -> None:
        field = self.query_one("#empty", Static)
        field.update(safe(sentence))
        field.display = bool(sentence)

    def _show_detail(self) -> None:
        service = self._list.row
        self.query_one("#detail", Static).update(_detail(service) if service else "")


def _line(found: Nearby) -> Spans:
    """Give one line: state, minutes on foot, name, whether it takes the person."""
    mark = _SOON if found.state is State.CLOSED and found.opens_soon else _MARKS[found.state]
    return (
        (f"{mark} ", "bold"),
        (fit(_state(found), STATE_WIDTH), "bold" if found.state is State.OPEN else ""),
        (f" {walking.phrase(found.minutes):>{MINUTES_WIDTH}}  ", ""),
        (fit(found.name, NAME_WIDTH), ""),
        (f" {_(_ACCEPTS[found.accepts])}", ""),
    )


def _state(found: Nearby) -> str:
    """Say the state in a few words, with the time until which it holds."""
    match found.state:
        case State.OPEN if found.closes_at:
            return _("ouvert → {time}").format(time=_time(found.closes_at))
        case State.OPEN:
            return _("ouvert")
        case State.CLOSED if found.opens_soon and found.opens_at:
            return _("ouvre {time}").format(time=_time(found.opens_at))
        case State.CLOSED:
            return _("fermé")
        case _:
            return _("heures inconnues")


def _time(moment: datetime) -> str:
    return f"{moment:%H:%M}"


def _detail(found: Nearby) -> Content:
    """Say everything about one service: where, why it fits or not, and who says so."""
    service = found.service
    verified = f"{found.verified_on:%d/%m/%Y}" if found.verified_on else _("date inconnue")
    lines = (
        (" — ".join(part for part in (service.name, service.address) if part), "bold"),
        (service.contact, ""),
        (found.why, ""),
        ("" if found.within else _("À plus d'un quart d'heure à pied."), ""),
        (_("Temps de marche estimé : {metres} m à vol d'oiseau.").format(metres=found.metres), ""),
        (
            _("Vérifié : {verified} · copié le {copied} · {source}").format(
                verified=verified,
                copied=f"{found.copied_on:%d/%m/%Y}",
                source=found.attribution,
            ),
            "",
        ),
    )
    return Content("\n").join(safe(text, style) for text, style in lines if text)


def _no_position() -> str:
    return _(
        "On ne sait pas où est ce lieu : la recherche a besoin d'une position.\n"
        ";  choisir un autre lieu"
    )


def _nothing_found(session: Session) -> str:
    """Say why there is nothing: an empty directory is not an empty city."""
    if not directory.status(session.services, session.evening.date):
        return _(
            "L'annuaire est vide. Fermez maraude, puis lancez :\nmaraude directory import FICHIER"
        )
    return _("Rien de tel dans l'annuaire autour d'ici.")
