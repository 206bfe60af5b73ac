"""Rows into the feeds: each at a new position, dense and in the order of the commits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from maraude.domain.feeds import feeds
from maraude.protocol.rows import DIGEST_BITS
from maraude.server import bulk
from maraude.server.rows import Stored
from maraude.server.tables import feed as feed_table
from maraude.server.tables import feed_row

_MODULUS = 2**DIGEST_BITS


@dataclass(frozen=True, slots=True)
class Place:
    """How a row stands in a feed; ``digest`` is 0 where it has left."""

    present: bool
    digest: int = 0


LEFT = Place(present=False)
Places = dict[str, dict[str, Place]]
"""By row and feed, where a row is or once was."""


def places(connection: Connection, ids: Iterable[str]) -> Places:
    """Give the places that rows have had."""
    found: Places = {}
    table = feed_row.c
    query = select(table.row, table.feed, table.present, table.digest)
    for id_, feed, *place in connection.execute(
        query.where(bulk.among(connection, table.row, ids))
    ):
        found.setdefault(id_, {})[feed] = Place(*place)
    return found


def publish(
    connection: Connection,
    changed: Mapping[str, Stored],
    digests: Mapping[str, int],
    before: Places,
) -> None:
    """Give rows new positions in the feeds that they are in, leave, or are erased from."""
    moved: dict[str, dict[str, Place]] = {}
    for id_, stored in changed.items():
        for feed, place in _after(stored, digests.get(id_, 0), before.get(id_, {})):
            moved.setdefault(feed, {})[id_] = place
    values = []
    for feed in sorted(moved):
        rows = moved[feed]
        was = [before.get(id_, {}).get(feed, LEFT) for id_ in rows]
        count = sum(place.present for place in rows.values()) - sum(p.present for p in was)
        added = sum(place.digest for place in rows.values()) - sum(p.digest for p in was)
        head = _advance(connection, feed, len(rows), count, added % _MODULUS)
        values += [
            (feed, fseq, id_, place.present, place.digest)
            for fseq, (id_, place) in enumerate(rows.items(), head - len(rows) + 1)
        ]
    bulk.upsert(connection, feed_row, values, ("row", "feed"))


def _after(stored: Stored, digest: int, before: Mapping[str, Place]) -> Iterable[tuple[str, Place]]:
    row = stored.merged
    present = feeds(stored.type, row.document) if row else frozenset()
    for feed in sorted(present):
        yield feed, Place(present=True, digest=digest)
    for feed, place in before.items():
        if feed not in present and (place.present or row is None):
            yield feed, LEFT


def _advance(connection: Connection, feed: str, rows: int, count: int, added: int) -> int:
    table = feed_table.c
    advanced = (
        update(feed_table)
        .where(table.feed == feed)
        .values(
            head=table.head + rows,
            count=table.count + count,
            sum=(table.sum + added) % _MODULUS,
        )
        .returning(table.head)
    )
    head: int | None = connection.execute(advanced).scalar()
    if head is None:
        bulk.insert(connection, feed_table, [(feed, rows, count, added)])
        return rows
    return head
