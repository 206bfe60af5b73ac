"""A backup of the whole database in one file, the same of SQLite and PostgreSQL, and the way back.

A file is compressed lines of JSON: a head, one line for each row of each table in order, and the
digest of them all. It takes its name only once it was restored and came out the same.
"""

import base64
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import zstandard
from sqlalchemy import Connection, LargeBinary, Table, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.server import audit, expiry, tables
from maraude.server.database import Database
from maraude.server.tables import incarnation

HEAD = b'{"maraude":"server backup 1"}\n'
KEPT = 14
_NAME = "maraude-*.backup"
_A_BATCH = 1000
_UNCHAINED = 5
"""Columns of the audit before it was a chain."""


class MalformedBackupError(ValueError):
    """A file is no backup, is cut, or has been changed."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A verified backup: its file, how many rows it holds, and its digest."""

    file: Path
    rows: int
    digest: str


def write(database: Database, folder: Path, now: datetime, *, off_site: bool) -> Backup:
    """Back everything up into ``folder``, verify it, and drop the oldest beyond 14.

    Those of before an erasure go too, once it is a month old.

    What laptops had acknowledged by then is safe, once the folder is ``off_site``.

    Refusal: ``backup-failed``.
    """
    path = folder / f"maraude-{now.astimezone(UTC).strftime(expiry.STAMP)}.backup"
    unfinished = path.with_name(f".{path.name}.tmp")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(
            os.open(unfinished, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb"
        ) as to:
            with database.read() as connection:
                acked = _acknowledged(connection)
                count, digest = _export(connection, to)
            to.flush()
            os.fsync(to.fileno())
        _verify(unfinished, digest)
        unfinished.replace(path)
    except (OSError, SQLAlchemyError, MalformedBackupError) as error:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise Refusal(
            "backup-failed",
            _("La sauvegarde n'a pas pu être faite dans {folder} : vérifiez la place.").format(
                folder=folder
            ),
        ) from error
    _drop_older(database, folder, now)
    if off_site:
        with database.write() as connection:
            _mark_safe(connection, acked)
    return Backup(path, count, digest)


def _drop_older(database: Database, folder: Path, now: datetime) -> None:
    for older in sorted(folder.glob(_NAME))[:-KEPT]:
        older.unlink()
    with database.read() as connection:
        for older in expiry.outdated(connection, folder.glob(_NAME), now):
            older.unlink()


def load(connection: Connection, file: Path) -> None:
    """Fill empty tables, made before, with what a backup holds; MalformedBackupError, OSError."""
    known = {table.name: table for table in tables.metadata.sorted_tables}
    with file.open("rb") as stream:
        for name, group in groupby(_rows(stream), lambda row: row[0]):
            if name not in known:
                raise MalformedBackupError(f"a table {name}")
            rows = (values for _name, values in group)
            _fill(connection, known[name], _chained(rows) if name == "audit" else rows)


def _acknowledged(connection: Connection) -> Mapping[str, int]:
    return {row.inc: row.acked_n for row in connection.execute(select(incarnation))}


def _mark_safe(connection: Connection, acked: Mapping[str, int]) -> None:
    for inc, n in acked.items():
        row = update(incarnation).where(incarnation.c.inc == inc, incarnation.c.safe_n < n)
        connection.execute(row.values(safe_n=n))


def _export(connection: Connection, to: BinaryIO) -> tuple[int, str]:
    """Write all rows; give how many, and their digest."""
    digest, count = hashlib.sha256(), 0
    with zstandard.ZstdCompressor().stream_writer(to, closefd=False) as stream:
        stream.write(HEAD)
        for line in _lines(connection):
            digest.update(line)
            stream.write(line)
            count += 1
        stream.write(msgspec.json.encode({"digest": digest.hexdigest()}) + b"\n")
    return count, digest.hexdigest()


def _lines(connection: Connection) -> Iterator[bytes]:
    for table in tables.metadata.sorted_tables:
        rows = connection.execute(select(table).order_by(*table.primary_key))
        for row in rows.yield_per(_A_BATCH):
            values = [bytes(v) if isinstance(v, memoryview) else v for v in row]
            yield msgspec.json.encode([str(table.name), values]) + b"\n"


def _verify(file: Path, digest: str) -> None:
    if _restored(file) != digest:
        raise MalformedBackupError("it does not come out as it went in")


def _restored(file: Path) -> str:
    """Restore a backup into a database of its own; give the digest of what stands there."""
    with (
        tempfile.TemporaryDirectory(dir=file.parent) as name,
        closing(Database(f"sqlite:///{name}/verified.db")) as database,
    ):
        database.create_schema()
        with database.write() as connection:
            load(connection, file)
        digest = hashlib.sha256()
        with database.read() as connection:
            for line in _lines(connection):
                digest.update(line)
    return digest.hexdigest()


def _rows(stream: BinaryIO) -> Iterator[tuple[str, list[Any]]]:
    """Read the rows of a backup; MalformedBackupError, at the latest once all are read."""
    digest, ended = hashlib.sha256(), False
    lines = _inflated(stream)
    if next(lines, b"") != HEAD:
        raise MalformedBackupError("no backup")
    for line in lines:
        if ended:
            raise MalformedBackupError("more after the end")
        try:
            read = msgspec.json.decode(line)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise MalformedBackupError("no line") from error
        match read:
            case {"digest": str(written)} if written == digest.hexdigest():
                ended = True
            case [str(name), list(values)]:
                digest.update(line)
                yield name, values
            case _:
                raise MalformedBackupError("changed or cut")
    if not ended:
        raise MalformedBackupError("cut")


def _inflated(stream: BinaryIO) -> Iterator[bytes]:
    rest = b""
    try:
        with zstandard.ZstdDecompressor().stream_reader(stream) as reader:
            while chunk := reader.read(2**20):
                *lines, rest = (rest + chunk).split(b"\n")
                yield from (line + b"\n" for line in lines)
    except zstandard.ZstdError as error:
        raise MalformedBackupError("not compressed") from error
    if rest:
        raise MalformedBackupError("cut")


def _chained(rows: Iterable[list[Any]]) -> Iterator[list[Any]]:
    """Give the rows of the audit, with heads where an older version kept none."""
    head = b""
    for content in rows:
        if len(content) == _UNCHAINED:
            (head,) = audit.heads(head, [tuple(content)])
            yield [*content, base64.b64encode(head).decode()]
        else:
            yield content


def _fill(connection: Connection, table: Table, rows: Iterable[list[Any]]) -> None:
    """Insert rows; of an older version they lack the columns that were added at the end since."""
    columns = list(table.columns)
    batch: list[dict[str, Any]] = []
    for values in rows:
        added = columns[len(values) :]
        if len(values) > len(columns) or not all(column.nullable for column in added):
            raise MalformedBackupError("a row of another version")
        batch.append(
            {
                column.name: base64.b64decode(value)
                if isinstance(column.type, LargeBinary) and value is not None
                else value
                for column, value in zip(columns, values, strict=False)
            }
        )
        if len(batch) == _A_BATCH:
            connection.execute(insert(table), batch)
            batch = []
    if batch:
        connection.execute(insert(table), batch)
