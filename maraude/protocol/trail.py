"""The server's audit as laptops follow it: a chain, in which each entry covers all before it.

A laptop remembers the number of the last entry and the digest of all up to it, nothing of what
they say. What the server tells next has to go on from there: else entries were taken away,
changed, or put in between.
"""

import hashlib
from collections.abc import Iterable
from typing import Annotated

import msgspec
from msgspec import Meta

DIGEST_BYTES = 16
MOST_LINKS = 500
"""Entries of one answer at most; a laptop that was long away catches up by several."""

Digest = Annotated[bytes, Meta(min_length=DIGEST_BYTES, max_length=DIGEST_BYTES)]


class Trail(msgspec.Struct, frozen=True, array_like=True):
    """Up to entry ``n`` the audit has ``digest``.

    ``links`` are those of the entries after the one that the laptop named.
    """

    n: Annotated[int, Meta(ge=1, lt=2**53)]
    digest: Digest
    links: tuple[Digest, ...] = ()


def link(content: object) -> bytes:
    """Give the digest of one entry by itself, of what JSON can say."""
    return hashlib.sha256(msgspec.json.encode(content)).digest()[:DIGEST_BYTES]


def chained(before: bytes, links: Iterable[bytes]) -> bytes:
    """Give the digest of the chain once ``links`` follow on ``before``, empty at its beginning."""
    for one in links:
        before = hashlib.sha256(before + one).digest()[:DIGEST_BYTES]
    return before
