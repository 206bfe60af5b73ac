import pytest
from hypothesis import given
from hypothesis import strategies as st

from maraude.domain.shorthand.draft import Call, Contact, Item, SeeAgain
from maraude.domain.shorthand.letters import board, letters
from maraude.domain.shorthand.parse import parse
from maraude.domain.shorthand.render import render
from maraude.domain.shorthand.toggle import state, toggle

FR = letters("fr")
BLANKET = Item("COU", "COU")


@pytest.mark.parametrize(
    ("about", "lines"),
    [
        (BLANKET, ["c", "c=", "c-", "c---", ""]),
        (Call(), ["u", "u=", "u-", "u--", "u---", ""]),
        (SeeAgain(), ["r", "r2", "r3", ""]),
        (Item("", "ECO"), ["e", ""]),
        (Contact("DOR"), ["z", ""]),
    ],
)
def test_pressing_goes_through_the_states_and_back_to_none(about: Item, lines: list[str]) -> None:
    draft = parse("", FR)
    written = []
    for _ in lines:
        draft = toggle(draft, about)
        written.append(render(draft, FR))

    assert written == lines


def test_a_contact_result_takes_the_place_of_another() -> None:
    assert render(toggle(parse("z", FR), Contact("REF")), FR) == "q"


def test_the_rest_of_the_line_stays() -> None:
    draft = parse("éhc=u- ,mar /près du canal", FR)

    assert render(toggle(draft, BLANKET), FR) == render(parse("éhc-u- ,mar /près du canal", FR), FR)


@pytest.mark.parametrize(
    ("line", "shown"), [("c", "·"), ("c=4", "=4"), ("c-", "-"), ("c---", "---"), ("h", "")]
)
def test_the_board_shows_the_state_of_the_line(line: str, shown: str) -> None:
    assert state(parse(line, FR), BLANKET) == shown


@given(st.lists(st.sampled_from(board(FR)), max_size=12))
def test_whatever_is_pressed_the_line_is_understood(pressed: list[object]) -> None:
    draft = parse("", FR)
    for key in board(FR):
        if key in pressed:
            draft = toggle(draft, key.act)

    assert parse(render(draft, FR), FR) == draft
