"""The one way in and the one way out for text that a human, a file or a server wrote."""

import re
import unicodedata

MAX_CHARACTERS = 8_000
MAX_MARKS = 3

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SEPARATORS = frozenset("\u2028\u2029")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Below the combining marks nothing composes; what could command a terminal is left out.
_PLAIN = re.compile("[\n -~\u00a0-\u00ac\u00ae-\u02ff]*")
_SPACES = re.compile(r"\s+")
# Letters of their own for Unicode, not for someone who types a name in a hurry.
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ł": "l", "đ": "d", "ø": "o", "ı": "i", "’": "'"})


def clean(text: str) -> str:
    """Give ``text`` as it may be stored: NFC, at most 8,000 characters.

    Control characters but the newline, bidirectional controls, surrogates and noncharacters
    are dropped, line ends become newlines, a tab becomes a space, and a character keeps at most
    three combining marks. No-break spaces and joiners stay. Cleaning what is clean changes
    nothing.
    """
    if len(text) <= MAX_CHARACTERS and is_plain(text):
        return text
    # NFC may compose marks that the limit would count, so the limit counts composed text.
    text = unicodedata.normalize("NFC", _unbroken(text[: 4 * MAX_CHARACTERS]))
    kept: list[str] = []
    marks = 0
    for character in text:
        if _forbidden(character):
            continue
        marks = marks + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if marks <= MAX_MARKS:
            kept.append(character)
    composed = unicodedata.normalize("NFC", "".join(kept))[:MAX_CHARACTERS]
    return composed if composed == text else clean(composed)


def is_plain(text: str) -> bool:
    """Tell at little cost that cleaning would change nothing; it may where this says no."""
    return _PLAIN.fullmatch(text) is not None


def clean_line(text: str) -> str:
    """Give ``text`` cleaned, on one line, without spaces at its ends."""
    return _SPACES.sub(lambda run: run[0] if run[0] in "\u00a0\u202f" else " ", clean(text)).strip()


def printable(text: str) -> str:
    """Give ``text`` as it may reach a terminal: each character that could command it, visible.

    What a terminal, a log or a reader would obey instead of show becomes U+FFFD, the line and
    paragraph separators among it: what is one line stays one. The newline stays, a tab becomes
    spaces.
    """
    return "".join(
        "\ufffd" if _forbidden(character) else character for character in text.expandtabs(4)
    )


def fold(text: str) -> str:
    """Give ``text`` for comparison: no case, no accents, no ligatures, single spaces."""
    # NFKD finds capitals inside compatibility signs, and casefold may compose anew.
    caseless = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    decomposed = unicodedata.normalize("NFKD", caseless)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _SPACES.sub(" ", bare).strip()


def searchable(text: str) -> str:
    """Give ``text`` folded, with a space for whatever is neither letter nor digit."""
    spaced = "".join(c if c.isalnum() else " " for c in fold(text))
    return _SPACES.sub(" ", spaced).strip()


def _unbroken(text: str) -> str:
    """Give ``text`` with the newline as its only line end and the space as its only tab."""
    return _LINE_ENDS.sub("\n", text).replace("\t", " ")


def _forbidden(character: str) -> bool:
    """Tell whether ``character`` has no place in stored or shown text."""
    code = ord(character)
    return (
        (code < 0x20 and character != "\n")
        or 0x7F <= code < 0xA0
        or character in _BIDI
        or character in _SEPARATORS
        or 0xD800 <= code < 0xE000
        or 0xFDD0 <= code < 0xFDF0
        or code & 0xFFFE == 0xFFFE
        or 0xFFF9 <= code <= 0xFFFB
        or 0xE0000 <= code < 0xE1000
    )
