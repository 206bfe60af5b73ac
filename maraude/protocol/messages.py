"""What a laptop and the server say to each other in one exchange: lines of JSON, compressed.

Up go a ``Hello`` and changes as they were written. Down come a ``Welcome``, pages of merged rows
and an ``End``; an answer that lacks the laptop's nonce at its head or the digest of itself at its
end is none, whatever its status: a portal or a cut line made it.
"""

import hashlib
from collections.abc import Iterable
from typing import Annotated

import msgspec
import zstandard

from maraude.protocol import dictionary
from maraude.protocol.changes import Hybrid
from maraude.protocol.trail import Trail

PROTOCOL = 1
MEDIA_TYPE = "application/vnd.maraude.sync"
RELAYED = "application/vnd.maraude.relay"
MAX_BODY = 4 * 2**20
"""Bytes of a request once inflated."""
MAX_ANSWER = 16 * 2**20
PAGE_ROWS = 500
_LEVEL = 9
_LONG = zstandard.ZstdCompressionParameters.from_level(3, min_match=7)
"""For long messages, which repeat whole words and keys: smaller than by level 9, and sooner."""
_SHORT = 32 * 1024
"""Bytes of a message from which on it is its own best dictionary."""
_DICTIONARY = zstandard.ZstdCompressionDict(
    dictionary.LINES, dict_type=zstandard.DICT_TYPE_RAWCONTENT
)

Incarnation = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{16}$")]
Nonce = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
Count = Annotated[int, msgspec.Meta(ge=0, lt=2**53)]
Users = Annotated[
    tuple[Annotated[str, msgspec.Meta(max_length=100)], ...], msgspec.Meta(max_length=64)
]
Sum = Annotated[int, msgspec.Meta(ge=0, lt=2**61)]


class MalformedMessageError(ValueError):
    """Bytes are not an exchange as this module writes them."""


class Hello(msgspec.Struct, frozen=True, tag="hello", tag_field="m", omit_defaults=True):
    """The head of a request.

    ``inc`` writes, ``next`` is the number of the first change that it has not yet had
    acknowledged; ``schema`` is of the changes that follow, ``app`` the program's version,
    ``now`` the laptop's clock in milliseconds. ``cursor`` holds the last position read of each
    feed. The laptop wants at most ``want`` bytes of rows, and where ``whole``, its own too.
    ``inc`` goes on where ``parent`` had written ``parent_n`` changes, if it does so. What is
    ``carried`` by somebody may be older than what came by the network. A laptop that is
    ``leaving`` was told to wipe, has nothing left to hand over, and does so next. ``keys`` names
    the keys of feeds that it has; ``guests`` are incarnations of other laptops of which it shows
    changes that a file brought, each up to the number given. ``directory`` is the version of the
    base's directory that it holds, ``audit`` the number of the last entry of the server's that it
    has followed. ``dismissed`` are slugs of those who open the laptop no more, as the base wanted.
    """

    nonce: Nonce
    inc: Incarnation
    next: Annotated[int, msgspec.Meta(ge=1, lt=2**53)]
    epoch: str
    schema: Count
    app: str
    now: int
    cursor: dict[str, Count] = {}
    want: Count = 256 * 1024
    whole: bool = False
    parent: str = ""
    parent_n: Count = 0
    carried: bool = False
    leaving: bool = False
    keys: str = ""
    guests: dict[Incarnation, Count] = {}
    directory: Count = 0
    audit: Count = 0
    dismissed: Users = ()
    protocol: int = PROTOCOL


class Fork(msgspec.Struct, frozen=True):
    """The laptop goes on as ``inc``: ``parent`` has other changes after number ``parent_n``."""

    inc: Incarnation
    parent: Incarnation
    parent_n: Count


class Base(msgspec.Struct, frozen=True, array_like=True):
    """What a coordinator is told of the server: how many changes it set aside, and silent laptops.

    Of these the name, and when it was last heard (ms since 1970, UTC; 0 for never). ``reasons``
    are why changes were set aside: whose laptop's, the reason's code, and how many.
    """

    apart: Count
    silent: tuple[tuple[str, int], ...]
    reasons: tuple[tuple[str, str, int], ...] = ()


class FeedKeys(msgspec.Struct, frozen=True):
    """The keys with which laptops lock what they hand to each other of each feed.

    To the organisation's public key ``rescue``, if there is one, a laptop seals its own. ``id``
    names all these keys; it is another once a device may read a feed no more.
    """

    id: str
    feeds: dict[str, bytes]
    rescue: bytes = b""

    def __repr__(self) -> str:
        return f"FeedKeys(id={self.id!r})"


class Edition(msgspec.Struct, frozen=True, array_like=True):
    """The base's directory has come to ``version``; ``key`` is the public one that signs it."""

    version: Count
    key: bytes


