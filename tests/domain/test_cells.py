import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from maraude.domain import cells


@pytest.mark.parametrize("text", ["=1+1", "+33 6", "-2", "@SUM(A1)", " =1", "'=1", "\t=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert cells.neutral(text).startswith("'")


@pytest.mark.parametrize("text", ["", "rue de l'Est", "'entre guillemets'", "2 personnes", "a=b"])
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert cells.neutral(text) == cells.restored(text) == text


@given(st.text())
@example("'=1")
@example("''=1")
@example(" '=1")
def test_what_was_written_comes_back(text: str) -> None:
    assert cells.restored(cells.neutral(text)) == text
