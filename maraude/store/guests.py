"""Changes of other laptops that a file brought: shown here until the server tells of their rows.

A guest is laid over the row version on which its author wrote it, and goes once the server has
told a later one. To the server goes only what its own laptop had sealed for it.
"""

from collections.abc import Iterable, Mapping

from maraude.protocol import changes
from maraude.protocol.bundle import Sent
from maraude.protocol.changes import Change
from maraude.store.engine import Connection, listed

Row = tuple[str, str]
"""A row's type and id."""


def keep(connection: Connection, feed: str, inc: str, change: Change, line: bytes) -> bool:
    """Keep a change of another laptop, handed over in a feed; tells whether it was not known."""
    found = connection.execute(
        "INSERT OR IGNORE INTO guest VALUES (?, ?, ?, ?, ?, ?, ?)",
        (inc, change.n, change.h, change.r, change.b, feed, line),
    )
    return bool(found.rowcount)


def on(connection: Connection, record: str, rv: int) -> list[tuple[str, Change]]:
    """Give the guests of a row at version ``rv``, each with its incarnation, by time."""
    rows = connection.execute(
        "SELECT inc, line FROM guest WHERE record = ? AND base_rv = ? ORDER BY h, inc, n",
        (record, rv),
    )
    return [(inc, changes.reopen(line)) for inc, line in rows]


def among(connection: Connection, ids: Iterable[str]) -> frozenset[str]:
    """Give which of some records have guests."""
    if connection.execute("SELECT 1 FROM guest LIMIT 1").fetchone() is None:
        return frozenset()
    found = connection.execute(
        "SELECT DISTINCT record FROM guest WHERE record IN (SELECT value FROM json_each(?))",
        (listed(ids),),
    )
    return frozenset(record for (record,) in found)


def lines(connection: Connection) -> list[tuple[str, bytes]]:
    """Give every guest's incarnation and line, to hand them on."""
    rows = connection.execute("SELECT inc, line FROM guest ORDER BY inc, n")
    return [(inc, line) for inc, line in rows]


def count(connection: Connection) -> int:
    """Count all guests."""
    return int(connection.execute("SELECT count(*) FROM guest").fetchone()[0])


def count_of(connection: Connection, record: str) -> int:
    """Count the guests of a record."""
    query = "SELECT count(*) FROM guest WHERE record = ?"
    return int(connection.execute(query, (record,)).fetchone()[0])


def last(connection: Connection) -> dict[str, int]:
    """Give each incarnation that has guests here, with the number of its last one."""
    return dict(connection.execute("SELECT inc, max(n) FROM guest GROUP BY inc"))


def outdate(connection: Connection, versions: Mapping[str, int]) -> None:
    """Let the guests go that were written on an earlier version than the server's now."""
    connection.executemany(
        "DELETE FROM guest WHERE record = ? AND base_rv < ?",
        [(record, versions[record]) for record in among(connection, versions)],
    )


def release(connection: Connection, reached: Mapping[str, int]) -> frozenset[Row]:
    """Let the guests go that the server has, up to a number; gives the rows they were of."""
    freed: set[Row] = set()
    for inc, n in reached.items():
        freed |= _delete(connection, "inc = ? AND n <= ?", inc, n)
    return frozenset(freed)


def leave(connection: Connection, feed: str) -> frozenset[Row]:
    """Let the guests of a feed go, which is read here no more; gives the rows they were of."""
    return _delete(connection, "feed = ?", feed)


def _delete(connection: Connection, where: str, *parameters: object) -> frozenset[Row]:
    gone = connection.execute(
        f"DELETE FROM guest WHERE {where} RETURNING line",  # noqa: S608 - the conditions are ours
        parameters,
    )
    found = [changes.reopen(line) for (line,) in gone.fetchall()]
    return frozenset((change.t, change.r) for change in found)


def keep_sent(connection: Connection, sent: Sent) -> None:
    """Keep what a laptop's file had for the server, unless a later one's is here."""
    connection.execute(
        "INSERT INTO relay VALUES (?, ?, ?) ON CONFLICT (inc) DO UPDATE"
        " SET stop = excluded.stop, out = excluded.out WHERE excluded.stop >= stop",
        (sent.inc, sent.stop, sent.out),
    )


def sent(connection: Connection) -> list[Sent]:
    """Give what files of other laptops had for the server."""
    return [Sent(*row) for row in connection.execute("SELECT inc, stop, out FROM relay")]


def forget_sent(connection: Connection, given: Sent) -> None:
    """Keep no more what the server now has, unless more has come since."""
    connection.execute("DELETE FROM relay WHERE inc = ? AND stop <= ?", (given.inc, given.stop))
