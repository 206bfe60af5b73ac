"""A change on its way up: one line of NDJSON, written once, hashed as written."""

import hashlib
import re
from collections.abc import Collection
from typing import Annotated, Any, Literal

import msgspec

from maraude.domain.free_text import VOID

SCHEMA = 1
"""The version of the records' fields; a newer one only ever adds."""
MAX_LINE = 64 * 1024
"""Bytes of an encoded change at most."""

Kind = Literal["put", "patch", "erase", "redact", "void"]
Number = Annotated[int, msgspec.Meta(ge=0, lt=2**53)]
"""A count that JSON and every database hold exactly."""
Hybrid = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{12}\\.[0-9a-f]{4}$")]

_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


class ChangeTooLargeError(ValueError):
    """An encoded change would be longer than ``MAX_LINE``."""


class MalformedChangeError(ValueError):
    """A line is not a change as ``encode`` writes it."""


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One write of one record by one incarnation of a laptop.

    ``n`` counts the incarnation's changes from 1, ``h`` is the hybrid time, ``t`` and ``r`` are
    the record's type and id, ``b`` is the row version that the author saw (0: created here), and
    ``f`` holds the fields as a JSON object: all of them for a put, the changed ones for a patch,
    for a redact those whose every value until then is void for ever. Changes of one ``tx`` apply
    together. ``a`` is the author's slug; ``s`` names the changes (incarnation, n) of a conflict
    between which this one chose. ``v`` names the fields of which a value was taken out of the
    line since: it stands for the line that was first written.
    """

    n: Annotated[int, msgspec.Meta(ge=1, lt=2**53)]
    h: Hybrid
    t: Annotated[str, msgspec.Meta(pattern="^[a-z][a-z_]{0,39}$")]
    r: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    k: Kind
    b: Number
    f: msgspec.Raw
    tx: Annotated[int, msgspec.Meta(ge=1, lt=2**53)]
    a: str = ""
    s: tuple[tuple[str, Number], ...] = ()
    v: tuple[str, ...] = ()

    @property
    def stands_in(self) -> bool:
        """Whether it stands in the place of one whose contents were taken away."""
        return self.k == "void" or bool(self.v)


_written = msgspec.json.Decoder(Change)
_encode = msgspec.json.Encoder().encode


def encode(change: Change) -> bytes:
    """Give the change's line, without newline; ChangeTooLargeError past ``MAX_LINE`` bytes."""
    line = _encode(change)
    if len(line) > MAX_LINE:
        raise ChangeTooLargeError(f"{len(line)} bytes in change {change.n}")
    return line


def decode(line: bytes) -> Change:
    """Read a line; MalformedChangeError for anything that ``encode`` would not have written.

    That includes duplicate keys, spaces, numbers out of range, U+0000, lone surrogates and
    nesting that exhausts the stack.
    """
    return read(line)[0]


def read(line: bytes) -> tuple[Change, dict[str, Any]]:
    """Read a line as ``decode`` does, and its fields."""
    if len(line) > MAX_LINE:
        raise MalformedChangeError(f"{len(line)} bytes")
    try:
        change = _written.decode(line)
        fields = msgspec.json.decode(change.f)
        as_written = _encode(fields) == bytes(change.f) and _encode(change) == line
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise MalformedChangeError("not a change") from error
    if not as_written or not isinstance(fields, dict) or _has_nul(line):
        raise MalformedChangeError("not written as changes are")
    return change, fields


def reopen(line: bytes) -> Change:
    """Read a line that ``encode`` wrote on this very laptop."""
    return _written.decode(line)


def without(line: bytes, names: Collection[str]) -> bytes:
    """Give a line as ``read`` takes it with the values of some fields taken out.

    A put keeps them as void, so that its record can still be read.
    """
    change, fields = read(line)
    taken = {name for name in names if fields.get(name, VOID) != VOID}
    if change.k not in ("put", "patch") or not taken:
        return line
    void = dict.fromkeys(taken, VOID) if change.k == "put" else {}
    left = {name: value for name, value in fields.items() if name not in taken or name in void}
    f = msgspec.Raw(_encode({**left, **void}))
    return _encode(msgspec.structs.replace(change, f=f, v=tuple(sorted(taken.union(change.v)))))


def digest(line: bytes) -> bytes:
    """Give the 16 bytes by which the line is recognised when it is sent again."""
    return hashlib.sha256(line).digest()[:16]


def _has_nul(line: bytes) -> bool:
    return b"\\u0000" in line and bool(_NUL.search(line))
