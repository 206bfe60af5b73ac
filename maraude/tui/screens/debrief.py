"""The end of the evening: what is still open, a word for the next team, and home."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static, TextArea

from maraude.domain.refusal import Refusal
from maraude.i18n import _, ngettext
from maraude.tui.commands import bindings
from maraude.tui.door import HOME
from maraude.tui.refusals import refusals_shown
from maraude.tui.safe import fit, safe
from maraude.tui.screens import questions
from maraude.tui.screens.confirm import ConfirmScreen
from maraude.tui.widgets.field import Field
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header


@dataclass(frozen=True, slots=True)
class OpenCall:
    """A call to the 115 without an answer yet: when, by the clock on the wall, and for whom."""

    id: str
    since: str
    words: str


@dataclass(frozen=True, slots=True)
class Night:
    """The evening as the debrief shows it. ``counts`` are labels with their numbers.

    ``debrief`` and ``kilometres`` are what was typed so far.
    """

    heading: str
    counts: tuple[tuple[str, int], ...]
    calls: tuple[OpenCall, ...]
    follow_ups: tuple[str, ...]
    debrief: str = ""
    kilometres: str = ""


class Debrief(Protocol):
    """What the screen asks for. ``keep`` runs at each key.

    ``answer`` and ``end`` run in the thread of long work; they raise Refusal where it cannot be
    done.
    """

    def read(self) -> Night:
        """Give the evening as it is now."""

    def keep(self, debrief: str, kilometres: str) -> object:
        """Keep what is typed, so that a lock or a crash takes nothing away."""

    def answer(self, call: str, result: str) -> object:
        """Write the 115's answer to a call, a code of the call results."""

    def end(self, debrief: str, kilometres: float | None) -> object:
        """End the tour."""


class DebriefScreen(Screen[None]):
    """What is open on top, the text and the kilometres below."""

    CSS_PATH = "debrief.tcss"
    BINDINGS = bindings("debrief")
    AUTO_FOCUS = ""

    def __init__(self, debrief: Debrief) -> None:
        super().__init__()
        self._debrief = debrief
        self._night: Night | None = None

    def compose(self) -> ComposeResult:
        """Lay out the open things, then the two fields."""
        yield Header()
        yield Static(id="open", markup=False)
        yield Static(safe(_("Bilan, pour l'équipe suivante")))
        yield TextArea(id="text")
        with Horizontal(id="distance"):
            yield Static(safe(_("Kilomètres : ")), id="label")
            yield Field(id="kilometres")
        yield Footer("debrief")

    def on_screen_resume(self) -> None:
        """Show the evening as it is now."""
        self._show(self._debrief.read())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow to answer only a call that waits."""
        return action != "answer_call" or bool(self._night and self._night.calls)

    @on(TextArea.Changed)
    @on(Input.Changed)
    def _on_typed(self) -> None:
        self._debrief.keep(self._text(), self._kilometres())

    def action_write(self) -> None:
        """Go to the text."""
        self.query_one(TextArea).focus()

    def action_back(self) -> None:
        """Leave the field for the screen, and the screen for tonight."""
        if self.focused:
            self.set_focus(None)
        else:
            self.app.switch_mode(HOME)

    @work(exclusive=True)
    @refusals_shown
    async def action_answer_call(self) -> None:
        """Ask what the 115 answered to the call that waits longest."""
        if self._night and self._night.calls:
            call = self._night.calls[0]
            result = await self.app.push_screen_wait(questions.call_answer(call.since))
            if result:
                await asyncio.to_thread(self._debrief.answer, call.id, result)
                self._show(self._debrief.read())

    @work(exclusive=True)
    @refusals_shown
    async def action_end(self) -> None:
        """End the tour, once sure."""
        kilometres = _read_kilometres(self._kilometres())
        if await self.app.push_screen_wait(ConfirmScreen(self._last_question())):
            await asyncio.to_thread(self._debrief.end, self._text(), kilometres)
            self.app.switch_mode(HOME)

    def _show(self, night: Night) -> None:
        self._night = night
        self.query_one(Header).left = night.heading
        self.query_one("#open", Static).update(Content("\n").join(_open_lines(night)))
        with self.prevent(TextArea.Changed, Input.Changed):
            self.query_one(TextArea).text = night.debrief
            self.query_one("#kilometres", Field).value = night.kilometres
        self.refresh_bindings()

    def _last_question(self) -> str:
        waiting = len(self._night.calls) if self._night else 0
        question = _(
            "Terminer la maraude ? Ce qui est noté ne s'annulera plus, mais se corrigera encore."
        )
        if not waiting:
            return question
        return ngettext(
            "Un appel au 115 attend encore sa réponse.\n{question}",
            "{n} appels au 115 attendent encore leur réponse.\n{question}",
            waiting,
        ).format(n=waiting, question=question)

    def _text(self) -> str:
        return self.query_one(TextArea).text

    def _kilometres(self) -> str:
        return self.query_one("#kilometres", Field).text


def _open_lines(night: Night) -> Iterator[Content]:
    """Give the counts, the calls and the follow-ups, a line each."""
    counts = "   ".join(f"{label} {number}" for label, number in night.counts)
    yield safe(f" {counts}", "bold")
    for title, lines in (
        (_("115 EN ATTENTE"), [f"{call.since}  {call.words}" for call in night.calls]),
        (_("À REVOIR"), night.follow_ups),
    ):
        for first, line in enumerate(lines or (_("rien"),)):
            yield safe(f" {fit(title if first == 0 else '', 16)}{fit(line, 62)}")


def _read_kilometres(text: str) -> float | None:
    """Read ``12,5``; nothing is None."""
    try:
        return float(text.replace(",", ".")) if text else None
    except ValueError:
        raise Refusal(
            "bad-number", _("Les kilomètres s'écrivent en chiffres : 12 ou 12,5")
        ) from None
