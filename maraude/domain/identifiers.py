"""Names that the program gives: record ids, person codes, slugs."""

import random
import re
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from maraude.domain.text import fold

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 signs without 0, 1, I and O, which are mistaken for one another when read aloud."""
CODE_LENGTH = 6


def new_id() -> str:
    """Give the id of a new record: a random UUID."""
    return str(uuid.uuid4())


def new_code() -> str:
    """Give a person's code: six random signs, never derived from the person, and a check sign."""
    return _code(secrets.choice)


@dataclass(frozen=True, slots=True)
class Ids:
    """Gives records their ids and files their codes; nobody can foretell the default ones."""

    record: Callable[[], str] = new_id
    code: Callable[[], str] = new_code

    @classmethod
    def seeded(cls, chance: random.Random) -> "Ids":
        """Give the same ids again to the same records, which only fictional ones may have."""
        return cls(
            lambda: str(uuid.UUID(int=chance.getrandbits(128), version=4)),
            lambda: _code(chance.choice),
        )


def check_sign(body: str) -> str:
    """Give the sign that makes ``body`` verifiable: Luhn modulo 32.

    Source: ISO/IEC 7812-1, annex B, with 32 signs in place of ten.
    """
    total = 0
    for position, sign in enumerate(reversed(body)):
        value = ALPHABET.index(sign) * (2 if position % 2 == 0 else 1)
        total += value // 32 + value % 32
    return ALPHABET[-total % 32]


def is_code(text: str) -> bool:
    """Tell whether ``text`` is a well-formed person code."""
    return (
        len(text) == CODE_LENGTH + 1
        and all(sign in ALPHABET for sign in text)
        and check_sign(text[:-1]) == text[-1]
    )


def slug(kind: str, name: str) -> str:
    """Give the slug of a team, a user or a territory: ``team:nord`` for ``Nord``.

    Two laptops initialised apart agree on it. ValueError where nothing is left of the name.
    """
    bare = re.sub(r"[^a-z0-9]+", "-", fold(name).removeprefix(f"{kind}:")).strip("-")
    if not bare:
        raise ValueError(f"no letter or digit in {name!r}")
    return f"{kind}:{bare}"


def _code(choice: Callable[[str], str]) -> str:
    body = "".join(choice(ALPHABET) for _ in range(CODE_LENGTH))
    return body + check_sign(body)
