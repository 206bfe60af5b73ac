"""The changes that wait for the server to acknowledge them, and those kept after it has."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

import msgspec

from maraude.domain.clock import HybridTime
from maraude.protocol import changes
from maraude.protocol.changes import Change
from maraude.store import incarnation
from maraude.store.engine import Connection, listed

KEPT = timedelta(days=7)
"""How long a change stays after the server has said that it is safe."""

_NOBODY = ("", 0)
# By the plus, SQLite looks among the changes that wait, not through all from the first one on.
_AFTER = "acked = 0 AND NOT (inc = ? AND n < ?)"
_OLDEST = f"rowid = (SELECT min(+rowid) FROM change WHERE {_AFTER})"  # noqa: S608 - ours


@dataclass(frozen=True, slots=True)
class Batch:
    """Changes of one incarnation and one schema, in order, no transaction cut in two.

    Those between ``first`` and ``last`` that are not among them were acknowledged before. Without
    lines, ``first`` is the number that the next change will have, and ``last`` the one before.
    """

    inc: str
    first: int
    last: int
    schema: int
    lines: tuple[bytes, ...]


def waiting(connection: Connection) -> int:
    """Count the changes that the server has not acknowledged."""
    (count,) = connection.execute("SELECT count(*) FROM change WHERE acked = 0").fetchone()
    return int(count)


def waiting_after(connection: Connection, inc: str, n: int) -> int:
    """Count those that wait of other incarnations, or after number ``n`` of this one."""
    (count,) = connection.execute(
        "SELECT count(*) FROM change WHERE acked = 0 AND (inc != ? OR n > ?)", (inc, n)
    ).fetchone()
    return int(count)


def waiting_since(connection: Connection) -> datetime | None:
    """Give when the oldest change that waits was written, by this laptop's clock."""
    oldest = connection.execute(
        f"SELECT h FROM change WHERE {_OLDEST}",  # noqa: S608 - the condition is ours
        _NOBODY,
    ).fetchone()
    return HybridTime.parse(oldest[0]).moment if oldest else None


def waiting_on(connection: Connection, record: str) -> list[Change]:
    """Give the changes of a record that the server has not acknowledged, in order."""
    return [change for _inc, change in waiting_of(connection, record)]


def waiting_of(connection: Connection, record: str) -> list[tuple[str, Change]]:
    """Give the same, each with the incarnation that wrote it."""
    rows = connection.execute(
        "SELECT inc, line FROM change WHERE record = ? AND acked = 0 ORDER BY rowid", (record,)
    )
    return [(inc, changes.reopen(line)) for inc, line in rows]


def waiting_among(connection: Connection, ids: Iterable[str]) -> frozenset[str]:
    """Give which of some records have changes that the server has not acknowledged."""
    if connection.execute("SELECT 1 FROM change WHERE acked = 0 LIMIT 1").fetchone() is None:
        return frozenset()
    found = connection.execute(
        "SELECT DISTINCT record FROM change WHERE acked = 0"
        " AND record IN (SELECT value FROM json_each(?))",
        (listed(ids),),
    )
    return frozenset(record for (record,) in found)


def erasing(connection: Connection) -> frozenset[str]:
    """Give whose erasure the server has not acknowledged."""
    # Few are ever erased; the changes that wait may be many.
    found = connection.execute(
        "SELECT record FROM erasure WHERE EXISTS (SELECT 1 FROM change"
        " WHERE change.record = erasure.record AND kind = 'erase' AND acked = 0)"
    )
    return frozenset(record for (record,) in found)


