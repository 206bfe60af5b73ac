"""Copies of the database from before an erasure: dropped once a month has passed since."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, func, select

from maraude.server.tables import erasure

LIMIT = timedelta(days=30)
"""For so long a backup may hold somebody who was erased since."""
STAMP = "%Y%m%dT%H%M%SZ"


def outdated(connection: Connection, files: Iterator[Path], now: datetime) -> list[Path]:
    """Give those of some copies, named by when they were made, that somebody has to leave."""
    limit = int((now - LIMIT).timestamp() * 1000)
    last = select(func.max(erasure.c.erased_at)).where(erasure.c.erased_at <= limit)
    at = connection.execute(last).scalar()
    if at is None:
        return []
    erased = datetime.fromtimestamp(at / 1000, UTC)
    return [file for file in files if (made := _made_at(file)) and made <= erased]


def _made_at(file: Path) -> datetime | None:
    """Read when a copy was made from its name: ``maraude-STAMP.backup``, ``….before-STAMP``."""
    bare = file.name.removesuffix(".backup").removesuffix("-wal").removesuffix("-shm")
    try:
        return datetime.strptime(bare.rpartition("-")[2], STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
