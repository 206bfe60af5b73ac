"""What opens a key slot: words that the program drew, or a phrase that the volunteer chose."""

import re
import secrets
import unicodedata
from functools import cache
from typing import Literal

from mnemonic import Mnemonic

from maraude.domain.refusal import Refusal
from maraude.domain.text import fold
from maraude.i18n import _

Form = Literal["words", "chosen"]

WORDS = 5
"""Of 2,048 words each: 55 bits, under argon2id."""
RECOVERY_WORDS = 10
MIN_CHARACTERS = 12


def generate(words: int = WORDS) -> str:
    """Draw that many French words of the BIP-39 list, each of 11 bits, separated by spaces."""
    return " ".join(secrets.choice(_list()) for _word in range(words))


def form(typed: str) -> Form:
    """Tell what ``typed`` is; Refusal ``weak-passphrase`` where it is too short to be either.

    Words typed with or without accents, capitals or hyphens are the same words.
    """
    words = _words(typed)
    if words is not None and len(words) >= WORDS:
        return "words"
    if len(_chosen(typed)) >= MIN_CHARACTERS:
        return "chosen"
    raise Refusal(
        "weak-passphrase",
        _(
            "Cette phrase est trop courte. Prenez les cinq mots proposés, ou au moins"
            " douze caractères de votre choix."
        ),
    )


def secret(typed: str, form: Form) -> bytes | None:
    """Give the bytes from which the key of a slot of that form is derived.

    Nothing where ``typed`` cannot be words of the list. The bytes for one phrase must never
    change from one version of the program to the next, or slots stop opening.
    """
    if form == "chosen":
        return _chosen(typed).encode("utf-8", "surrogatepass")
    words = _words(typed)
    return None if words is None else " ".join(words).encode()


def is_recovery(typed: str) -> bool:
    """Tell whether ``typed`` can be the words of a recovery sheet."""
    words = _words(typed)
    return words is not None and len(words) == RECOVERY_WORDS


def _chosen(typed: str) -> str:
    return " ".join(unicodedata.normalize("NFC", typed).split())


def _words(typed: str) -> list[str] | None:
    """Give the words of the list that were typed, spelt as in the list; None if one is not."""
    known = _by_folded()
    words = [known.get(word) for word in re.split(r"[\s,;.-]+", fold(typed).strip(" ,;.-"))]
    return [word for word in words if word] if all(words) else None


@cache
def _list() -> tuple[str, ...]:
    return tuple(unicodedata.normalize("NFC", word) for word in Mnemonic("french").wordlist)


@cache
def _by_folded() -> dict[str, str]:
    return {fold(word): word for word in _list()}
