"""An exchange without a network: a file that somebody carries to the server, and one back.

What goes is the very request of ``protocol.messages``, with the laptop's token, sealed to the
server's public key; what comes back are the answers, sealed to a key that the request names. A
file is one line that says which of both it is, then an X25519 sealed box of MessagePack.
"""

from typing import Annotated, TypeVar

import msgspec
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from maraude.protocol.messages import Hello

T = TypeVar("T")

MAX_FILE = 64 * 2**20
"""Bytes of a file that is read."""
OUT, BACK = b"maraude bundle 1 out\n", b"maraude bundle 1 back\n"
KEY_BYTES = 32

Key = Annotated[bytes, msgspec.Meta(min_length=KEY_BYTES, max_length=KEY_BYTES)]


class MalformedBundleError(ValueError):
    """A file is none of these, is cut, or was sealed to somebody else."""


class Out(msgspec.Struct, frozen=True, array_like=True):
    """A laptop's request, its token, and the public key to which the answer is sealed."""

    token: str
    reply_to: Key
    request: bytes

    def __repr__(self) -> str:
        return "Out()"


class Step(msgspec.Struct, frozen=True, array_like=True):
    """An answer, and the head of the request to which it is one."""

    hello: Hello
    answer: bytes


class Back(msgspec.Struct, frozen=True, array_like=True):
    """The answer to the request that was carried, and those that a laptop would ask for next."""

    steps: Annotated[list[Step], msgspec.Meta(min_length=1)]


def seal_out(out: Out, server: bytes) -> bytes:
    """Give the file for the server of this public key."""
    return _seal(OUT, out, server)


def open_out(content: bytes, key: bytes) -> Out:
    """Read a file with the server's private key; MalformedBundleError."""
    return _open(OUT, content, key, Out)


def seal_back(back: Back, laptop: bytes) -> bytes:
    """Give the file for the laptop that named this public key."""
    return _seal(BACK, back, laptop)


def open_back(content: bytes, key: bytes) -> Back:
    """Read a file with the private key that the laptop kept; MalformedBundleError."""
    return _open(BACK, content, key, Back)


def new_key() -> bytes:
    """Give a private key."""
    return bytes(PrivateKey.generate())


def public(key: bytes) -> bytes:
    """Give the public key of a private one."""
    return bytes(PrivateKey(key).public_key)


def _seal(head: bytes, content: Out | Back, public_key: bytes) -> bytes:
    return head + SealedBox(PublicKey(public_key)).encrypt(msgspec.msgpack.encode(content))


def _open(head: bytes, content: bytes, key: bytes, kind: type[T]) -> T:
    if not content.startswith(head):
        raise MalformedBundleError("another file")
    try:
        opened = SealedBox(PrivateKey(key)).decrypt(content.removeprefix(head))
        return msgspec.msgpack.decode(opened, type=kind)
    except (CryptoError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedBundleError("not to be opened") from error
