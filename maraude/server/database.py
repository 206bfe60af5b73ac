"""The server's database: one engine, one writer on SQLite, and blocks of reading and writing."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from sqlalchemy import Connection, create_engine, event, make_url

from maraude.server.tables import metadata

_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")


class NotReplicatedError(Exception):
    """A commit is on this server's disk, but the synchronous standby has not confirmed it."""


class Database:
    """Where the server keeps what it was sent; ``url`` is SQLAlchemy's."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(make_url(url), hide_parameters=True)
        sqlite = self._engine.dialect.name == "sqlite"
        self._writer = threading.Lock() if sqlite else nullcontext()
        if sqlite:
            event.listen(self._engine, "connect", _prepare)

    def create_schema(self) -> None:
        """Make the tables that are not there yet."""
        with self.write() as connection:
            metadata.create_all(connection)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection in a transaction, which ends with the block: all of it or nothing."""
        with self._writer, self._engine.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one state of everything."""
        with self._engine.connect() as connection:
            yield connection

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()


def _prepare(connection: Any, _record: object) -> None:
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
