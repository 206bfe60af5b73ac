"""Names of others hidden in what is shown to one person."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from unicodedata import combining

from maraude.domain.text import fold, searchable
from maraude.i18n import _

_RUN = re.compile("x+")
SHORTEST = 3
"""Letters from which on a word of somebody's name stands for them by itself."""


@dataclass(frozen=True, slots=True)
class Masks:
    """What whoever shows a file has decided: words to hide besides, words to show all the same.

    ``lines`` are the keys of those that are hidden as a whole.
    """

    hidden: frozenset[str] = frozenset()
    shown: frozenset[str] = frozenset()
    lines: frozenset[str] = frozenset()


class Masking:
    """Hides whatever names someone of ``others`` but is none of the person's ``own`` names.

    Accents and case are forgiven; a name is found as a whole, and so is each of its words that has
    a capital and three letters or more. ``found`` are the words that were hidden, as they stood.
    """

    def __init__(self, others: Iterable[str], own: Iterable[str], masks: Masks) -> None:
        self._lines = masks.lines
        self.found: dict[str, None] = {}
        kept = {name for text in (*own, *masks.shown) for name in _parts(text)}
        wanted = {name for text in others for name in _parts(text)} - kept
        wanted |= {_folded(text) for text in masks.hidden} - {()}
        self._by_first: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for name in sorted(wanted, key=len, reverse=True):
            self._by_first[name[0]].append(name)

    def hide(self, text: str) -> str:
        """Give a text with a mark in the place of each name."""
        words = _words(text)
        folded = [fold(text[word]) for word in words]
        shown, end, place = "", 0, 0
        while place < len(words):
            length = self._length(folded, place)
            if length:
                first, last = words[place], words[place + length - 1]
                self.found.setdefault(text[first.start : last.stop])
                shown += text[end : first.start] + _("[masqué]")
                end = last.stop
            place += length or 1
        return shown + text[end:]

    def line(self, key: str, words: str) -> str:
        """Give the words of a line, none of them where the whole of it is hidden."""
        return _("[masqué]") if key in self._lines else words

    def _length(self, folded: list[str], place: int) -> int:
        """Give how many words from ``place`` on are a name."""
        for name in self._by_first.get(folded[place], ()):
            if tuple(folded[place : place + len(name)]) == name:
                return len(name)
        return 0


def _parts(text: str) -> Iterator[tuple[str, ...]]:
    """Give a name, and each of its words that stands for whoever bears it."""
    if whole := _folded(text):
        yield whole
    for word in (text[place] for place in _words(text)):
        if word[0].isupper() and len(word) >= SHORTEST:
            yield (fold(word),)


def _words(text: str) -> list[slice]:
    """Give where the words are: letters and digits, each with the marks that belong to it."""
    kinds = "".join("x" if sign.isalnum() or combining(sign) else " " for sign in text)
    return [slice(*run.span()) for run in _RUN.finditer(kinds)]


def _folded(text: str) -> tuple[str, ...]:
    return tuple(searchable(text).split())
