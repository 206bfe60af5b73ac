"""What a coordinator asks of the changes that the server keeps apart: to see and to apply them."""

from typing import Annotated, Any, Self

import msgspec

from maraude.protocol.messages import Count, Incarnation

QUARANTINE = "/v1/quarantine"
RELEASE = "/v1/quarantine/release"

MOST_LISTED = 100
MOST_RELEASED = 50
MAX_SHOWN = 8 * 1024
"""Bytes of a change whose fields are listed; a longer one can be released unseen."""
MAX_RELEASE = 64 * 1024
"""Bytes of a request to release, with what a newer program may add to it."""
MAX_LISTING = 2 * 2**20
"""Bytes of a listing."""


class Name(msgspec.Struct, frozen=True):
    """A change, by its incarnation and its number."""

    inc: Incarnation
    n: Count

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``INC.N``; ValueError for anything else."""
        inc, _dot, n = text.partition(".")
        try:
            return msgspec.convert({"inc": inc, "n": int(n)}, cls)
        except msgspec.ValidationError:
            raise ValueError("not the name of a change") from None

    def __str__(self) -> str:
        return f"{self.inc}.{self.n}"


class Kept(msgspec.Struct, frozen=True):
    """A change that is kept apart; moments are milliseconds since 1970, UTC.

    ``device`` is what its laptop is called. ``type``, ``kind``, ``record``, ``author`` and
    ``written_at`` are empty where it cannot be read. ``reachable`` tells that all it touches is
    in the feeds of the coordinator who asks: only then are its ``fields`` given, unless they are
    too long, and only then is it released.
    """

    change: Name
    device: str
    reason: str
    received_at: int
    type: str = ""
    kind: str = ""
    record: str = ""
    author: str = ""
    written_at: int = 0
    reachable: bool = False
    fields: dict[str, Any] | None = None


class Listing(msgspec.Struct, frozen=True):
    """The changes that came first, and how many there are in all."""

    changes: tuple[Kept, ...]
    count: int


class ReleaseRequest(msgspec.Struct, frozen=True):
    """The changes to apply."""

    changes: Annotated[list[Name], msgspec.Meta(min_length=1, max_length=MOST_RELEASED)]


class Refused(msgspec.Struct, frozen=True):
    """A change that stays apart, and why, as a slug."""

    change: Name
    code: str


class Released(msgspec.Struct, frozen=True):
    """What became of each change that was to be applied."""

    released: tuple[Name, ...]
    refused: tuple[Refused, ...]
