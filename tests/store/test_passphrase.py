import contextlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mnemonic import Mnemonic

from maraude.domain.refusal import Refusal
from maraude.store import passphrase

FRENCH = [unicodedata.normalize("NFC", word) for word in Mnemonic("french").wordlist]
WORDS = st.lists(st.sampled_from(FRENCH), min_size=5, max_size=10)


def bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def test_generated_words_are_five_french_words() -> None:
    words = passphrase.generate().split(" ")
    assert len(words) == 5
    assert set(words) <= set(FRENCH)


def test_a_sheet_has_ten_words() -> None:
    assert len(passphrase.generate(10).split(" ")) == 10


def test_two_draws_differ() -> None:
    assert len({passphrase.generate() for _draw in range(20)}) == 20


@given(WORDS, st.sampled_from([" ", "  ", "-", ", ", " - ", "\u00a0"]))
def test_words_open_however_they_are_typed(words: list[str], between: str) -> None:
    typed = between.join(words)
    meant = " ".join(words).encode()
    for variant in (typed, typed.upper(), bare(typed), unicodedata.normalize("NFD", f" {typed} ")):
        assert passphrase.form(variant) == "words"
        assert passphrase.secret(variant, "words") == meant


@given(WORDS, WORDS)
def test_other_words_are_another_secret(one: list[str], other: list[str]) -> None:
    secrets = [passphrase.secret(" ".join(words), "words") for words in (one, other)]
    assert (secrets[0] == secrets[1]) == (one == other)


def test_a_chosen_phrase_is_the_same_with_other_spaces_and_accents_composed_or_not() -> None:
    meant = "Le café du coin, 4 h".encode()
    assert passphrase.secret("Le café du coin, 4 h", "chosen") == meant
    assert passphrase.secret("  Le cafe\u0301  du coin,\t4 h ", "chosen") == meant


def test_a_chosen_phrase_keeps_its_capitals_and_accents() -> None:
    assert passphrase.secret("LE CAFE du coin", "chosen") == b"LE CAFE du coin"


@given(st.text(st.characters(), min_size=12))
def test_any_text_is_a_phrase_or_is_refused(typed: str) -> None:
    with contextlib.suppress(Refusal):
        assert passphrase.secret(typed, passphrase.form(typed))


@pytest.mark.parametrize(
    "typed", ["", "           ", "onze signes", "a         b          c", "é" * 11]
)
def test_a_short_phrase_is_refused(typed: str) -> None:
    with pytest.raises(Refusal, match="cinq mots proposés") as refused:
        passphrase.form(typed)
    assert refused.value.code == "weak-passphrase"


def test_twelve_characters_are_enough() -> None:
    assert passphrase.form("douze signes") == "chosen"


def test_a_word_that_is_not_in_the_list_opens_no_slot_of_words() -> None:
    assert passphrase.secret("abaisser abandon abdiquer abeille abolirr", "words") is None


def test_only_ten_words_can_be_a_sheet() -> None:
    ten = " ".join(FRENCH[:10])
    assert passphrase.is_recovery(bare(ten).upper())
    assert not passphrase.is_recovery(" ".join(FRENCH[:9]))
    assert not passphrase.is_recovery("dix mots qui ne sont pas tous de la liste française")
