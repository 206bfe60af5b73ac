"""Accesses to persons' files, on this laptop alone: in none of its changes, never sent."""

from collections.abc import Iterable
from datetime import datetime

from maraude.domain.access import KEPT, Access, Act, Check
from maraude.protocol import documents
from maraude.store.engine import Connection, listed

MOST_READ = 500


def keep(connection: Connection, accesses: Iterable[Access]) -> None:
    """Write accesses down."""
    connection.executemany(
        "INSERT INTO access_log (at, author, person, act, how) VALUES (?, ?, ?, ?, ?)",
        [
            (documents.instant(one.at), one.author, one.person, one.act, one.check or "")
            for one in accesses
        ],
    )


def of(connection: Connection, files: Iterable[str]) -> tuple[Access, ...]:
    """Give the accesses to some files, the latest first, at most 500."""
    rows = connection.execute(
        "SELECT at, author, person, act, how FROM access_log"
        " WHERE person IN (SELECT value FROM json_each(?)) ORDER BY at DESC, id DESC LIMIT ?",
        (listed(files), MOST_READ),
    )
    return tuple(
        Access(datetime.fromisoformat(at), author, person, Act(act), Check(how) if how else None)
        for at, author, person, act, how in rows
    )


def purge(connection: Connection, now: datetime) -> None:
    """Drop what is older than is allowed."""
    connection.execute("DELETE FROM access_log WHERE at < ?", (documents.instant(now - KEPT),))
