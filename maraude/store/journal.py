"""Whether SQLite could read its write-ahead log to the end.

SQLite stops without a word at the first frame that does not match its checksum: right where a
process ended in the midst of a write, wrong where the disk has damaged what was on it.
Source of the format: https://www.sqlite.org/fileformat2.html#walformat
"""

import struct
import time
from collections.abc import Callable
from pathlib import Path

from maraude.store.engine import PAGE_BYTES, Connection

_BIG_ENDIAN = 0x377F0683
_HEADER = struct.Struct(">8I")
_HEADER_SUMMED = 24
_FRAME = struct.Struct(">6I")
_FRAME_SUMMED = 8
_FRAME_BYTES = _FRAME.size + PAGE_BYTES
_MASK = 0xFFFF_FFFF
_MOMENT = 0.1
"""Seconds after which what another program was just writing is whole."""


def is_damaged(connection: Connection, database: Path) -> bool:
    """Tell whether the log of ``database``, just opened, has damaged frames that SQLite left out.

    OSError where it cannot be read.
    """

    def known() -> int:
        _busy, frames, _copied = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        return int(frames)

    return _holds_damage_still(database, known)


def is_damaged_at_rest(database: Path) -> bool:
    """Tell whether the log of ``database`` has damaged frames; no key is needed, nothing changes.

    OSError where it cannot be read.
    """
    return _holds_damage_still(database, lambda: 0)


def _holds_damage_still(database: Path, known: Callable[[], int]) -> bool:
    log = database.with_name(f"{database.name}-wal")
    if not _holds_damage(log, known):
        return False
    time.sleep(_MOMENT)
    return _holds_damage(log, known)


def _holds_damage(log: Path, known: Callable[[], int]) -> bool:
    """Look behind the frames that SQLite has read already."""
    if not log.exists() or log.stat().st_size < _HEADER.size + _FRAME_BYTES:
        return False
    with log.open("rb") as stream:
        header = stream.read(_HEADER.size)
        magic, _version, _page, _round, *salts, first, second = _HEADER.unpack(header)
        order = ">" if magic == _BIG_ENDIAN else "<"
        sums = (first, second)
        if _checksum(header[:_HEADER_SUMMED], (0, 0), order) != sums:
            return True
        if read := known():
            stream.seek(_HEADER.size + (read - 1) * _FRAME_BYTES)
            sums = _FRAME.unpack(stream.read(_FRAME_BYTES)[: _FRAME.size])[4:]
        while len(frame := stream.read(_FRAME_BYTES)) == _FRAME_BYTES:
            _page, _size, *its_salts, first, second = _FRAME.unpack(frame[: _FRAME.size])
            # A frame of an earlier round has two other salts; one alone is a damaged one.
            if any(its == salt for its, salt in zip(its_salts, salts, strict=True)):
                content = frame[:_FRAME_SUMMED] + frame[_FRAME.size :]
                if its_salts != salts or _checksum(content, sums, order) != (first, second):
                    return True
            sums = (first, second)
    return False


def _checksum(content: bytes, before: tuple[int, ...], order: str) -> tuple[int, int]:
    first, second = before
    words = iter(struct.unpack(f"{order}{len(content) // 4}I", content))
    for word, other in zip(words, words, strict=True):
        first = (first + word + second) & _MASK
        second = (second + other + first) & _MASK
    return first, second
