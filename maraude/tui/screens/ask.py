"""A question answered by typing, on one line or a few."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from maraude.tui.commands import bindings
from maraude.tui.safe import safe
from maraude.tui.widgets.field import Field
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.guard_hint import GuardHint
from maraude.usecases import forms
from maraude.usecases.session import Session

if TYPE_CHECKING:
    from concurrent.futures import Future

Check = Callable[[tuple[str, ...]], str]
"""Gives the sentence that says what is wrong with the answers, nothing where nothing is."""
Keep = Callable[[tuple[str, ...]], object]
"""Is given what is typed, at each key."""


class AskScreen(ModalScreen[tuple[str, ...] | None]):
    """Asks for a text under each of ``labels``; gives them cleaned, or None for Escape.

    ``values`` stand in the fields at first. Where ``check`` objects, its sentence is shown and
    the question stays. ``keep`` lets what is typed outlive the question. Fields whose places are
    ``unguarded`` ask for what a note had better not hold. What is ``hidden`` is not shown, and
    given as it was typed.
    """

    BINDINGS = bindings("ask")

    def __init__(
        self,
        question: str,
        labels: Sequence[str],
        check: Check = lambda _answers: "",
        values: Sequence[str] = (),
        keep: Keep = lambda _answers: None,
        unguarded: Collection[int] = (),
        *,
        hidden: bool = False,
    ) -> None:
        super().__init__()
        self._hidden = hidden
        self._question = question
        self._labels = tuple(labels)
        self._check = check
        self._keep = keep
        self._unguarded = frozenset(unguarded)
        self._values = tuple(values) or ("",) * len(self._labels)

    def compose(self) -> ComposeResult:
        """Lay out each label above its field."""
        with Vertical(classes="dialog"):
            yield Static(safe(self._question), classes="question")
            for label, value in zip(self._labels, self._values, strict=True):
                yield Static(safe(label))
                yield Field(value, password=self._hidden)
            yield GuardHint()
            yield Static("", id="objection", classes="hint", markup=False)
        yield Footer("ask")

    @on(Input.Changed)
    def _on_typed(self) -> None:
        self._keep(self._answers())
        self.query_one(GuardHint).look("\n".join(field.text for field in self._guarded()))

    def action_mask(self) -> None:
        """Put masks in the place of what a note had better not hold, or take them back."""
        masking = self.query_one(GuardHint).masking
        for field in self._guarded():
            if (toggled := masking.toggle(field.text)) != field.text:
                field.value = toggled
                field.cursor_position = len(toggled)

    @on(Input.Submitted)
    def action_submit(self) -> None:
        """Go to the next field; at the last one give the answers, if they will do."""
        fields = list(self.query(Field))
        if self.focused is not fields[-1]:
            self.focus_next(Field)
            return
        answers = self._answers()
        if objection := self._check(answers):
            self.query_one("#objection", Static).update(safe(objection))
        else:
            self.dismiss(answers)

    def action_back(self) -> None:
        """Give nothing."""
        self.dismiss(None)

    def _guarded(self) -> list[Field]:
        fields = enumerate(self.query(Field))
        return [field for place, field in fields if place not in self._unguarded]

    def _answers(self) -> tuple[str, ...]:
        return tuple(field.value if self._hidden else field.text for field in self.query(Field))


async def ask_keeping(
    app: App[object],
    session: Session,
    form: str,
    question: str,
    labels: Sequence[str],
    check: Check,
) -> tuple[str, ...] | None:
    """Ask with what was typed the last time and not written; the caller drops it once it is."""
    typed = forms.read(session, form)
    values = typed if len(typed) == len(labels) else ()
    kept: list[Future[None]] = []

    def keep(answers: tuple[str, ...]) -> None:
        kept[:] = [forms.keep(session, form, answers)]

    answers = await app.push_screen_wait(AskScreen(question, labels, check, values, keep))
    # Where there was no room for the draft, writing the answers says so.
    await asyncio.gather(*map(asyncio.wrap_future, kept), return_exceptions=True)
    return answers
