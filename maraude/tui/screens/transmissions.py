"""Words for the next teams: those that hold, a new one, one taken back."""

import asyncio
from functools import partial

from textual import work
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from maraude.domain.evening import Evening, short_date
from maraude.domain.when import read_evening
from maraude.i18n import _, ngettext
from maraude.tui.commands import bindings
from maraude.tui.refusals import refusals_shown
from maraude.tui.safe import fit, safe
from maraude.tui.screens import redacting
from maraude.tui.screens.ask import ask_keeping
from maraude.tui.undoing import take_back_latest
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header
from maraude.tui.widgets.line_list import LineList, Rows, Spans
from maraude.usecases import briefing, forms, notes
from maraude.usecases.briefing import PassedOn
from maraude.usecases.crews import Crews
from maraude.usecases.session import Session


class TransmissionsScreen(Screen[None]):
    """The transmissions that hold tonight, the latest first, and the whole of one below."""

    BINDINGS = bindings("transmissions")
    CSS_PATH = "briefing.tcss"
    AUTO_FOCUS = "LineList"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session

    def compose(self) -> ComposeResult:
        """Lay out the list above the pane."""
        yield Header(_("Transmissions"))
        yield LineList[PassedOn](self._line)
        yield Static("", id="detail", markup=False)
        yield Footer("transmissions")

    def on_mount(self) -> None:
        """Show what holds, and follow the cursor."""
        self.watch(self._list, "cursor", self._show_detail, init=False)
        self._show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow to withdraw or void only what is there."""
        of_row = action in ("withdraw", "redact")
        return not of_row or (self.is_mounted and self._list.row is not None)

    @work(exclusive=True)
    @refusals_shown
    async def action_add(self) -> None:
        """Ask for a transmission, and write it."""
        labels = (
            _("Texte"),
            _("À quelle équipe (rien : à toutes)"),
            _("Jusqu'à quelle soirée : demain, mardi, 24/11, +3 (rien : jusqu'à son retrait)"),
        )
        tonight = self._session.evening
        answers = await ask_keeping(
            self.app,
            self._session,
            forms.TRANSMISSION,
            _("Nouvelle transmission"),
            labels,
            partial(_objection, tonight),
        )
        if answers is None:
            self._show()
            return
        text, to, until = answers
        evening = read_evening(until, tonight) if until else None
        job = partial(notes.write, self._session, text, to=to, until=evening)
        await asyncio.to_thread(job)
        await asyncio.wrap_future(forms.drop(self._session, forms.TRANSMISSION))
        self.notify(_("Transmission enregistrée · Ctrl+Z annule"))
        self._show()

    @work(exclusive=True)
    @refusals_shown
    async def action_withdraw(self) -> None:
        """Take the transmission under the cursor back."""
        if row := self._list.row:
            await asyncio.to_thread(notes.withdraw, self._session, row.note)
            self.notify(_("Transmission retirée · Ctrl+Z annule"))
            self._show()

    @work(exclusive=True)
    @refusals_shown
    async def action_redact(self) -> None:
        """Void the text of the transmission under the cursor everywhere."""
        if await redacting.void(self.app, self._session, *redacting.of_line(self._list.row)):
            self._show()

    @work(exclusive=True)
    @refusals_shown
    async def action_undo(self) -> None:
        """Take back the last thing written."""
        await take_back_latest(self.app, self._session)
        self._show()

    def action_back(self) -> None:
        """Go back to the screen before."""
        self.dismiss()

    @property
    def _list(self) -> LineList[PassedOn]:
        return self.query_one(LineList)

    def _show(self) -> None:
        held = briefing.transmissions(self._session, Crews(self._session))
        self._list.show(Rows.of(held), self._list.cursor)
        count = ngettext("{n} en cours", "{n} en cours", len(held)).format(n=len(held))
        self.query_one(Header).right = count
        kept = forms.read(self._session, forms.TRANSMISSION)
        self.query_one(Header).middle = _("a : brouillon gardé") if kept else ""
        self._show_detail()

    def _show_detail(self) -> None:
        row = self._list.row
        nothing = _("Aucune transmission en cours : a pour en écrire une.")
        self.query_one("#detail", Static).update(safe(row.note.text if row else nothing))
        self.refresh_bindings()

    def _line(self, row: PassedOn) -> Spans:
        note = row.note
        written = Evening.at(note.at, self._session.zone)
        team = row.crew.team if row.crew else _("hors maraude")
        to = note.to or _("à toutes")
        until = _("→ {date}").format(date=short_date(note.until.date)) if note.until else ""
        return (
            (f"{fit(short_date(written.date), 13)} ", ""),
            (f"{fit(team, 12)} ", ""),
            (f"{fit(to, 12)} ", ""),
            (f"{fit(until, 14)} ", ""),
            (note.text, ""),
        )


def _objection(tonight: Evening, answers: tuple[str, ...]) -> str:
    """Say what is wrong with a new transmission."""
    text, _to, until = answers
    if not text:
        return _("Il manque le texte.")
    try:
        evening = read_evening(until, tonight) if until else tonight
    except ValueError:
        return _("La soirée se dit : demain, mardi, 24, 24/11 ou +3.")
    return _("Cette soirée est passée.") if evening < tonight else ""
