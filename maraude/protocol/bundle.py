"""An exchange without a network: a file that somebody carries to the server, and one back.

What goes is the very request of ``protocol.messages``, with the laptop's token, sealed to the
server's public key; what comes back are the answers, sealed to a key that the request names. A
file is one line that says which of both it is, then MessagePack in a seal of ``maraude.sealed``.
"""

from typing import Annotated, TypeVar

import msgspec

from maraude.protocol.messages import Hello

T = TypeVar("T", "Out", "Back")

MAX_FILE = 64 * 2**20
"""Bytes of a file that is read."""

Key = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]


class MalformedBundleError(ValueError):
    """A file is none of these, or its content is not as this module writes it."""


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


HEADS = {Out: b"maraude bundle 1 out\n", Back: b"maraude bundle 1 back\n"}


def encode(content: Out | Back) -> bytes:
    """Give what is to be sealed."""
    return msgspec.msgpack.encode(content)


def decode(content: bytes, kind: type[T]) -> T:
    """Read what was sealed; MalformedBundleError."""
    try:
        return msgspec.msgpack.decode(content, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedBundleError("not as it is written") from error


def file(kind: type[Out | Back], sealed: bytes) -> bytes:
    """Give a file of sealed content."""
    return HEADS[kind] + sealed


def sealed_in(kind: type[Out | Back], content: bytes) -> bytes:
    """Give the sealed content of a file of this kind; MalformedBundleError."""
    if not content.startswith(HEADS[kind]):
        raise MalformedBundleError("another file")
    return content.removeprefix(HEADS[kind])


def is_bundle(content: bytes) -> bool:
    """Tell whether a file is one of these."""
    return content.startswith(tuple(HEADS.values()))
