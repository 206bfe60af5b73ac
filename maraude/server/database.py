"""The server's database: one writer at a time, and readers that each see one moment."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import OperationalError

from maraude.server import barrier, ledger, migrations

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "busy_timeout=10000",
    "cache_size=-16000",
    "wal_autocheckpoint=4000",
)
_WRITER = 7_230_811
"""The PostgreSQL advisory lock that writers hold until their commit."""

PATIENCE = 10.0
"""Seconds that a commit waits for the standby; a laptop gives up after 60."""
_UNREPLICATED = "unreplicated"
_CANCELLED = frozenset({"01000", "57P01"})
"""SQLSTATE of the notices that a commit gives when nobody waits for the standby any more."""


class NotReplicatedError(Exception):
    """A commit is on this server's disk, but the synchronous standby has not confirmed it."""


class Database:
    """Where the server keeps what it was sent; ``url`` is SQLAlchemy's, of one host or several.

    Writers follow each other, on both databases: an erasure then sees every row there is, and the
    positions in the feeds are in the order of the commits. After a failover, the next transaction
    finds the new primary among the hosts of ``url``. A commit waits for the standby for
    ``patience`` seconds.
    """

    def __init__(
        self, url: str, patience: float = PATIENCE, ledger_file: Path | None = None
    ) -> None:
        self._engine = create_engine(make_url(url), hide_parameters=True, pool_pre_ping=True)
        self._patience = patience
        self._ledger_file = ledger_file
        self._sqlite = self._engine.dialect.name == "sqlite"
        self._writer = threading.Lock()
        if self._sqlite:
            _begin_by_hand(self._engine)
        else:
            event.listen(self._engine, "connect", _watch_notices)

    def create_schema(self) -> None:
        """Make the tables, or bring them up to this version."""
        with self.write() as connection:
            migrations.upgrade(connection)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection in a transaction, which ends with the block: all of it or nothing.

        NotReplicatedError where the commit cannot be relied on.
        """
        with self._writer, self._engine.connect() as opened, ExitStack() as committing:
            connection = opened.execution_options(writes=True)
            with connection.begin():
                if not self._sqlite:
                    connection.execute(text(f"SELECT pg_advisory_xact_lock({_WRITER})"))
                    barrier.show(connection, [barrier.EVERY])
                connection.info.pop(_UNREPLICATED, None)
                yield connection
                if not self._sqlite:
                    committing.enter_context(_cancelling(connection, self._patience))
            committing.close()
            if connection.info.pop(_UNREPLICATED, False):
                raise NotReplicatedError

    @contextmanager
    def read(self, *, confined: bool = False) -> Iterator[Connection]:
        """Give a connection that sees one state of everything.

        A ``confined`` one sees, on PostgreSQL, only the rows that ``barrier.show`` lets it.
        """
        with self._engine.connect() as opened:
            connection = opened
            if not self._sqlite:
                connection = opened.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
                if not confined:
                    barrier.show(connection, [barrier.EVERY])
            yield connection

    def shred(self) -> None:
        """Let SQLite's log not keep what was erased (PostgreSQL recycles its own), nor a restore.

        Whoever is erased is written down in the ledger file, if there is one.
        """
        if self._ledger_file:
            with self.read() as connection:
                ledger.keep(connection, self._ledger_file)
        if self._sqlite:
            with self._writer, closing(self._engine.raw_connection()) as connection:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()


def is_full(failure: OperationalError) -> bool:
    """Tell whether a statement failed because there was no room for it."""
    reason = failure.orig
    if isinstance(reason, sqlite3.OperationalError):
        return reason.sqlite_errorcode == sqlite3.SQLITE_FULL
    return isinstance(reason, psycopg.errors.DiskFull)


def _begin_by_hand(engine: Engine) -> None:
    """Let sqlite3 begin no transaction of its own: a writer takes its lock at once."""

    def connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    event.listen(engine, "connect", connect)
    event.listen(engine, "begin", begin)


@contextmanager
def _cancelling(connection: Connection, patience: float) -> Iterator[None]:
    """Cancel what the connection does if it is not done in ``patience`` seconds.

    PostgreSQL has no time limit of its own for a commit that waits for its standby.
    """
    driver: Any = connection.connection.driver_connection

    def cancel() -> None:
        with suppress(psycopg.Error):  # the database is gone, and the commit fails by itself
            driver.cancel_safe()

    timer = threading.Timer(patience, cancel)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()


def _watch_notices(connection: Any, record: Any) -> None:
    def notice(diagnostic: Any) -> None:
        if diagnostic.sqlstate in _CANCELLED:
            record.info[_UNREPLICATED] = True

    connection.add_notice_handler(notice)
