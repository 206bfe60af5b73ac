"""What kind of help a few words ask for: labels, synonyms and slang, French and English."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from maraude.directory import categories
from maraude.domain import codes
from maraude.domain.text import clean_line, searchable

MAX_WORDS = 12
LONGEST = 5
"""Words of the longest term."""
PREFIX = 4
"""Letters from which on the beginning of a term will do: someone is still typing."""
ONE_SLIP, TWO_SLIPS = 5, 7
"""Letters from which on so many slips are forgiven."""
_LITTLE = frozenset(
    searchable(
        "a an and au aux avec besoin c can ce cherche d dans de des du en est et find for free get"
        " gratis gratos gratuit gratuite i il j je l la le les looking maintenant me mes mon near"
        " need now of on ou par pas pour proche qu s se soir some somewhere the to tonight trouver"
        " un une where y"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What was understood of folded ``words``: codes of categories; ``rest`` names none.

    ``guessed`` tells that one was understood in spite of a slip, or before its end.
    """

    words: tuple[str, ...]
    categories: tuple[str, ...]
    rest: tuple[str, ...]
    guessed: bool

    @property
    def telling(self) -> tuple[str, ...]:
        """The words without the little ones; all where there are no others."""
        return tuple(word for word in self.words if word not in _LITTLE) or self.words


def meaning(text: str) -> Meaning:
    """Give the kinds of help that a text asks for; accents, case and slips are forgiven."""
    words = tuple(searchable(clean_line(text)).split()[:MAX_WORDS])
    found: dict[str, None] = {}
    rest: list[str] = []
    guessed = False
    place = 0
    while place < len(words):
        length, asked = _longest(words[place:])
        if not asked and words[place] not in _LITTLE:
            asked = _almost(words[place])
            guessed |= bool(asked)
            rest += () if asked else (words[place],)
        found.update(dict.fromkeys(asked))
        place += length
    return Meaning(words, tuple(found), tuple(rest), guessed)


def _longest(words: Sequence[str]) -> tuple[int, tuple[str, ...]]:
    """Give how many of the first words are a term, and its categories; one word and none else."""
    terms = _terms()
    for length in range(min(LONGEST, len(words)), 0, -1):
        if asked := terms.get(" ".join(words[:length])):
            return length, asked
    return 1, ()


def _almost(word: str) -> tuple[str, ...]:
    """Give the categories of the term that a word begins, or almost is."""
    if len(word) < PREFIX or word.isdigit():
        return ()
    terms = _terms()
    if begun := next((term for term in terms if term.startswith(word)), None):
        return terms[begun]
    if len(word) < ONE_SLIP:
        return ()
    # Takes some milliseconds to import, which only a search needs.
    from rapidfuzz import process
    from rapidfuzz.distance import DamerauLevenshtein

    nearest = process.extractOne(
        word,
        [term for term in terms if len(term) >= PREFIX],
        scorer=DamerauLevenshtein.distance,
        score_cutoff=2 if len(word) >= TWO_SLIPS else 1,
    )
    return terms[nearest[0]] if nearest else ()


@cache
def _terms() -> dict[str, tuple[str, ...]]:
    """Give the categories of each folded term, those of our own labels first."""
    terms: dict[str, dict[str, None]] = {}
    for term, asked in (*_labels(), *_synonyms()):
        terms.setdefault(searchable(term), {}).update(dict.fromkeys(asked))
    return {term: tuple(asked) for term, asked in terms.items() if term}


def _labels() -> Iterator[tuple[str, tuple[str, ...]]]:
    for category in categories.load().values():
        for label in (category.fr, category.en, category.code):
            yield label, (category.code,)
    for need in codes.load("needs"):
        for label in {need.fr, need.en, need.short_fr, need.short_en, need.cell_fr, need.cell_en}:
            yield label, _of(need.code)


def _synonyms() -> Iterator[tuple[str, tuple[str, ...]]]:
    document = json.loads(files(__package__).joinpath("synonyms.json").read_text("utf-8"))
    for entry in document["synonyms"]:
        asked = tuple(code for meant in entry["means"] for code in _of(meant))
        for word in entry["words"]:
            yield word, asked


def _of(code: str) -> tuple[str, ...]:
    """Give the category of that code, or those that answer a need."""
    if code in categories.load():
        return (code,)
    return tuple(category.code for category in categories.answering(code))
