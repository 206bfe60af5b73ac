"""A question answered by typing, on one line or a few."""

from collections.abc import Callable, Sequence
from itertools import zip_longest

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from maraude.tui.commands import bindings
from maraude.tui.safe import safe
from maraude.tui.widgets.field import Field
from maraude.tui.widgets.footer import Footer

Check = Callable[[tuple[str, ...]], str]
"""Gives the sentence that says what is wrong with the answers, nothing where nothing is."""


class AskScreen(ModalScreen[tuple[str, ...] | None]):
    """Asks for a text under each of ``labels``; gives them cleaned, or None for Escape.

    The fields hold ``texts`` at first. Where ``check`` objects, its sentence is shown and the
    question stays.
    """

    BINDINGS = bindings("ask")

    def __init__(
        self,
        question: str,
        labels: Sequence[str],
        check: Check = lambda _answers: "",
        texts: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self._question = question
        self._labels = tuple(labels)
        self._check = check
        self._texts = tuple(texts)

    def compose(self) -> ComposeResult:
        """Lay out each label above its field."""
        with Vertical(classes="dialog"):
            yield Static(safe(self._question), classes="question")
            for label, text in zip_longest(self._labels, self._texts, fillvalue=""):
                yield Static(safe(label))
                yield Field(text)
            yield Static("", id="objection", classes="hint", markup=False)
        yield Footer("ask")

    @on(Input.Submitted)
    def action_submit(self) -> None:
        """Go to the next field; at the last one give the answers, if they will do."""
        fields = list(self.query(Field))
        if self.focused is not fields[-1]:
            self.focus_next(Field)
            return
        answers = tuple(field.text for field in fields)
        if objection := self._check(answers):
            self.query_one("#objection", Static).update(safe(objection))
        else:
            self.dismiss(answers)

    def action_back(self) -> None:
        """Give nothing."""
        self.dismiss(None)
