"""The letters of la ligne: one table a language over the same codes, and the board they make."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from maraude.domain.shorthand import codewords
from maraude.domain.shorthand.draft import Act, Call, Contact, Item, SeeAgain, thing
from maraude.domain.shorthand.labels import cell, short

_SHARED: Mapping[str, Act] = {
    "f": Item("HYG", "KFE"),
    "h": Item("HEB", ""),
    "i": Item("", "INF"),
    "j": Item("", "ACC"),
    "k": Item("HYG", "KIT"),
    "o": Item("EAU", "EAU"),
    "p": Item("DRO", "DEM"),
    "q": Contact("REF"),
    "r": SeeAgain(),
    "s": Item("ALI", "SOU"),
    "t": Item("COU", "TEN"),
    "u": Call(),
    "w": Item("HYG", ""),
    "x": Item("VET", "CHA"),
    "y": Contact("ABS"),
    "z": Contact("DOR"),
}
_OWN: Mapping[str, Mapping[str, Act]] = {
    "fr": {
        "a": Item("ALI", "REP"),
        "b": Item("ALI", "BOI"),
        "c": Item("COU", "COU"),
        "d": Item("COU", "DUV"),
        "e": Item("", "ECO"),
        "g": Item("", "ANI"),
        "l": Item("NUM", "TEL"),
        "m": Item("SAN", "PSP"),
        "v": Item("VET", "VET"),
    },
    "en": {
        "a": Item("", "ANI"),
        "b": Item("COU", "COU"),
        "c": Item("VET", "VET"),
        "d": Item("ALI", "BOI"),
        "e": Item("NUM", "TEL"),
        "g": Item("COU", "DUV"),
        "l": Item("", "ECO"),
        "m": Item("ALI", "REP"),
        "v": Item("SAN", "PSP"),
    },
}


@dataclass(frozen=True, slots=True)
class Letters:
    """What each letter means in one language; no two letters mean the same."""

    language: str
    acts: Mapping[str, Act]
    letters: Mapping[Act, str]

    def act(self, letter: str) -> Act | None:
        """Give what a letter is about, capital or not; None where it means nothing."""
        return self.acts.get(letter.lower())

    def letter(self, act: Act) -> str:
        """Give the letter of an act whatever its mark, nothing where it has none."""
        return self.letters.get(thing(act), "")


@dataclass(frozen=True, slots=True)
class BoardKey:
    """One entry of the code board: what is typed for it, its short label, what it is about."""

    key: str
    label: str
    act: Act

    @property
    def cell(self) -> str:
        """The label in ten characters."""
        return cell(self.act)


@cache
def letters(language: str) -> Letters:
    """Give the table of ``fr`` or ``en``; KeyError for another language."""
    acts = dict(sorted({**_SHARED, **_OWN[language]}.items()))
    inverse = {act: letter for letter, act in acts.items()}
    return Letters(language, MappingProxyType(acts), MappingProxyType(inverse))


def board(letters: Letters) -> tuple[BoardKey, ...]:
    """Give the first page of the board: every letter, in order."""
    return tuple(BoardKey(letter, short(act), act) for letter, act in letters.acts.items())


def second_page(letters: Letters) -> tuple[BoardKey, ...]:
    """Give the second page: what only a code word reaches, list after list."""
    acts = (*codewords.dotted().values(), *codewords.targets().values())
    return tuple(
        BoardKey(codewords.word(act), short(act), act)
        for act in dict.fromkeys(acts)
        if not letters.letter(act)
    )
