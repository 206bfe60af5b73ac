"""Rows that leave the laptop: out of its feeds, or erased for everyone."""

import msgspec

from maraude.protocol import changes, documents
from maraude.store import records
from maraude.store.engine import Connection

_NOTHING = msgspec.Raw(b"{}")


def drop(connection: Connection, record: str) -> None:
    """Delete a row, and what was kept locally because of it."""
    for table in documents.TYPES:
        connection.execute(f'DELETE FROM "{table}" WHERE id = ?', (record,))  # noqa: S608 - the names are ours
    for table in ("unread", "shadow", "conflict", "name", "undo", "held", "guest"):
        connection.execute(f"DELETE FROM {table} WHERE record = ?", (record,))  # noqa: S608 - the names are ours
    connection.execute("DELETE FROM met WHERE encounter = :r OR person = :r", {"r": record})


def about(connection: Connection, person: str) -> list[str]:
    """Give the ids of the rows that are about a person alone."""
    tables = [name for name in documents.TYPES if "person" in records.table(name).names]
    query = " UNION ALL ".join(f'SELECT id FROM "{name}" WHERE person = :p' for name in tables)  # noqa: S608 - the names are ours
    return [record for (record,) in connection.execute(query, {"p": person})]


def erase(connection: Connection, record: str) -> None:
    """Drop a row and the contents of all its changes, which keep their numbers."""
    drop(connection, record)
    kept = connection.execute("SELECT inc, n, line FROM change WHERE record = ?", (record,))
    for inc, n, line in kept.fetchall():
        void = msgspec.structs.replace(changes.decode(line), k="void", b=0, f=_NOTHING, s=())
        connection.execute(
            "UPDATE change SET kind = 'void', line = ? WHERE inc = ? AND n = ?",
            (changes.encode(void), inc, n),
        )
