"""What a device is sent: pages of the rows that have moved since it last asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, select

from maraude.protocol import messages
from maraude.protocol.messages import PAGE_ROWS, Gone, Hello, Own, Page, Voided
from maraude.server import bulk, conflicts, redaction, rows
from maraude.server.rows import Meta
from maraude.server.tables import feed as feed_table
from maraude.server.tables import feed_row, row_state

MAX_WANT = 4 * 2**20
"""Bytes of rows in one answer at most, whatever the laptop wants."""

# The limit stands inside: without statistics, PostgreSQL would join all rows of the feed.
_positions = (
    select(feed_row.c.fseq, feed_row.c.row, feed_row.c.present)
    .where(feed_row.c.feed == bindparam("feed"), feed_row.c.fseq > bindparam("after"))
    .order_by(feed_row.c.fseq)
    .limit(PAGE_ROWS)
    .subquery()
)
_page = (
    select(
        _positions,
        row_state.c.type,
        row_state.c.rv,
        row_state.c.document,
        row_state.c.meta,
        row_state.c.erased,
    )
    .join(row_state, row_state.c.row == _positions.c.row)
    .order_by(_positions.c.fseq)
)


@dataclass(frozen=True, slots=True)
class _State:
    feed: str
    head: int
    count: int
    sum: int


_encode = msgspec.json.Encoder().encode


def pages(
    connection: Connection, readable: frozenset[str], hello: Hello, known: int
) -> Iterator[bytes]:
    """Give encoded pages and rows of every feed, until the laptop has what it wants.

    ``known`` is the number of the last change that the laptop has.

    Every feed has a page, so that the laptop learns what it still lacks; a position that the feed
    has not reached (the server was restored) starts again.
    """
    left = min(hello.want, MAX_WANT)
    states = _states(connection, readable)
    for feed in sorted(readable):
        state = states.get(feed) or _State(feed, 0, 0, 0)
        position = hello.cursor.get(feed, 0)
        if position > state.head:
            position = 0
        while True:
            lines, end = _lines(connection, state, position, hello, known, left)
            left -= sum(map(len, lines))
            at_head = (state.count, state.sum) if end == state.head else ()
            yield _encode(Page(feed, position, end, state.head, *at_head))
            yield from lines
            if end == state.head or left <= 0:
                break
            position = end


def _states(connection: Connection, feeds: frozenset[str]) -> dict[str, _State]:
    table = feed_table.c
    query = select(table.feed, table.head, table.count, table.sum)
    found = connection.execute(query.where(bulk.among(connection, table.feed, feeds)))
    return {row.feed: _State(*row) for row in found}


def _lines(
    connection: Connection, state: _State, position: int, hello: Hello, known: int, left: int
) -> tuple[list[bytes], int]:
    """Give the next rows of a feed until ``left`` bytes are used, and the last one's position."""
    lines: list[bytes] = []
    if position == state.head or left <= 0:
        return lines, position
    found = _rows(connection, state.feed, position)
    origins = [rows.read_meta(row.meta) for row in found]
    mended = [row.row for row, origin in zip(found, origins, strict=True) if origin.mended]
    voided = redaction.marks(connection, mended) if mended else {}
    for row, origin in zip(found, origins, strict=True):
        lines.append(_line(row, origin, voided.get(row.row, {}), hello, known))
        left -= len(lines[-1])
        position = row.fseq
        if left <= 0:
            break
    return lines, position


def _rows(connection: Connection, feed: str, after: int) -> Sequence[Row[Any]]:
    return connection.execute(_page, {"feed": feed, "after": after}).all()


def _line(
    row: Sequence[Any], origin: Meta, voided: dict[str, Voided], hello: Hello, known: int
) -> bytes:
    _fseq, id_, present, type_name, rv, document, _meta, erased = row
    if not present:
        return _encode(Gone(id_, erased))
    put = None if hello.whole else origin.put_by(hello.inc, type_name, known)
    if put is not None:
        return _encode(Own(put, rv))
    disputed = {}
    if origin.is_disputed():
        disputed = conflicts.rivals(rows.merged(type_name, rv, document, origin))
    return _encode(messages.Row(type_name, id_, rv, msgspec.Raw(document), disputed, voided))
