"""The end of the evening: what is still open, a word for the next team, and home."""

import asyncio
from functools import partial

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static, TextArea

from maraude.domain.evening import long_date
from maraude.i18n import _
from maraude.tui.commands import bindings
from maraude.tui.door import HOME
from maraude.tui.refusals import refusals_shown
from maraude.tui.safe import safe
from maraude.tui.screens import treating
from maraude.tui.screens.confirm import ConfirmScreen
from maraude.tui.screens.debrief_rows import DebriefRow, line, rows
from maraude.tui.screens.evening import EveningScreen
from maraude.tui.screens.gap import GapScreen
from maraude.tui.screens.stock import StockScreen
from maraude.tui.screens.treating import Job
from maraude.tui.undoing import take_back_latest
from maraude.tui.widgets.closing import counted
from maraude.tui.widgets.field import Field
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.guard_hint import GuardHint
from maraude.tui.widgets.header import Header
from maraude.tui.widgets.line_list import LineList, Rows
from maraude.usecases import calls, debriefs, forms, tours
from maraude.usecases.debriefs import Remaining, WrittenDebrief
from maraude.usecases.session import Session


class DebriefScreen(EveningScreen):
    """What is open on top, the text and the kilometres below."""

    CSS_PATH = "debrief.tcss"
    BINDINGS = bindings("debrief")
    AUTO_FOCUS = "LineList"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._tour = tours.current(session)
        self._left: Remaining | None = None

    def compose(self) -> ComposeResult:
        """Lay out the figures, the list, then the two fields."""
        yield Header()
        yield Static("", id="counts", markup=False)
        yield LineList[DebriefRow](line)
        yield Static(safe(_("Bilan, pour l'équipe suivante (d pour écrire)")), id="about-text")
        yield TextArea(id="text")
        with Horizontal(id="distance"):
            yield Static(safe(_("Kilomètres : ")), id="label")
            yield Field(id="kilometres")
        yield GuardHint()
        yield Footer("debrief")

    def on_mount(self) -> None:
        """Show what was typed before, and follow the cursor."""
        written = debriefs.read(self._session)
        with self.prevent(TextArea.Changed, Input.Changed):
            self.query_one(TextArea).text = written.text
            self.query_one("#kilometres", Field).value = written.kilometres
        self.query_one(GuardHint).look(written.text)
        self.watch(self._list, "cursor", self.refresh_bindings, init=False)

    def on_screen_resume(self) -> None:
        """Show the evening as it is now; a tour that has ended by itself has no debrief."""
        self._show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow what can be done about the line, and to answer only a call that waits."""
        match action:
            case "treat":
                row = self._list.row if self.is_mounted and self._list.has_focus else None
                return row is not None and bool(row.about or row.opens)
            case "answer_call":
                return bool(self._left and self._left.calls)
            case _:
                return True

    @on(TextArea.Changed)
    @on(Input.Changed)
    def _on_typed(self) -> None:
        debriefs.keep(self._session, WrittenDebrief(self._text(), self._kilometres()))
        self.query_one(GuardHint).look(self._text())

    @on(Input.Submitted)
    def _on_submitted(self) -> None:
        self._list.focus()

    def action_write(self) -> None:
        """Go to the text."""
        self.set_focus(self.query_one(TextArea))

    def action_mask(self) -> None:
        """Put masks in the place of what a debrief had better not hold, or take them back."""
        masked = self.query_one(GuardHint).masking.toggle(self._text())
        if masked != self._text():
            self.query_one(TextArea).text = masked

    def action_back(self) -> None:
        """Leave the field for the list, and the list for tonight."""
        if self._list.has_focus:
            self.app.switch_mode(HOME)
        else:
            self.set_focus(self._list)

    def action_stock(self) -> None:
        """Count what came back."""
        self.app.push_screen(StockScreen(self._session, self._tour, is_counted=True))

    def action_gap(self) -> None:
        """Show where nothing was open within reach."""
        self.app.push_screen(GapScreen(self._session))

    @on(LineList.Selected)
    def action_treat(self) -> None:
        """Say what becomes of the line, or add to its section."""
        row = self._list.row
        match row.opens if row else "":
            case "stock":
                self.action_stock()
            case "transmissions":
                self.action_transmissions()
            case "incident":
                self.action_incident()
            case _:
                self._treat(row)

    @work(exclusive=True)
    @refusals_shown
    async def _treat(self, row: DebriefRow | None) -> None:
        if row:
            await self._write(await treating.treat(self.app, self._session, row))

    @work(exclusive=True)
    @refusals_shown
    async def action_answer_call(self) -> None:
        """Ask what the 115 answered to the call that waits longest."""
        call = calls.oldest_open(self._session, self._tour) if self._tour else None
        if call:
            await self._write(await treating.answer(self.app, self._session, call))

    @work(exclusive=True)
    @refusals_shown
    async def action_incident(self) -> None:
        """Ask what happened, and to whom it was told."""
        if self._tour:
            await self._write(await treating.new_incident(self.app, self._session, self._tour))

    @work(exclusive=True)
    @refusals_shown
    async def action_undo(self) -> None:
        """Take back the last thing written."""
        await take_back_latest(self.app, self._session)
        self._show()

    @work(exclusive=True)
    @refusals_shown
    async def action_end(self) -> None:
        """End the tour, once sure; what is still open stays so."""
        kilometres = debriefs.read_kilometres(self._kilometres())
        sure = await self.app.push_screen_wait(ConfirmScreen(_last_question(self._left)))
        if sure and (tour := tours.current(self._session)):
            job = partial(tours.end, kilometres=kilometres, debrief=self._text())
            await asyncio.to_thread(job, self._session, tour)
            self.notify(_("Maraude terminée. Bonne fin de nuit."))
            self._show()

    @property
    def _list(self) -> LineList[DebriefRow]:
        return self.query_one(LineList)

    async def _write(self, job: Job | None) -> None:
        if job:
            await asyncio.to_thread(job)
            self.notify(_("Enregistré · Ctrl+Z annule"))
        self._show()

    def _show(self) -> None:
        """Read the evening again."""
        tour = self._tour = tours.current(self._session)
        if tour is None:
            self._clear()
            self.app.switch_mode(HOME)
            return
        entries = tours.entries(self._session, tour)
        self._left = debriefs.remaining(self._session, tour, entries)
        self._list.show(Rows.of(rows(self._session, self._left)), self._list.cursor)
        header = self.query_one(Header)
        header.left = _("Bilan · {evening}").format(evening=long_date(tour.evening.date))
        kept = forms.read(self._session, forms.INCIDENT)
        header.middle = _("i : brouillon gardé") if kept else ""
        header.right = _("démonstration") if self._session.profile.demo else ""
        counts = counted(debriefs.figures(entries))
        self.query_one("#counts", Static).update(safe(counts, "bold"))
        self.refresh_bindings()

    def _clear(self) -> None:
        """Empty the fields for the next tour: the text went with this one."""
        with self.prevent(TextArea.Changed, Input.Changed):
            self.query_one(TextArea).text = ""
            self.query_one("#kilometres", Field).value = ""
        self.query_one(GuardHint).look("")

    def _text(self) -> str:
        return self.query_one(TextArea).text

    def _kilometres(self) -> str:
        return self.query_one("#kilometres", Field).text


def _last_question(left: Remaining | None) -> str:
    """Say what is still open, then ask."""
    question = _(
        "Terminer la maraude ? Ce qui est noté ne s'annulera plus, mais se corrigera encore."
    )
    if left is None or not left.open_count:
        return question
    groups = (
        (left.calls, _("appels au 115 sans réponse : {n}")),
        (left.alerts, _("alertes : {n}")),
        (left.tonight, _("à revoir ce soir : {n}")),
        (left.undated, _("à revoir sans date : {n}")),
    )
    still = "\n".join(f"  {said.format(n=len(found))}" for found, said in groups if found)
    return _(
        "Restent ouverts, et le resteront pour l'équipe suivante :\n{still}\n\n{question}"
    ).format(still=still, question=question)
