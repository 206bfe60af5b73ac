"""SQLCipher, opened as every file of a profile is opened: encrypted, or not at all."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec
import sqlcipher3

from maraude.domain.refusal import Refusal
from maraude.i18n import _

# sqlite-utils takes its exception classes from the module of this name, and from the standard
# library's sqlite3 where there is none: then it catches nothing that SQLCipher raises.
if "sqlite_utils" in sys.modules and "pysqlite3" not in sys.modules:
    raise ImportError(
        "maraude/store/__init__.py must import engine before anything of sqlite_utils"
    )
sys.modules["pysqlite3"] = sqlcipher3

if TYPE_CHECKING:
    from sqlite3 import Connection, DatabaseError, OperationalError
else:
    from sqlcipher3 import Connection, DatabaseError, OperationalError

__all__ = [
    "KEY_BYTES",
    "Connection",
    "DatabaseError",
    "DiskFull",
    "OperationalError",
    "Synchronous",
    "connect",
    "connect_read_only",
    "listed",
    "transaction",
]

KEY_BYTES = 32
PAGE_BYTES = 4096
BUSY_SECONDS = 5.0
LOG_PAGES = 4000
"""Of the log until they are copied into the database; a long exchange writes many of them twice."""

Synchronous = Literal["FULL", "NORMAL"]


class DiskFull(OperationalError):  # noqa: N818 - named after SQLITE_FULL
    """There was no room for a transaction; SQLite has taken all of it back."""


def connect(
    path: Path, key: bytes, *, synchronous: Synchronous = "FULL", must_exist: bool = False
) -> Connection:
    """Open the database at ``path`` with its raw key of 32 bytes, in WAL mode, rows as tuples.

    Transactions are explicit (``transaction``); outside of one each statement is its own. With
    ``FULL`` a commit is on disk when it returns, with ``NORMAL`` it survives the end of the
    process. The connection belongs to the thread that opened it. A missing file is created,
    0600, unless it ``must_exist``.

    Refusal: ``damaged-database`` where the key or the file is wrong, ``unreadable-database``
    where the file cannot be opened.
    """
    if must_exist:
        _refuse_missing(path)
    else:
        _create(path)
    connection = _open(path, "rw")
    with _refused_when_damaged(connection):
        _unlock(connection, key)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {synchronous}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
    return connection


def connect_read_only(path: Path, key: bytes) -> Connection:
    """Open a finished file, a backup say, without leaving anything beside it; as ``connect``."""
    _refuse_missing(path)
    connection = _open(path, "ro")
    with _refused_when_damaged(connection):
        _unlock(connection, key)
    return connection


def change_key(path: Path, old: bytes, new: bytes) -> None:
    """Encrypt each page of a finished file anew, in place; one that is cut off is lost.

    DatabaseError where it cannot be read; Refusal as ``connect``.
    """
    _refuse_missing(path)
    connection = _open(path, "rw")
    try:
        with _refused_when_damaged(connection):
            _unlock(connection, old)
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute(f"PRAGMA rekey = \"x'{new.hex()}'\"")
    finally:
        connection.close()


def listed(values: Iterable[str | int]) -> str:
    """Give values as the parameter of ``IN (SELECT value FROM json_each(?))``."""
    return msgspec.json.encode(list(values)).decode()


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """Write all of what the block does, or nothing; on disk, as ``connect`` says, at its end.

    DiskFull where there is no room.
    """
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("COMMIT")
    except BaseException as error:
        # On a full disk SQLite has rolled back by itself, and a second ROLLBACK would fail.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if getattr(error, "sqlite_errorcode", None) == sqlcipher3.SQLITE_FULL:
            raise DiskFull from error
        raise


def _create(path: Path) -> None:
    """Make an empty file that only its owner can read; SQLite gives -wal and -shm its mode."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise _unreadable() from error


def _refuse_missing(path: Path) -> None:
    # SQLite takes an empty file for a new database, which would hide a loss.
    if not path.is_file() or path.stat().st_size < PAGE_BYTES:
        raise Refusal(
            "damaged-database",
            _("La base de travail est absente ou vide. Restaurez une sauvegarde."),
        )


def _open(path: Path, mode: Literal["ro", "rw"]) -> Connection:
    connection: Connection = sqlcipher3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        timeout=BUSY_SECONDS,
        isolation_level=None,
        uri=True,
    )
    return connection


def _unlock(connection: Connection, key: bytes) -> None:
    """Set the key and prove it by a first read. The order is SQLCipher's, see trust.md."""
    if len(key) != KEY_BYTES:
        raise ValueError(f"a database key has {KEY_BYTES} bytes")
    # SQLCipher writes its errors on the terminal unless told otherwise.
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    # Temporary files would be written in the clear.
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()


@contextmanager
def _refused_when_damaged(connection: Connection) -> Iterator[None]:
    """Close ``connection`` where opening it fails, and say why in a sentence."""
    try:
        yield
    except BaseException as error:
        connection.close()
        if not isinstance(error, DatabaseError):
            raise
        if isinstance(error, OperationalError):
            raise _unreadable() from error
        raise Refusal(
            "damaged-database",
            _(
                "La base de travail ne se laisse pas lire : le fichier est abîmé, ou la clé n'est"
                " pas la sienne. Restaurez une sauvegarde."
            ),
        ) from error


def _unreadable() -> Refusal:
    return Refusal(
        "unreadable-database",
        _(
            "La base de travail ne s'ouvre pas : un autre programme l'occupe, le disque est plein"
            " ou vous n'avez pas le droit d'y accéder. Fermez l'autre programme, puis réessayez."
        ),
    )
