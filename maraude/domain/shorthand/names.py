"""The words that name a person or a place on the line."""

import unicodedata
from collections.abc import Sequence
from itertools import count, dropwhile

from maraude.domain.text import fold

_SIGNS = ",;!*@/:"
_IN_NAMES = "-'’\u200c\u200d"


def is_name(text: str) -> bool:
    """Tell whether ``text`` may name a person: letters of any alphabet first, then digits too."""
    return text[:1].isalpha() and all(_is_in_names(character) for character in text)


def chip_words(names: Sequence[str]) -> tuple[str, ...]:
    """Give a word that a line can hold for each name, no two alike."""
    words: dict[str, str] = {}
    for name in names:
        kept = (c if _is_in_names(c) else "-" for c in name)
        bare = "".join(dropwhile(lambda c: not c.isalpha(), kept)).rstrip("-") or "x"
        tries = (f"{bare}{n}" if n > 1 else bare for n in count(1))
        word = next(word for word in tries if fold(word) not in words)
        words[fold(word)] = word
    return tuple(words.values())


def spot_word(name: str) -> str:
    """Give a word that a line can hold for the name of a place."""
    return "".join("-" if c.isspace() or c in _SIGNS else c for c in name)


def _is_in_names(character: str) -> bool:
    return unicodedata.category(character)[0] in "LM" or (
        character.isdecimal() or character in _IN_NAMES
    )
