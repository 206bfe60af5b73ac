"""Copies of the database from before an erasure, or a text was voided: they go in a month."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, func, select

from maraude.server.tables import erasure, redaction

LIMIT = timedelta(days=30)
"""For so long a backup may hold somebody who was erased since, or a text that was voided."""
STAMP = "%Y%m%dT%H%M%SZ"


def outdated(connection: Connection, files: Iterator[Path], now: datetime) -> list[Path]:
    """Give those of some copies, named by when they were made, that somebody or a text leaves."""
    limit = int((now - LIMIT).timestamp() * 1000)
    ends = (erasure.c.erased_at, redaction.c.redacted_at)
    found = [connection.execute(select(func.max(at)).where(at <= limit)).scalar() for at in ends]
    past = [at for at in found if at is not None]
    if not past:
        return []
    erased = datetime.fromtimestamp(max(past) / 1000, UTC)
    return [file for file in files if (made := _made_at(file)) and made <= erased]


def _made_at(file: Path) -> datetime | None:
    """Read when a copy was made from its name: ``maraude-STAMP.backup``, ``….before-STAMP``."""
    bare = file.name.removesuffix(".backup").removesuffix("-wal").removesuffix("-shm")
    try:
        return datetime.strptime(bare.rpartition("-")[2], STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
