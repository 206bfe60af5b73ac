"""Bytes as choices: the same bytes always change the same sample in the same way.

Both Hypothesis and a fuzzer that is guided by coverage give bytes, and know how to shorten them.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

T = TypeVar("T")

STRANGE: tuple[Any, ...] = (
    None, True, -1, 0, 2**63, 10**400, -0.0, 1e308, "", " ", "\x1b]0;titre\x07", "\u202e", "\ud800",
    "\x00", "é" * 9_000, "=1+1", "9999-99-99", "0001-01-01", "24:61", [], {}, [[]], [None],
    {"": None}, {"a": {"b": []}},
)  # fmt: skip
"""Values that a document may hold where another is expected."""
PIECES = (
    b"", b"\0", b"\xff", b"\xef\xbb\xbf", b"{", b"}", b"[", b'"', b"\\u0000", b"\\ud800", b"NaN",
    b"1e999", b"\n", b"\r", b";", b",", b"'''", b"\x1b[2J", b"\xc3\x28", b"[" * 3_000, b"9" * 5_000,
)  # fmt: skip
"""Bytes to put somewhere in a file."""


class Tape:
    """Reads choices from bytes; at their end the first of each."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def below(self, limit: int) -> int:
        """Give a number from 0 to ``limit`` - 1."""
        size = (max(limit - 1, 1).bit_length() + 7) // 8
        read = self._data[self._at : self._at + size]
        self._at += size
        return int.from_bytes(read, "little") % limit

    def pick(self, among: Sequence[T]) -> T:
        """Give one of several."""
        return among[self.below(len(among))]

    @property
    def is_over(self) -> bool:
        """Tell that there is nothing left to choose by."""
        return self._at >= len(self._data)

    def rest(self) -> bytes:
        """Give what was not read, and read it."""
        left, self._at = self._data[self._at :], len(self._data)
        return left


def changed(sample: bytes, tape: Tape) -> bytes:
    """Give a sample in which pieces were replaced, cut out, put in or flipped."""
    while not tape.is_over:
        at = tape.below(len(sample) + 1)
        length = tape.pick((0, 0, 1, 4, 64, len(sample)))
        middle = tape.pick((*PIECES, bytes((tape.below(256),))))
        sample = sample[:at] + middle + sample[at + length :]
    return sample


def disturbed(document: Any, tape: Tape) -> Any:
    """Give a JSON document of which some values are others, missing, or there twice."""
    while not tape.is_over:
        document = _disturbed(document, tape)
    return document


def _disturbed(value: Any, tape: Tape) -> Any:
    if isinstance(value, dict) and value and tape.below(8):
        key = tape.pick(sorted(value))
        left = {name: part for name, part in value.items() if name != key}
        return left if not tape.below(8) else {**left, key: _disturbed(value[key], tape)}
    if isinstance(value, list) and value and tape.below(8):
        at = tape.below(len(value))
        part = [value[at]] * 2 if not tape.below(8) else [_disturbed(value[at], tape)]
        return [*value[:at], *part, *value[at + 1 :]]
    return tape.pick(STRANGE)