def acknowledged(
    connection: Connection, inc: str, numbers: Iterable[int]
) -> dict[int, list[Change]]:
    """Give all that an incarnation wrote of the records of some of its changes.

    By the number of each change: the acknowledged changes of its record, in order.
    """
    # The order of the joins is given: by its own, SQLite reads all changes for each number.
    rows = connection.execute(
        "SELECT named.n, change.line FROM json_each(?) AS wanted"
        " CROSS JOIN change AS named ON named.inc = ? AND named.n = wanted.value"
        " CROSS JOIN change ON change.record = named.record"
        " WHERE +change.inc = named.inc AND +change.acked > 0 ORDER BY named.n, change.n",
        (listed(numbers), inc),
    )
    found: dict[int, list[Change]] = defaultdict(list)
    for n, line in rows:
        found[n].append(changes.reopen(line))
    return found


def next_batch(
    connection: Connection, max_bytes: int, under_way: tuple[str, int] = _NOBODY
) -> Batch:
    """Give the oldest waiting changes: whole transactions, the first one always, up to a size.

    Those of an incarnation before a number may be ``under_way`` already.
    """
    first = connection.execute(
        f"SELECT inc, n, schema FROM change WHERE {_OLDEST}",  # noqa: S608 - the condition is ours
        under_way,
    ).fetchone()
    if first is None:
        now = incarnation.current(connection)
        return Batch(now.inc, now.n + 1, now.n, changes.SCHEMA, ())
    inc, n, schema = first
    rows = connection.execute(
        f"SELECT n, tx, line FROM change WHERE {_AFTER} AND inc = ? AND schema = ?"  # noqa: S608 - ours
        " ORDER BY n",
        (*under_way, inc, schema),
    )
    numbers, lines = zip(*_whole_transactions(rows, max_bytes), strict=True)
    return Batch(inc, n, numbers[-1], schema, lines)


def acknowledge(connection: Connection, inc: str, numbers: range, at: datetime) -> None:
    """Keep that the server has the changes of an incarnation of these consecutive numbers."""
    connection.execute(
        "UPDATE change SET acked = ? WHERE inc = ? AND n >= ? AND n < ? AND acked = 0",
        (_milliseconds(at), inc, numbers.start, numbers.stop),
    )


def forget_safe(connection: Connection, inc: str, safe_n: int, now: datetime) -> None:
    """Drop changes of which the server has a verified copy elsewhere, days after it took them."""
    connection.execute(
        "DELETE FROM change WHERE inc = ? AND n <= ? AND acked > 0 AND acked < ?",
        (inc, safe_n, _milliseconds(now - KEPT)),
    )


def offer_again(connection: Connection) -> None:
    """Let every change wait that is still kept: the server may have lost what it acknowledged."""
    connection.execute("UPDATE change SET acked = 0")


def renumber(connection: Connection, parent: str, parent_n: int, inc: str) -> None:
    """Go on as incarnation ``inc`` with the waiting changes of ``parent``, numbered from 1.

    Somebody else has written other changes as ``parent`` after ``parent_n``: a copy of this
    profile. A second time, it changes nothing.
    """
    if incarnation.is_known(connection, inc):
        return
    rows = connection.execute(
        "SELECT n, line FROM change WHERE inc = ? AND acked = 0 ORDER BY n", (parent,)
    ).fetchall()
    incarnation.adopt(connection, inc, parent, parent_n, len(rows))
    for number, (n, line) in enumerate(rows, start=1):
        again = msgspec.structs.replace(changes.reopen(line), n=number)
        connection.execute(
            "UPDATE change SET inc = ?, n = ?, line = ? WHERE inc = ? AND n = ?",
            (inc, number, msgspec.json.encode(again), parent, n),
        )


def _whole_transactions(
    rows: Iterator[tuple[int, int, bytes]], max_bytes: int
) -> Iterator[tuple[int, bytes]]:
    """Give numbers and lines; at least one transaction, then as many as fit."""
    size = 0
    for _tx, group in groupby(rows, lambda row: row[1]):
        lines = [(n, line) for n, _tx, line in group]
        added = sum(len(line) + 1 for _n, line in lines)
        if size and size + added > max_bytes:
            return
        size += added
        yield from lines


def _milliseconds(moment: datetime) -> int:
    return max(int(moment.timestamp() * 1000), 1)
