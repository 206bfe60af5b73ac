"""What is under the cursor is said by a sign, as colours do not show to all."""

import re

import pytest
from textual.app import App, ComposeResult

from maraude.tui.widgets.choices import Choices
from maraude.usecases.session import Session
from tests.tui.seen import text
from tests.tui.ways import WAYS, arrived

LONG = "un mot " * 20


class Asked(App[None]):
    def compose(self) -> ComposeResult:
        yield Choices("un", LONG, "trois")


def signed(choices: Choices) -> list[str]:
    """Give the lines in view that bear the sign."""
    lines = (choices.render_line(y).text.rstrip() for y in range(choices.size.height))
    return [line for line in lines if not line.startswith("  ") and line]


async def test_one_line_alone_bears_the_sign_wherever_the_cursor_goes() -> None:
    async with Asked().run_test(size=(80, 24)) as pilot:
        choices = pilot.app.query_one(Choices)
        seen = [signed(choices)]
        for _answer in range(2):
            await pilot.press("down")
            seen.append(signed(choices))

    assert [len(lines) for lines in seen] == [1, 1, 1]
    assert [lines[0][:8] for lines in seen] == ["> un", "> un mot", "> trois"]


@pytest.mark.parametrize("name", ["who is it", "which help", "for whom one looks"])
async def test_every_question_says_by_a_sign_what_is_chosen(
    full_evening: Session, name: str
) -> None:
    (way,) = (way for way in WAYS if way.name == name)
    async with arrived(full_evening, way) as pilot:
        shown = text(pilot).splitlines()

    assert [line for line in shown if re.search(r"^\W*> ", line)] != []
