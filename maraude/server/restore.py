"""A backup in the place of the database: laptops then offer again what they still hold."""

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, select
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from maraude import paths
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.server import audit, backup, expiry, ledger, meta, tables
from maraude.server.database import Database
from maraude.server.home import Home, Listening

_SIDE_FILES = ("", "-wal", "-shm")


def restore(home: Home, file: Path, now: datetime) -> int:
    """Put a backup in the place of the database, which is set aside, and begin an epoch.

    Whoever was erased since stays erased: counted. Until all of the backup is there, nothing has
    changed. A PostgreSQL database has to be empty.

    Refusal: ``damaged-backup``, ``server-running``, ``database-not-empty``, ``restore-failed``.
    """
    if (listening := home.listening()) and _answers(listening):
        raise Refusal("server-running", _("Le serveur tourne : arrêtez-le d'abord."))
    with _failures_said(file):
        if present := home.embedded:
            return _replace(home, present, file, now)
        with home.database() as database:
            return _fill(database, home, file, now)


def _replace(home: Home, present: Path, file: Path, now: datetime) -> int:
    """Restore beside the database that is ``present``, then change their places."""
    if present.exists():
        _write_down(home)
    ready = present.with_name(f"{present.name}.restored")
    try:
        _remove(ready)
        ledger_file = paths.server_ledger(home.folder)
        with closing(Database(f"sqlite:///{ready}", ledger_file=ledger_file)) as database:
            erased = _fill(database, home, file, now)
        _set_aside(present, now)
        ready.replace(present)
    finally:
        _remove(ready)
    return erased


def _fill(database: Database, home: Home, file: Path, now: datetime) -> int:
    """Make the tables and fill them; gives how many were erased again."""
    database.create_schema()
    with database.write() as connection:
        _refuse_filled(connection)
        backup.load(connection, file)
        begun = meta.new_epoch(connection)
        at = int(now.timestamp() * 1000)
        audit.record(connection, audit.SERVER, "restore", begun, at)
        erased = ledger.replay(connection, paths.server_ledger(home.folder), at)
    database.shred()
    return erased


@contextmanager
def _failures_said(file: Path) -> Iterator[None]:
    """Say of a restoration that failed whether it was the file, or the room."""
    try:
        yield
    except (OperationalError, OSError) as error:
        raise Refusal(
            "restore-failed",
            _(
                "{file} n'a pas pu être remis en place ; la base d'avant est toujours là. Vérifiez"
                " que le fichier se lit et qu'il reste de la place, puis recommencez."
            ).format(file=file),
        ) from error
    except (ValueError, TypeError, SQLAlchemyError) as error:
        raise Refusal(
            "damaged-backup",
            _("Ce fichier n'est pas une sauvegarde du serveur, ou il est abîmé : {file}.").format(
                file=file
            ),
        ) from error


def drop_asides(home: Home, connection: Connection, now: datetime) -> None:
    """Drop the databases that were set aside before an erasure that is a month old."""
    if present := home.embedded:
        files = present.parent.glob(f"{present.name}.before-*")
        for file in expiry.outdated(connection, files, now):
            file.unlink()


def _answers(listening: Listening) -> bool:
    try:
        with socket.create_connection((listening.host, listening.port), timeout=2):
            return True
    except OSError:
        return False


def _set_aside(present: Path, now: datetime) -> None:
    """Give the database that is present another name, with what SQLite keeps beside it."""
    stamp = now.astimezone(UTC).strftime(expiry.STAMP)
    for suffix in _SIDE_FILES:
        part = present.with_name(present.name + suffix)
        if part.exists():
            part.replace(part.with_name(f"{present.name}.before-{stamp}{suffix}"))


def _remove(database: Path) -> None:
    for suffix in _SIDE_FILES:
        database.with_name(database.name + suffix).unlink(missing_ok=True)


def _write_down(home: Home) -> None:
    """Let the ledger know of every erasure in a database that can still be read."""
    try:
        with home.database() as database:
            database.shred()
    except (Refusal, SQLAlchemyError):
        return


def _refuse_filled(connection: Connection) -> None:
    if connection.execute(select(tables.device.c.id).limit(1)).first():
        raise Refusal(
            "database-not-empty",
            _("La base de données n'est pas vide : recréez-la, puis recommencez."),
        )
