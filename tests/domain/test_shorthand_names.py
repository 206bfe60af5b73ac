from hypothesis import given, settings
from hypothesis import strategies as st

from maraude.domain.shorthand.draft import Draft
from maraude.domain.shorthand.names import chip_words, spot_word
from maraude.domain.shorthand.parse import parse
from maraude.domain.text import clean_line
from tests.domain.shorthand_support import FR


def test_a_name_is_its_own_word() -> None:
    assert chip_words(("Marta", "Éric")) == ("Marta", "Éric")


def test_a_name_of_several_words_is_one_word() -> None:
    assert chip_words(("Vieux Georges", "Mr. T")) == ("Vieux-Georges", "Mr--T")


def test_two_people_of_the_same_name_get_two_words() -> None:
    assert chip_words(("Sam", "sam", "Sam2")) == ("Sam", "sam2", "Sam22")


def test_a_name_without_a_letter_gets_a_word_all_the_same() -> None:
    assert chip_words(("123", "!?")) == ("x", "x2")


def test_a_place_is_one_word() -> None:
    assert spot_word("Gare de l'Est, hall 2") == "Gare-de-l'Est--hall-2"


@settings(deadline=None, max_examples=200)
@given(names=st.lists(st.text(min_size=1, max_size=12).map(clean_line), max_size=4))
def test_every_name_has_a_word_that_a_line_reads_back(names: list[str]) -> None:
    words = chip_words(names)
    assert parse(" ".join(f",{word}" for word in words), FR) == Draft(persons=words)
