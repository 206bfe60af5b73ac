"""Words about a person that a note does better without: French and English lists, together.

A list's entry is words that follow each other. ``a|b`` is either, ``(s)`` may be there, ``$name``
is any of a set of the file. An exception that holds an entry makes it nothing; so does the name of
a street or a place.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from maraude.domain.guard.kind import Found, Kind
from maraude.domain.guard.plain import plain

LANGUAGES = ("fr", "en")
_WORD = re.compile("[a-z]+")
_LAST_WORD = re.compile("[a-z]+$")
_OPTIONAL = re.compile(r"\(([a-zà-ÿ]+)\)")
_GAP = " '-"
_PLACE_BEFORE = re.compile(
    r"(?<!\w)(?i:rue|r|boulevard|bd|avenue|av|place|pl|quai|square|impasse|passage|villa|cours|allée"
    r"|pont|porte|métro|station|gare|église|chapelle|temple|centre|foyer|association|hôpital"
    r"|résidence|cité|stade|école|collège|lycée|parc|jardin|cimetière|street)"
    r"(?:[ '’-]+(?:(?i:de|du|des|d|la|le|les|l|saint|sainte|st|ste|et)(?!\w)|[A-ZÀ-Ý]\w*))*[ '’-]+$"
)
_PLACE_AFTER = re.compile(r" (?:street|road|square|lane|hospital|church|centre|center|cemetery)\b")
_LONGEST = 40
"""Characters of a word and the gap behind it that are looked at."""
_NEAR = 60
"""Characters before a word in which a place's name may begin."""


@dataclass(frozen=True, slots=True)
class _Phrase:
    """What may stand at each place before its last word; without ``kind`` an exception."""

    before: tuple[frozenset[str], ...]
    kind: Kind | None


def found(flat: str, text: str) -> Iterator[Found]:
    """Give the entries found in ``flat``, the longest first; ``text`` is it as it was typed."""
    index = _index()
    present = index.keys() & set(_WORD.findall(flat))
    if not present:
        return
    spans = sorted(_spans(flat, present, index), key=lambda one: (one[0] - one[1], one[0]))
    excepted = [(start, end) for start, end, kind in spans if kind is None]
    for start, end, kind in spans:
        if kind is None or any(first <= start and end <= last for first, last in excepted):
            continue
        if not _is_place(text, flat, start, end):
            yield start, end, kind


def _spans(
    flat: str, present: Iterable[str], index: Mapping[str, Sequence[_Phrase]]
) -> Iterator[tuple[int, int, Kind | None]]:
    for word in present:
        for start in _places(flat, word):
            for phrase in index[word]:
                first = _begins(flat, start, phrase.before)
                if first is not None:
                    yield first, start + len(word), phrase.kind


def _places(flat: str, word: str) -> Iterator[int]:
    """Give where ``word`` stands as a word of its own."""
    start = flat.find(word)
    while start >= 0:
        end = start + len(word)
        if _is_apart(flat, start, end):
            yield start
        start = flat.find(word, end)


def _begins(flat: str, at: int, before: Sequence[frozenset[str]]) -> int | None:
    """Give where the words ``before`` begin, if just these stand before ``at``."""
    for wanted in reversed(before):
        window = flat[max(at - _LONGEST, 0) : at]
        words = window.rstrip(_GAP)
        word = _LAST_WORD.search(words)
        if word is None or words == window or word.group() not in wanted:
            return None
        at -= len(window) - word.start()
    return None if at and flat[at - 1].isalnum() else at


def _is_apart(flat: str, start: int, end: int) -> bool:
    """Tell whether no letter or digit stands before ``start`` and after ``end``."""
    before = flat[start - 1 : start] if start else ""
    return not (before.isalnum() or flat[end : end + 1].isalnum())


def _is_place(text: str, flat: str, start: int, end: int) -> bool:
    before = text[max(start - _NEAR, 0) : start]
    return bool(_PLACE_BEFORE.search(before) or _PLACE_AFTER.match(flat, end))


@cache
def _index() -> dict[str, list[_Phrase]]:
    """Read the lists: phrases by each word that may be their last, which is the telling one."""
    index: dict[str, list[_Phrase]] = defaultdict(list)
    for language in LANGUAGES:
        document = json.loads(files(__package__).joinpath(f"{language}.json").read_text("utf-8"))
        lists = [(Kind(name), entries) for name, entries in document["kinds"].items()]
        for kind, entries in (*lists, (None, document["exceptions"])):
            for entry in entries:
                *before, last = _slots(entry, document["sets"])
                phrase = _Phrase(tuple(before), kind)
                for word in last:
                    index[word].append(phrase)
    return dict(index)


def _slots(entry: str, sets: dict[str, list[str]]) -> Iterator[frozenset[str]]:
    for slot in entry.split():
        forms: set[str] = set()
        for part in slot.split("|"):
            for word in sets[part[1:]] if part.startswith("$") else (part,):
                forms.update(plain(form) for form in _forms(word))
        yield frozenset(forms)


def _forms(word: str) -> Iterator[str]:
    """Give a word with and without each of its endings in brackets."""
    ending = _OPTIONAL.search(word)
    if ending is None:
        yield word
        return
    for kept in ("", ending[1]):
        yield from _forms(f"{word[: ending.start()]}{kept}{word[ending.end() :]}")
