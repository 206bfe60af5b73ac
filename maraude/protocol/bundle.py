"""An exchange without a network: a file that somebody carries to the server or to other laptops.

For the server there is the very request of ``protocol.messages``, with the laptop's token, sealed
to the server's public key; for the other laptops what they may lack, each feed's part locked with
the key of those who read it. What the server gives back are its answers, sealed to a key that the
request names. A file is one line that says which of both it is, the digest of what follows, and
MessagePack.
"""

import hashlib
from typing import Annotated, TypeVar

import msgspec

from maraude.protocol import messages
from maraude.protocol.messages import Hello, Incarnation, MalformedMessageError, Row

T = TypeVar("T", "Out", "Back", "Handover", "Shared")

MAX_FILE = 64 * 2**20
"""Bytes of a file that is read."""
MAX_PART = 16 * 2**20
"""Bytes of a feed's part once inflated."""
MAX_OUT = messages.MAX_BODY + 4096
"""Bytes of a sealed ``Out``."""
MOST_PARTS, MOST_OTHERS = 500, 8
"""Feeds, and other laptops, of which a file has something."""

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


class Shared(msgspec.Struct, frozen=True, array_like=True):
    """What a laptop of a team hands over of ``feed``: rows as JSON, and changes by incarnation.

    ``at`` is when, in ms since 1970, UTC, by its own clock; the rows are as the server told them
    in ``epoch``.
    """

    feed: str
    team: str
    at: Annotated[int, msgspec.Meta(ge=0, lt=2**47)]
    epoch: str
    rows: list[bytes]
    changes: list[tuple[Incarnation, bytes]]

    def __repr__(self) -> str:
        return "Shared()"


class Sent(msgspec.Struct, frozen=True, array_like=True):
    """A sealed ``Out`` of ``inc``, of changes up to before number ``stop``."""

    inc: Incarnation
    stop: Annotated[int, msgspec.Meta(ge=1, lt=2**53)]
    out: Annotated[bytes, msgspec.Meta(max_length=MAX_OUT)]

    def __repr__(self) -> str:
        return f"Sent(inc={self.inc!r})"


class Handover(msgspec.Struct, frozen=True, array_like=True):
    """The file of the laptop that writes as ``inc``.

    There is what it has for the server, and locked ``Shared`` for other laptops; ``others`` is
    what laptops whose files were read there had for the server.
    """

    inc: Incarnation
    sent: Sent
    parts: Annotated[list[bytes], msgspec.Meta(max_length=MOST_PARTS)]
    others: Annotated[list[Sent], msgspec.Meta(max_length=MOST_OTHERS)] = []


class Back(msgspec.Struct, frozen=True, array_like=True):
    """The answer to the request that was carried, and those that a laptop would ask for next."""

    steps: Annotated[list[Step], msgspec.Meta(min_length=1)]


_HANDOVER, _BACK = b"maraude bundle 1 out\n", b"maraude bundle 1 back\n"
_DIGEST = hashlib.sha256().digest_size
_row = msgspec.json.Decoder(Row)


def encode(content: Out | Back | Handover | Shared) -> bytes:
    """Give the bytes of a file, or of what is to be sealed or locked."""
    return msgspec.msgpack.encode(content)


def decode(content: bytes, kind: type[T]) -> T:
    """Read what ``encode`` gave; MalformedBundleError."""
    try:
        return msgspec.msgpack.decode(content, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedBundleError("not as it is written") from error


def part(shared: Shared) -> bytes:
    """Give what is to be locked of a feed."""
    return messages.deflate(encode(shared))


def read_part(content: bytes) -> Shared:
    """Read what was locked; MalformedBundleError."""
    try:
        return decode(messages.inflate(content, MAX_PART), Shared)
    except MalformedMessageError as error:
        raise MalformedBundleError("not as it is written") from error


def rows(shared: Shared) -> list[Row]:
    """Read the rows of a part; MalformedBundleError."""
    try:
        found = [_row.decode(line) for line in shared.rows]
        # What is raw in a row has not been read by this.
        whole = [msgspec.json.decode(line)["f"] for line in shared.rows]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedBundleError("no row") from error
    if not all(isinstance(fields, dict) for fields in whole):
        raise MalformedBundleError("no fields")
    return found


def handover(content: Handover) -> bytes:
    """Give the file of a laptop."""
    return _file(_HANDOVER, encode(content))


def read_handover(content: bytes) -> Handover:
    """Read the file of a laptop; MalformedBundleError."""
    return decode(_after(_HANDOVER, content), Handover)


def back(sealed: bytes) -> bytes:
    """Give the file of the server, of its sealed ``Back``."""
    return _file(_BACK, sealed)


def sealed_back(content: bytes) -> bytes:
    """Give what is sealed in a file of the server; MalformedBundleError."""
    return _after(_BACK, content)


def is_bundle(content: bytes) -> bool:
    """Tell whether a file is one of these."""
    return is_handover(content) or content.startswith(_BACK)


def is_handover(content: bytes) -> bool:
    """Tell whether a file is a laptop's."""
    return content.startswith(_HANDOVER)


def _file(head: bytes, content: bytes) -> bytes:
    return head + hashlib.sha256(content).digest() + content


def _after(head: bytes, file: bytes) -> bytes:
    """Give what stands in a file of this kind, whole and as it was written."""
    digest, content = file[len(head) :][:_DIGEST], file[len(head) + _DIGEST :]
    if not file.startswith(head) or hashlib.sha256(content).digest() != digest:
        raise MalformedBundleError("another file, or a damaged one")
    return content
