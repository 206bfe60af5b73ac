import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maraude.domain.text import (
    MAX_CHARACTERS,
    MAX_MARKS,
    clean,
    clean_line,
    fold,
    printable,
)

QUICK = settings(deadline=None, max_examples=300)

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
HOSTILE = [
    *BIDI,
    *map(chr, range(0x20)),
    *map(chr, range(0x7F, 0xA0)),
    *"\u2028\u2029\ufdd0\ufffe\uffff\U0001fffe\U0010ffff\ufffb\U000e0001\ud800\udfff",
    "\x1b]52;c;cGFzcw==\x07",
    "\x1b[2J",
    "\u0301" * 9,
    "\r\n",
]
texts = st.lists(
    st.one_of(st.text(st.characters(codec=None), max_size=20), st.sampled_from(HOSTILE)),
    max_size=20,
).map("".join)


def commands_a_terminal(character: str) -> bool:
    code = ord(character)
    return (
        (unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") and character != "\n")
        or character in BIDI
        or (code & 0xFFFF) >= 0xFFFE
        or 0xFDD0 <= code <= 0xFDEF
    )


def longest_run_of_marks(text: str) -> int:
    longest = run = 0
    for character in text:
        run = run + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        longest = max(longest, run)
    return longest


@QUICK
@given(texts)
def test_clean_text_holds_nothing_forbidden(text: str) -> None:
    cleaned = clean(text)
    assert not [c for c in cleaned if commands_a_terminal(c)]
    assert unicodedata.is_normalized("NFC", cleaned)
    assert longest_run_of_marks(cleaned) <= MAX_MARKS
    assert len(cleaned) <= MAX_CHARACTERS


@QUICK
@given(texts)
def test_cleaning_what_is_clean_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean_line(clean_line(text)) == clean_line(text)


@QUICK
@given(st.text(st.characters(categories=["L", "N", "P"]), max_size=200))
def test_ordinary_words_pass_unchanged(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert clean(composed) == composed


@pytest.mark.parametrize("code", range(0xD800, 0xE000, 0x155))
def test_no_surrogate_is_stored(code: int) -> None:
    assert clean(f"a{chr(code)}b") == "ab"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("e\u0301coute", "écoute"),
        ("une\r\ndeux\rtrois\u2028quatre", "une\ndeux\ntrois\nquatre"),
        ("soupe\tpain", "soupe pain"),
        ("attention\u00a0! 12\u202f000", "attention\u00a0! 12\u202f000"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("a\x00\x1b[31mb", "a[31mb"),
        ("x" + "\u0316" * 40, "x" + "\u0316" * 3),
        ("e\u200e\u0301", "é"),
    ],
)
def test_text_is_stored_as_meant(typed: str, stored: str) -> None:
    assert clean(typed) == stored


def test_a_long_text_is_cut_at_its_limit() -> None:
    assert clean("é" * 20_000) == "é" * 8_000


def test_a_limit_reached_by_marks_alone_still_keeps_the_text_before_them() -> None:
    assert clean("Momo" + "\u0316" * 100_000) == "Momo" + "\u0316" * 3


@QUICK
@given(texts)
def test_a_line_is_one_line_without_spaces_at_its_ends(text: str) -> None:
    line = clean_line(text)
    assert "\n" not in line
    assert "  " not in line
    assert line == line.strip()


def test_a_line_keeps_the_no_break_space_of_french() -> None:
    assert clean_line("  déjà \n vu\u00a0?  ") == "déjà vu\u00a0?"


@QUICK
@given(texts)
def test_nothing_printable_commands_a_terminal(text: str) -> None:
    assert not [c for c in printable(text) if commands_a_terminal(c)]


def test_every_character_of_unicode_is_harmless_once_printable() -> None:
    let_through = [
        character
        for character in map(chr, range(sys.maxunicode + 1))
        if commands_a_terminal(character) and character in printable(character)
    ]
    assert let_through == []


@pytest.mark.parametrize(
    "probe",
    [
        "\x1b[2J",
        "\x1b]52;c;cGFzcw==\x07",
        "\x1b]0;titre\x1b\\",
        "\x9b31m",
        "\x9d52;c;eA==\x9c",
        "\u202etxt.exe",
        "\x08\x08\x08",
        "\rremplacé",
    ],
)
def test_what_a_terminal_would_obey_is_shown_instead(probe: str) -> None:
    shown = printable(probe)
    assert "\ufffd" in shown
    assert not [c for c in shown if commands_a_terminal(c)]


@QUICK
@given(texts)
def test_clean_text_is_printable_as_it_is(text: str) -> None:
    assert printable(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Été", "ete"),
        ("  Cœur   de\tVille ", "coeur de ville"),
        ("L’Île", "l'ile"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Łukasz", "lukasz"),
        ("İbrahim", "ibrahim"),
        ("Ǆemal ℋ", "dzemal h"),
        ("Юлия", "юлия"),
    ],
)
def test_text_is_compared_without_case_accents_and_ligatures(text: str, folded: str) -> None:
    assert fold(text) == folded


@QUICK
@given(texts)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_no_character_of_unicode_folds_by_its_case() -> None:
    differing = [
        character
        for character in map(chr, range(sys.maxunicode + 1))
        if not fold(character) == fold(character.upper()) == fold(character.lower())
    ]
    assert differing == []