class Welcome(msgspec.Struct, frozen=True, tag="welcome", tag_field="m", omit_defaults=True):
    """The head of an answer.

    ``acked`` and ``safe`` are the numbers up to which the changes of the laptop's incarnation
    are on the server, and in a verified backup elsewhere. ``feeds`` are all that it may read;
    ``keys`` are theirs where it has others, ``reached`` up to which number the server has the
    changes of its guests. Where ``min_app`` is given, the program is older than that, and is
    sent no rows. ``directory`` is there where the laptop holds another version of it. ``audit``
    is how the server's goes on from where the laptop has followed it. ``dismiss`` are slugs of
    those who are to open the laptop no more.
    """

    nonce: Nonce
    epoch: str
    acked: Count
    safe: Count
    now: int
    feeds: tuple[str, ...]
    quarantined: Count = 0
    fork: Fork | None = None
    wipe: bool = False
    min_app: str = ""
    base: Base | None = None
    keys: FeedKeys | None = None
    reached: dict[Incarnation, Count] = {}
    directory: Edition | None = None
    audit: Trail | None = None
    dismiss: Users = ()


class Page(msgspec.Struct, frozen=True, tag="page", tag_field="m", omit_defaults=True):
    """The rows that follow bring ``feed`` from position ``start`` to ``end``.

    Where ``end`` is the feed's ``head``, ``count`` rows are in it and ``sum`` is theirs.
    """

    feed: str
    start: Count
    end: Count
    head: Count
    count: Count = 0
    sum: Sum = 0


class Rival(msgspec.Struct, frozen=True, array_like=True):
    """One of the distinct values of a field: who wrote it (``inc``, ``n``), and when (``h``)."""

    value: msgspec.Raw
    author: str
    h: Hybrid
    inc: str
    n: Count


class Voided(msgspec.Struct, frozen=True, array_like=True):
    """Every value of a field is void that was written without having seen this.

    The row was then of version ``rv``; change ``n`` of ``inc`` said so, an empty one the server.
    """

    rv: Count
    inc: str
    n: Count


class Row(msgspec.Struct, frozen=True, tag="row", tag_field="m", omit_defaults=True):
    """The merged fields ``f`` of a row at version ``rv``; ``x`` are those in conflict.

    Of the fields ``v``, what was written before has to go for ever.
    """

    t: str
    r: str
    rv: Count
    f: msgspec.Raw
    x: dict[str, tuple[Rival, ...]] = {}
    v: dict[str, Voided] = {}


class Own(msgspec.Struct, frozen=True, tag="own", tag_field="m"):
    """The row that the laptop's change ``n`` put is, at version ``rv``, what the laptop made it."""

    n: Count
    rv: Count


class Gone(msgspec.Struct, frozen=True, tag="gone", tag_field="m", omit_defaults=True):
    """Row ``r`` has left the feed; where ``erased``, it is erased for everyone."""

    r: str
    erased: bool = False


Line = Welcome | Page | Row | Own | Gone


class End(msgspec.Struct, frozen=True, tag="end", tag_field="m"):
    """The last line: the digest of all lines before."""

    digest: str


_UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
_lines = msgspec.json.Decoder(Line)
_end = msgspec.json.Decoder(End)
_hello = msgspec.json.Decoder(Hello)


def request(hello: Hello, changes: Iterable[bytes]) -> bytes:
    """Give a request's body: the head and encoded changes, in order of their numbers."""
    return deflate(b"\n".join((msgspec.json.encode(hello), *changes)))


def read_request(body: bytes) -> tuple[Hello, list[bytes]]:
    """Give the head and the changes' lines, unread; MalformedMessageError."""
    head, *changes = inflate(body, MAX_BODY).split(b"\n")
    try:
        return _hello.decode(head), changes
    except _UNREADABLE as error:
        raise MalformedMessageError("no head") from error


def answer(lines: Iterable[bytes]) -> bytes:
    """Give an answer's body of its encoded lines."""
    content = b"\n".join(lines)
    return deflate(b"\n".join((content, msgspec.json.encode(End(_digest(content))))))


def read_answer(body: bytes, nonce: str) -> list[Line]:
    """Give the lines of an answer to the request of ``nonce``; MalformedMessageError."""
    content, _newline, last = inflate(body, MAX_ANSWER).rpartition(b"\n")
    try:
        end = _end.decode(last)
        if end.digest != _digest(content):
            raise MalformedMessageError("cut or changed on its way")
        lines = _lines.decode_lines(content)
    except _UNREADABLE as error:
        raise MalformedMessageError("no answer of a server") from error
    if not lines or not isinstance(lines[0], Welcome) or lines[0].nonce != nonce:
        raise MalformedMessageError("the answer to something else")
    return lines


def deflate(content: bytes) -> bytes:
    """Compress, short content against the dictionary of the protocol."""
    if len(content) < _SHORT:
        return zstandard.ZstdCompressor(_LEVEL, _DICTIONARY).compress(content)
    return zstandard.ZstdCompressor(compression_params=_LONG).compress(content)


def inflate(body: bytes, limit: int) -> bytes:
    """Decompress; MalformedMessageError for what is no zstd, cut, or longer than ``limit``."""
    try:
        size = zstandard.frame_content_size(body)
        if not 0 <= size <= limit:
            raise MalformedMessageError("too long")
        return zstandard.ZstdDecompressor(_DICTIONARY).decompress(body, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise MalformedMessageError("not compressed as agreed") from error


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]
