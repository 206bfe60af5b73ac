import pytest

from maraude.tui import commands
from maraude.tui.guide import Seen, Step, sentences, step


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (Seen(), Step.OPEN),
        (Seen(can_note=False, can_leave=True), Step.LEAVE),
        (Seen(can_note=False), Step.RETURN),
        (Seen(can_note=False, is_open=True, line="s"), Step.MARK),
        (Seen(is_open=True), Step.LETTER),
        (Seen(is_open=True, line="  "), Step.LETTER),
        (Seen(is_open=True, line="s"), Step.MARK),
        (Seen(is_open=True, line="S"), Step.MARK),
        (Seen(is_open=True, line="s="), Step.SAVE),
        (Seen(is_open=True, line="2h ,marta"), Step.SAVE),
        (Seen(line="s="), Step.OPEN),
        (Seen(saved=True), Step.SAVED),
        (Seen(is_open=True, line="b=", saved=True), Step.SAVED),
    ],
)
def test_the_step_is_that_of_what_the_visitor_did(seen: Seen, expected: Step) -> None:
    assert step(seen) is expected


@pytest.mark.parametrize("at", Step)
def test_each_step_is_said_in_two_lines_that_fit_the_screen(at: Step) -> None:
    lines = sentences(at).splitlines()

    assert len(lines) == 2
    assert max(map(len, lines)) <= 78


def test_the_end_names_only_keys_that_exist() -> None:
    last = sentences(Step.SAVED).splitlines()[-1]
    known = {command.id for command in commands.commands("tonight")}

    assert "p proche" in last
    assert "? aide" in last
    assert ("b " in last) is ("briefing" in known)
