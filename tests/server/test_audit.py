"""The audit as a chain: what the database refuses, what verifying finds, what laptops notice."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from maraude.server import audit, backup, home, restore
from maraude.server.database import Database
from tests.team import Clock

WORDS = (("invite", "volunteer"), ("revoke", "device-1"), ("grant", "device-2"))


@pytest.fixture
def kept(database: Database) -> Iterator[Connection]:
    """A connection to a database in which a few things were done."""
    with database.write() as connection:
        write(connection)
        yield connection


def write(connection: Connection) -> None:
    for at, (action, target) in enumerate(WORDS):
        audit.record(connection, audit.SERVER, action, target, at)


def forced(connection: Connection, statement: str) -> None:
    """Do what somebody does who owns the database and means it."""
    if connection.dialect.name == "sqlite":
        for verb in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER audit_{verb}"))
    else:
        connection.execute(text("DROP TRIGGER audit_kept ON audit"))
    connection.execute(text(statement))


def test_entries_follow_on_each_other(kept: Connection) -> None:
    entries = audit.entries(kept)

    assert [(entry.n, entry.action, entry.target) for entry in entries] == [
        (n, *words) for n, words in enumerate(WORDS, 1)
    ]
    assert len({entry.head for entry in entries}) == len(WORDS)
    assert audit.broken(entries) == 0


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'me'", "DELETE FROM audit"])
def test_the_database_changes_no_entry(kept: Connection, statement: str) -> None:
    with pytest.raises(DBAPIError), kept.begin_nested():
        kept.execute(text(statement))

    assert len(audit.entries(kept)) == len(WORDS)


@pytest.mark.parametrize(
    ("statement", "first"),
    [
        ("UPDATE audit SET target = 'device-9' WHERE id = 2", 2),
        ("UPDATE audit SET at = 9 WHERE id = 1", 1),
        ("DELETE FROM audit WHERE id = 2", 3),
        ("DELETE FROM audit WHERE id = 1", 2),
        ("UPDATE audit SET id = 9 WHERE id = 3", 9),
    ],
)
def test_what_was_changed_all_the_same_is_found(
    kept: Connection, statement: str, first: int
) -> None:
    forced(kept, statement)

    assert audit.broken(audit.entries(kept)) == first


def test_a_restored_audit_is_the_same_and_says_that_it_was_restored(
    tmp_path: Path, clock: Clock
) -> None:
    made = home.create(tmp_path / "home", "", "", "Les Lucioles", clock)
    with made.database() as database:
        with database.write() as connection:
            write(connection)
        file = backup.write(database, tmp_path / "backups", clock(), off_site=False).file
        before = entries_of(database)
    restore.restore(made, file, clock())
    with made.database() as database:
        after = entries_of(database)

    assert after[: len(before)] == before
    assert [entry.action for entry in after[len(before) :]] == ["restore"]
    assert audit.broken(after) == 0


def entries_of(database: Database) -> list[audit.Entry]:
    with database.read() as connection:
        return audit.entries(connection)
