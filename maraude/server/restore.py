"""A backup in the place of the database: laptops then offer again what they still hold."""

import socket
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, make_url, select

from maraude import paths
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.server import audit, backup, expiry, ledger, meta, tables
from maraude.server.home import Home, Listening


def restore(home: Home, file: Path, now: datetime) -> int:
    """Put a backup in the place of the database, which is set aside, and begin an epoch.

    Whoever was erased since stays erased: counted. A PostgreSQL database has to be empty.

    Refusal: ``damaged-backup``, ``server-running``, ``database-not-empty``.
    """
    backup.check(file)
    if (listening := home.listening()) and _answers(listening):
        raise Refusal("server-running", _("Le serveur tourne : arrêtez-le d'abord."))
    _set_aside(home, now)
    with home.database() as database:
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


def drop_asides(home: Home, connection: Connection, now: datetime) -> None:
    """Drop the databases that were set aside before an erasure that is a month old."""
    if present := _embedded(home):
        files = present.parent.glob(f"{present.name}.before-*")
        for file in expiry.outdated(connection, files, now):
            file.unlink()


def _embedded(home: Home) -> Path | None:
    """Give the file of an embedded database, None where it is none."""
    url = make_url(home.settings.database)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def _answers(listening: Listening) -> bool:
    try:
        with socket.create_connection((listening.host, listening.port), timeout=2):
            return True
    except OSError:
        return False


def _set_aside(home: Home, now: datetime) -> None:
    """Give an embedded database another name, once the ledger has all that it knows."""
    present = _embedded(home)
    if present is None or not present.exists():
        return
    _write_down(home)
    stamp = now.astimezone(UTC).strftime(expiry.STAMP)
    for suffix in ("", "-wal", "-shm"):
        part = present.with_name(present.name + suffix)
        if part.exists():
            part.replace(part.with_name(f"{present.name}.before-{stamp}{suffix}"))


def _write_down(home: Home) -> None:
    """Let the ledger know of every erasure in a database that can still be read."""
    try:
        with home.database() as database:
            database.shred()
    except Refusal:
        return


def _refuse_filled(connection: Connection) -> None:
    if connection.execute(select(tables.device.c.id).limit(1)).first():
        raise Refusal(
            "database-not-empty",
            _("La base de données n'est pas vide : recréez-la, puis recommencez."),
        )
