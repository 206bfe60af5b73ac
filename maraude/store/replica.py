"""What the server has told of merged rows, under the changes that it has not yet acknowledged.

A row is in the feeds by which it came (``held``); it leaves the laptop with the last of them,
but never before the laptop's own changes of it are on the server.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from maraude.domain.text import clean
from maraude.protocol import documents, rows
from maraude.protocol.messages import Gone, Own, Rival, Row
from maraude.store import indexes, outbox, records, removal
from maraude.store.engine import Connection

_LOW = (1 << 30) - 1


class UnknownOwnError(LookupError):
    """The server takes for known what the laptop no longer has."""


class Replica:
    """The rows of one feed, as a page brings them, inside an open transaction."""

    def __init__(self, connection: Connection, feed: str, inc: str) -> None:
        self._connection = connection
        self._feed = feed
        self._inc = inc

    def take(self, row: Row) -> None:
        """Keep a row as the server has merged it, with what still waits laid over it."""
        fields = msgspec.json.decode(row.f)
        self._hold(row.t, row.r, rows.digest(row.t, row.r, rows.canonical(fields)))
        self._write(row.t, row.r, row.rv, fields)
        self._conflicts(row)

    def confirm(self, own: Own) -> None:
        """Keep that a row of this laptop's own is on the server as it is here.

        UnknownOwnError where the changes that made it are no longer kept.
        """
        found = self._connection.execute(
            "SELECT type, record FROM change WHERE inc = ? AND n = ?", (self._inc, own.n)
        ).fetchone()
        if found is None:
            raise UnknownOwnError
        type_name, record = found
        fields: dict[str, Any] = {}
        for change in outbox.of_record(self._connection, self._inc, record):
            fields.update(msgspec.json.decode(change.f))
        self._hold(type_name, record, rows.digest(type_name, record, rows.canonical(fields)))
        self._write(type_name, record, own.rv, fields)
        self._connection.execute("DELETE FROM conflict WHERE record = ?", (record,))

    def let_go(self, gone: Gone) -> int:
        """Drop a row from the feed, and from the laptop where no other feed has it; counted."""
        self._connection.execute(
            "DELETE FROM held WHERE feed = ? AND record = ?", (self._feed, gone.r)
        )
        if gone.erased:
            removal.erase(self._connection, gone.r)
            return 0
        return _drop_unheld(self._connection, [gone.r])

    def _hold(self, type_name: str, record: str, digest: int) -> None:
        self._connection.execute(
            "INSERT INTO held VALUES (?, ?, ?, ?)"
            " ON CONFLICT (feed, record) DO UPDATE SET digest = excluded.digest",
            (self._feed, record, type_name, digest),
        )

    def _write(self, type_name: str, record: str, rv: int, base: dict[str, Any]) -> None:
        waiting = outbox.waiting_on(self._connection, record)
        if waiting:
            self._connection.execute(
                "INSERT OR REPLACE INTO shadow VALUES (?, ?, ?, ?)",
                (type_name, record, rv, json.dumps(base, ensure_ascii=False)),
            )
        else:
            self._connection.execute("DELETE FROM shadow WHERE record = ?", (record,))
        seen = dict(base)
        for change in waiting:
            seen.update(msgspec.json.decode(change.f))
        _write_row(self._connection, type_name, record, rv, seen)

    def _conflicts(self, row: Row) -> None:
        self._connection.execute("DELETE FROM conflict WHERE record = ?", (row.r,))
        self._connection.executemany(
            "INSERT INTO conflict VALUES (?, ?, ?, ?)",
            [(row.r, field, row.t, _rivals(rivals)) for field, rivals in row.x.items()],
        )


def positions(connection: Connection) -> dict[str, int]:
    """Give how far each feed has been read."""
    return dict(connection.execute("SELECT feed, fseq FROM cursor"))


def turn(connection: Connection, feed: str, fseq: int) -> None:
    """Keep that a feed has been read up to ``fseq``."""
    connection.execute("INSERT OR REPLACE INTO cursor VALUES (?, ?)", (feed, fseq))


def held(connection: Connection, feed: str) -> tuple[int, int]:
    """Count the rows of a feed, and give the sum of their digests modulo 2^61."""
    count, low, high = connection.execute(
        "SELECT count(*), coalesce(sum(digest & ?), 0), coalesce(sum(digest >> 30), 0)"
        " FROM held WHERE feed = ?",
        (_LOW, feed),
    ).fetchone()
    return int(count), (low + (high << 30)) % (1 << rows.DIGEST_BITS)


def total(connection: Connection) -> int:
    """Count the rows that came by any feed."""
    (count,) = connection.execute("SELECT count(DISTINCT record) FROM held").fetchone()
    return int(count)


def drop_feed(connection: Connection, feed: str) -> int:
    """Let go of a feed, and of the rows that no other has, which are counted."""
    ids = [r for (r,) in connection.execute("SELECT record FROM held WHERE feed = ?", (feed,))]
    connection.execute("DELETE FROM held WHERE feed = ?", (feed,))
    connection.execute("DELETE FROM cursor WHERE feed = ?", (feed,))
    return _drop_unheld(connection, ids)


def reread(connection: Connection, feed: str) -> None:
    """Read a feed from its beginning at the next exchange; what it does not bring again goes."""
    connection.execute("DELETE FROM held WHERE feed = ?", (feed,))
    turn(connection, feed, 0)


def drop_unheld(connection: Connection) -> int:
    """Drop the rows at a version of the server that no feed has any more; counted."""
    dropped = 0
    for table in documents.TYPES:
        unheld = connection.execute(
            f'SELECT id FROM "{table}" WHERE rv > 0'  # noqa: S608 - the names are ours
            " AND id NOT IN (SELECT record FROM held)"
        )
        dropped += _drop_unheld(connection, [record for (record,) in unheld.fetchall()])
    return dropped


def _drop_unheld(connection: Connection, ids: Iterable[str]) -> int:
    dropped = 0
    for record in ids:
        kept = connection.execute(
            "SELECT 1 FROM held WHERE record = :r"
            " UNION ALL SELECT 1 FROM change WHERE record = :r AND acked = 0 LIMIT 1",
            {"r": record},
        ).fetchone()
        if not kept:
            removal.drop(connection, record)
            dropped += 1
    return dropped


def _write_row(
    connection: Connection, type_name: str, record: str, rv: int, fields: Mapping[str, Any]
) -> None:
    """Write what a row shows into its table, or beside, where this program cannot read it."""
    try:
        readable = {name: _cleaned(value) for name, value in fields.items()}
        known = documents.from_document(type_name, record, readable)
    except (KeyError, ValueError, TypeError, msgspec.MsgspecError):
        connection.execute(
            "INSERT OR REPLACE INTO unread VALUES (?, ?, ?, ?)",
            (record, type_name, rv, json.dumps(fields, ensure_ascii=False)),
        )
        return
    row = {"id": record, **records.table(type_name).row(readable), "rv": rv}
    columns = ", ".join(f'"{name}"' for name in row)
    values = ", ".join("?" * len(row))
    updates = ", ".join(f'"{name}" = excluded."{name}"' for name in row if name != "id")
    connection.execute(
        f'INSERT INTO "{type_name}" ({columns}) VALUES ({values})'  # noqa: S608 - the names are ours
        f" ON CONFLICT (id) DO UPDATE SET {updates}",
        tuple(row.values()),
    )
    indexes.refresh(connection, known)


def _cleaned(value: Any) -> Any:
    """Clean all text of a JSON value: it came from another laptop."""
    match value:
        case str():
            return clean(value)
        case list():
            return [_cleaned(element) for element in value]
        case dict():
            return {clean(name): _cleaned(element) for name, element in value.items()}
        case _:
            return value


def _rivals(rivals: tuple[Rival, ...]) -> str:
    return msgspec.json.encode(rivals).decode()
