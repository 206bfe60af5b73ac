"""Choose one of a few things: who is meant, what the 115 answered, which kind of help."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static
from textual.widgets.option_list import Option

from maraude.tui.commands import bindings
from maraude.tui.safe import safe
from maraude.tui.widgets.choices import Choices
from maraude.tui.widgets.footer import Footer

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Choosable(Generic[T]):
    """One thing to choose, and the key that chooses it at once, if it has one."""

    value: T
    label: str
    key: str = ""


class Pick(ModalScreen[T | None]):
    """A question and its answers; gives the value chosen, or None for Escape."""

    BINDINGS = bindings("pick")

    def __init__(self, question: str, answers: Sequence[Choosable[T]]) -> None:
        super().__init__()
        self._question = question
        self._answers = tuple(answers)

    def compose(self) -> ComposeResult:
        """Lay out the question above its answers."""
        with Vertical(classes="dialog"):
            yield Static(safe(self._question), classes="question")
            yield Choices(
                *(
                    Option(safe(f"{answer.key}  {answer.label}" if answer.key else answer.label))
                    for answer in self._answers
                )
            )

        yield Footer("pick")

    def action_choose(self) -> None:
        """Choose what is under the cursor."""
        self.query_one(Choices).action_select()

    def action_back(self) -> None:
        """Choose nothing."""
        self.dismiss(None)

    def on_key(self, event: events.Key) -> None:
        """Choose at once by an answer's own key."""
        for answer in self._answers:
            if answer.key and event.character == answer.key:
                event.stop()
                self.dismiss(answer.value)

    @on(Choices.OptionSelected)
    def _on_selected(self, event: Choices.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._answers[event.option_index].value)
