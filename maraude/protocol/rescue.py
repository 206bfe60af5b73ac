"""How a laptop that nobody can open asks its organisation to open it, by two files.

Up goes a ``Challenge``: the database key as the laptop sealed it to the organisation, and a key
made for this one answer. Down comes a ``Solution``, sealed to that key: nobody else can open it,
and the laptop forgets its half once it has served.
"""

from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta

KEY_BYTES = 32
MAX_FILE = 16 * 1024
"""Bytes of either file at most."""

Key = Annotated[bytes, Meta(min_length=KEY_BYTES, max_length=KEY_BYTES)]
Nonce = Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]
Sealed = Annotated[bytes, Meta(max_length=1024)]

T = TypeVar("T")


class MalformedRescueError(ValueError):
    """Bytes are no file of this module."""


class Entrusted(msgspec.Struct, frozen=True):
    """What a laptop seals to its organisation: which device it is, and its database key."""

    device: str
    key: Key

    def __repr__(self) -> str:
        return f"Entrusted(device={self.device!r})"


class Rescue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An ``Entrusted`` as it stands beside the key slots, ``sealed`` to the key ``public``."""

    public: Key
    sealed: Sealed


class Challenge(msgspec.Struct, frozen=True, tag="maraude rescue 1", tag_field="file"):
    """What the laptop asks; the answer is to be sealed to ``reply_to``."""

    nonce: Nonce
    rescue: Rescue
    reply_to: Key


class Solution(msgspec.Struct, frozen=True, tag="maraude rescue answer 1", tag_field="file"):
    """The answer to the challenge of ``nonce``: the database key, sealed."""

    nonce: Nonce
    sealed: Sealed


def encode(content: msgspec.Struct) -> bytes:
    """Give the bytes of what ``decode`` reads."""
    return msgspec.json.encode(content)


def decode(content: bytes, shape: type[T]) -> T:
    """Read what ``encode`` wrote; MalformedRescueError."""
    try:
        return msgspec.json.decode(content, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedRescueError("no such file") from error
