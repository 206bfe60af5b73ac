"""What a laptop is sent of the directory: signed pages of what has changed since it last read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import msgspec
from sqlalchemy import Connection, select

from maraude import sealed
from maraude.protocol import directory
from maraude.protocol.directory import MAX_WANT, Entry, Gone, Known, Opening, Page
from maraude.protocol.messages import Edition
from maraude.server import barrier, meta
from maraude.server.database import Database
from maraude.server.scope import RevokedDeviceError, scope
from maraude.server.tables import directory_service, directory_source

AT_ONCE = 100
"""Services that are read from the database at once: their documents are of 64 KiB at most."""

_encode = msgspec.json.Encoder().encode


class NothingPublishedError(LookupError):
    """The server has no key to sign with: nobody has imported anything."""


def edition(kept: Mapping[str, str], held: int) -> Edition | None:
    """Give the directory's version and key by what ``meta`` keeps.

    None where that version is ``held``, and before anything was published.
    """
    version = int(kept.get(meta.DIRECTORY) or 0)
    if version in (0, held):
        return None
    return Edition(version, sealed.signing_public(bytes.fromhex(kept[meta.SIGNING_KEY])))


def answer(database: Database, device: str, known: Known) -> bytes:
    """Give the body of an answer to a device.

    RevokedDeviceError, also where it was revoked a moment ago; NothingPublishedError.
    """
    with database.read(confined=True) as connection:
        if scope(connection, device).revoked:
            raise RevokedDeviceError(device)
        barrier.show(connection, [barrier.DIRECTORY])
        kept = meta.every(connection)
        if meta.SIGNING_KEY not in kept:
            raise NothingPublishedError
        version = int(kept.get(meta.DIRECTORY) or 0)
        lines = _lines(connection, known, version)
    key = bytes.fromhex(kept[meta.SIGNING_KEY])
    return sealed.sign(directory.answer(lines), key, directory.PURPOSE)


def _lines(connection: Connection, known: Known, version: int) -> list[bytes]:
    """Give an answer's lines: pages until the laptop has what it wants."""
    left, positions = min(known.want, MAX_WANT), known.positions
    more = False
    lines: list[bytes] = []
    for source in _sources(connection):
        position = positions.get(source.source, 0)
        if position > source.head:
            position = 0
        if source.count == 0 and source.source not in positions:
            continue  # who never read what is published no longer has nothing to drop
        if position == source.head and source.version <= known.version:
            continue
        if left <= 0:
            more = True
            break
        found, end = _services(connection, source, position, left)
        left -= sum(map(len, found))
        more |= end < source.head
        lines.append(source.page(position, end))
        lines += found
    return [_encode(Opening(version, more)), *lines]


@dataclass(frozen=True, slots=True)
class _Source:
    """A source as it is published, in the order of its table."""

    source: str
    version: int
    head: int
    count: int
    sum: int
    attribution: str
    copied_on: str

    def page(self, start: int, end: int) -> bytes:
        """Give the page from one position to another, encoded."""
        copied_on = date.fromisoformat(self.copied_on)
        told = self.head, self.count, self.sum, self.attribution, copied_on
        return _encode(Page(self.source, start, end, *told))


def _sources(connection: Connection) -> list[_Source]:
    rows = connection.execute(select(directory_source).order_by(directory_source.c.source))
    return [_Source(*row) for row in rows]


def _services(
    connection: Connection, source: _Source, start: int, left: int
) -> tuple[list[bytes], int]:
    """Give the next services of a source until ``left`` bytes are used, and where that ends."""
    lines: list[bytes] = []
    for identifier, position, document in _rows(connection, source.source, start):
        lines.append(_line(identifier, document))
        left -= len(lines[-1])
        if left <= 0:
            return lines, position
    return lines, source.head


def _rows(
    connection: Connection, source: str, start: int
) -> Iterator[tuple[str, int, bytes | None]]:
    """Give what has changed after a position; who reads from the beginning needs nothing gone."""
    table = directory_service.c
    query = select(table.id, table.position, table.document).where(table.source == source)
    if start == 0:
        query = query.where(table.document.is_not(None))
    after = start
    while rows := connection.execute(
        query.where(table.position > after).order_by(table.position).limit(AT_ONCE)
    ).all():
        for identifier, after, document in rows:
            yield identifier, after, document


def _line(identifier: str, document: bytes | None) -> bytes:
    if document is None:
        return _encode(Gone(identifier))
    return _encode(Entry(identifier, msgspec.Raw(document)))
