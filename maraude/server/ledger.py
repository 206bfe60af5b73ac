"""The ids of erased persons in a file that no backup holds and no restore takes back."""

import os
from pathlib import Path

from sqlalchemy import Connection, select

from maraude.server import retention
from maraude.server.tables import erasure as erased


def keep(connection: Connection, path: Path) -> None:
    """Write down whoever the database says is erased and the file does not."""
    known = read(path)
    missing = set(connection.execute(select(erased.c.row)).scalars()) - known
    if not missing:
        return
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.writelines(f"{id_}\n" for id_ in sorted(missing))
        stream.flush()
        os.fsync(stream.fileno())


def read(path: Path) -> frozenset[str]:
    """Give the ids; none where there is no file."""
    try:
        return frozenset(path.read_text(encoding="utf-8").split())
    except FileNotFoundError:
        return frozenset()


def replay(connection: Connection, path: Path, at: int) -> int:
    """Erase again whoever a restore has brought back, with their notes: nobody reads those again.

    Counted.
    """
    known = set(connection.execute(select(erased.c.row)).scalars())
    back = sorted(read(path) - known)
    retention.forget(connection, back, at)
    return len(back)
