"""Signed answers of the base's directory, kept until the last has come: none is fetched twice."""

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.store import engine
from maraude.store.engine import Connection, DatabaseError, OperationalError

_TABLE = "CREATE TABLE IF NOT EXISTS answer (number INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT"


class Arrivals:
    """Answers in the order in which they came, in an encrypted file of their own."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @classmethod
    @contextmanager
    def opened(cls, path: Path, key: bytes) -> Iterator["Arrivals"]:
        """Open the answers at ``path``, none where none can be read; for the calling thread.

        Refusal: ``directory-not-written``.
        """
        try:
            connection = _connect(path, key)
        except (Refusal, DatabaseError):
            _remove(path)
            connection = _connect(path, key)
        with closing(connection):
            try:
                yield cls(connection)
            except OperationalError as error:
                raise not_written() from error

    def keep(self, body: bytes) -> None:
        """Keep one more answer."""
        self._connection.execute("INSERT INTO answer (body) VALUES (?)", (body,))

    def __iter__(self) -> Iterator[bytes]:
        for (body,) in self._connection.execute("SELECT body FROM answer ORDER BY number"):
            yield body

    def forget(self) -> None:
        """Begin anew."""
        self._connection.execute("DELETE FROM answer")


def not_written() -> Refusal:
    """Give the refusal of a directory for which there is no room."""
    return Refusal(
        "directory-not-written",
        _(
            "L'annuaire n'a pas pu être enregistré : le disque est plein ou le fichier est"
            " occupé. L'annuaire d'avant reste en place."
        ),
    )


def _connect(path: Path, key: bytes) -> Connection:
    connection = engine.connect(path, key, synchronous="NORMAL")
    connection.execute(_TABLE)
    return connection


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        with suppress(OSError):
            path.with_name(f"{path.name}{suffix}").unlink()
