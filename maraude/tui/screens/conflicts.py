"""What two people wrote differently: every value, who wrote it and when, and the choice."""

import asyncio
from functools import partial

from textual import on, work
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from maraude.domain.evening import long_date
from maraude.i18n import _, ngettext
from maraude.tui.commands import bindings
from maraude.tui.refusals import refusals_shown
from maraude.tui.safe import fit, safe
from maraude.tui.screens.ask import AskScreen
from maraude.tui.screens.pick import Choosable, Pick
from maraude.tui.undoing import take_back_latest
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header
from maraude.tui.widgets.line_list import LineList, Rows, Spans
from maraude.usecases import conflicts
from maraude.usecases.conflicts import Disagreement
from maraude.usecases.session import Session

_WRITE, _KEEP_BOTH = -1, -2


class ConflictsScreen(Screen[None]):
    """The disagreements, and every value of the one under the cursor below."""

    BINDINGS = bindings("conflicts")
    CSS_PATH = "conflicts.tcss"
    AUTO_FOCUS = "LineList"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session

    def compose(self) -> ComposeResult:
        """Lay out the list above the values."""
        yield Header(_("Désaccords"))
        yield LineList[Disagreement](self._line)
        yield Static("", id="detail", markup=False)
        yield Footer("conflicts")

    def on_mount(self) -> None:
        """Show what is to be settled, and follow the cursor."""
        self.watch(self._list, "cursor", self._show_detail, init=False)
        self._show()

    def on_screen_resume(self) -> None:
        """Show what came meanwhile."""
        self._show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow to settle only what is there."""
        return action != "decide" or (self.is_mounted and self._list.row is not None)

    @on(LineList.Selected)
    @work(exclusive=True)
    @refusals_shown
    async def action_decide(self) -> None:
        """Ask which value it shall be."""
        found = self._list.row
        if found is None:
            return
        question = _("{about} · {field}").format(about=found.about, field=found.field)
        place = await self.app.push_screen_wait(Pick(question, self._answers(found)))
        if place is None:
            return
        job = partial(conflicts.choose, self._session, found, place)
        if place == _KEEP_BOTH:
            job = partial(conflicts.keep_both, self._session, found)
        elif place == _WRITE:
            answers = await self.app.push_screen_wait(
                AskScreen(question, (found.field,), values=(found.values[0].words,))
            )
            if answers is None:
                return
            job = partial(conflicts.write, self._session, found, answers[0])
        await asyncio.to_thread(job)
        self.notify(_("Tranché · Ctrl+Z annule"))
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
    def _list(self) -> LineList[Disagreement]:
        return self.query_one(LineList)

    def _answers(self, found: Disagreement) -> list[Choosable[int]]:
        answers = [
            Choosable(place, f"{value.words} · {value.author}", str(place + 1))
            for place, value in enumerate(found.values)
        ]
        if found.is_text:
            answers.append(Choosable(_WRITE, _("écrire autre chose"), "e"))
        if found.person:
            answers.append(Choosable(_KEEP_BOTH, _("garder tout, en note dans la fiche"), "n"))
        return answers

    def _show(self) -> None:
        found = conflicts.listed(self._session)
        self._list.show(Rows.of(found), self._list.cursor)
        count = ngettext("{n} à trancher", "{n} à trancher", len(found)).format(n=len(found))
        self.query_one(Header).right = count
        self._show_detail()

    def _show_detail(self) -> None:
        row = self._list.row
        text = self._detail(row) if row else _("Aucun désaccord : chacun a écrit la même chose.")
        self.query_one("#detail", Static).update(safe(text))
        self.refresh_bindings()

    def _detail(self, found: Disagreement) -> str:
        zone = self._session.zone
        lines = [
            _("{value} · {author}, {date} à {time}").format(
                value=value.words,
                author=value.author,
                date=long_date(value.at.astimezone(zone).date()),
                time=f"{value.at.astimezone(zone):%H:%M}",
            )
            for value in found.values
        ]
        rest = " · ".join(
            _("{field} : {value}").format(field=field, value=value) for field, value in found.others
        )
        return "\n".join((*lines, "", rest))

    def _line(self, found: Disagreement) -> Spans:
        values = " ≠ ".join(value.words for value in found.values)
        return (
            (f"{fit(found.about, 26)} ", ""),
            (f"{fit(found.field, 18)} ", ""),
            (values, ""),
        )
