"""A language that nobody writes: what was translated can be told from what was not.

Each letter of a translated text becomes a Georgian one, as wide as it was: a Latin letter on a
screen was then never translated, or is data. What stands between the texts stays readable even
where a text is cut, and in what is filled into it.
"""

import re
import unicodedata

from maraude.i18n import French

_KEPT = re.compile(r"\{[^{}]*\}|%\(\w+\)\w|%\w")
_WORD = re.compile(r"[^\W\d_]{2,}")
_FIRST_LETTER = 0x10D0


class Pseudo(French):
    """Translates whatever is asked, labels of data files too; each text is as long as in French."""

    def gettext(self, message: str) -> str:
        return pseudo(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return pseudo(super().ngettext(msgid1, msgid2, n))

    def pgettext(self, context: str, message: str) -> str:
        return pseudo(message)


def pseudo(text: str) -> str:
    """Give ``text`` in Georgian letters, but for what is filled in later."""
    kept = _KEPT.findall(text)
    parts = _KEPT.split(text)
    written = ["".join(map(_georgian, part)) for part in parts]
    return "".join(part + place for part, place in zip(written, [*kept, ""], strict=True))


def untranslated(text: str, data: str) -> list[str]:
    """Give the words of ``text`` in Latin letters that are not among those of ``data``.

    A single letter is a key of the line or of the keyboard.
    """
    known = set(map(str.casefold, _WORD.findall(data)))
    latin = (word for word in _WORD.findall(text) if any(c < "\u0250" for c in word))
    return [word for word in latin if word.casefold() not in known]


def _georgian(letter: str) -> str:
    bare = unicodedata.normalize("NFKD", letter)[0].lower()
    return chr(_FIRST_LETTER + ord(bare) - ord("a")) if "a" <= bare <= "z" else letter
