"""How laptops follow the directory that the base publishes: signed pages of what has changed.

A laptop tells how far it has read each source. Down come an ``Opening``, and pages of services and
of ids that are gone, each at its newest position: whoever was away for months gets every service
once. An answer is behind the base's signature over its bytes, in which the version stands. No hash
is sent beside what it can be made of: a laptop hashes each document, and compares their sum.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Self

import msgspec

from maraude.protocol import messages
from maraude.protocol.messages import Count, MalformedMessageError, Sum

DIRECTORY = "/v1/directory"
PURPOSE = "maraude directory 1\n"
"""What the base's key signs an answer for."""
PUBLISHED = "application/vnd.maraude.directory"
MAX_KNOWN = 64 * 1024
"""Bytes of a request."""
MAX_WANT = 2**20
"""Bytes of services in one answer at most, before compression, whatever the laptop wants."""
MAX_PAGES = 4 * 2**20
"""Bytes of an answer once inflated: there may be one long document more than was wanted."""
MAX_DOCUMENT = 64 * 1024
"""Bytes of a service's document."""
MAX_SOURCES = 256
SUM_BITS = 61
_MASK = (1 << SUM_BITS) - 1

Source = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]


class Read(msgspec.Struct, frozen=True):
    """How far a laptop has read a source."""

    source: Source
    position: Count


class Known(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a laptop has: the version it holds, and how far it has read each source.

    It wants at most ``want`` bytes of services.
    """

    version: Count = 0
    read: Annotated[list[Read], msgspec.Meta(max_length=MAX_SOURCES)] = []
    want: Count = 256 * 1024

    @classmethod
    def of(cls, version: int, positions: Mapping[str, int], want: int) -> Self:
        """Give what a laptop has that has read sources up to these positions."""
        return cls(version, [Read(source, at) for source, at in positions.items()], want)

    @property
    def positions(self) -> dict[str, int]:
        """How far each source was read."""
        return {one.source: one.position for one in self.read}


class Opening(msgspec.Struct, frozen=True, tag="opening", tag_field="m", omit_defaults=True):
    """The head of an answer: the version that it brings, or brings nearer if there is ``more``."""

    version: Count
    more: bool = False


class Page(msgspec.Struct, frozen=True, tag="page", tag_field="m", omit_defaults=True):
    """What follows brings ``source`` from position ``start`` to ``end``; it stands at ``head``.

    It has ``count`` services then, and ``sum`` is that of their documents' hashes. The base
    imported it on ``copied_on``.
    """

    source: Source
    start: Count
    end: Count
    head: Count
    count: Count
    sum: Sum
    attribution: str
    copied_on: date


class Entry(msgspec.Struct, frozen=True, tag="service", tag_field="m"):
    """A service as it now is: its document, by ``directory.documents``."""

    id: str
    d: msgspec.Raw


class Gone(msgspec.Struct, frozen=True, tag="gone", tag_field="m"):
    """A service that its source has no longer."""

    id: str


Line = Opening | Page | Entry | Gone

_lines = msgspec.json.Decoder(Line)


def answer(lines: Iterable[bytes]) -> bytes:
    """Give what is to be signed of an answer: its encoded lines, compressed."""
    return messages.deflate(b"\n".join(lines))


def read_answer(content: bytes) -> list[Line]:
    """Give the lines of what was signed, the opening first; MalformedMessageError."""
    inflated = messages.inflate(content, MAX_PAGES)
    try:
        lines = [_lines.decode(line) for line in inflated.split(b"\n")]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedMessageError("no answer") from error
    if not isinstance(lines[0], Opening):
        raise MalformedMessageError("no opening")
    return lines


def summand(digest: str) -> int:
    """Give what a service of this digest (hexadecimal) adds to the sum of its source."""
    return int(digest[:16], 16) >> (64 - SUM_BITS)


def total(digests: Iterable[str]) -> int:
    """Give the sum of services, whatever their order."""
    return sum(summand(digest) for digest in digests) & _MASK
