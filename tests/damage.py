"""Damage to the pages of a database, as a failing disk leaves it."""

from contextlib import closing
from pathlib import Path

from maraude import paths
from maraude.store import engine


def damage_table(home: Path, key: bytes, table: str) -> None:
    """Change bytes in the first page of a table of the closed work database in ``home``."""
    with closing(engine.connect(paths.database(home), key)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)
        ).fetchone()
    content = bytearray(paths.database(home).read_bytes())
    start = (page - 1) * engine.PAGE_BYTES
    content[start + 200 : start + 240] = bytes(40)
    paths.database(home).write_bytes(content)
