"""All that a server's database holds, and all that its files keep."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg
from sqlalchemy import select

from maraude.server import tables
from maraude.server.database import Database


def contents(database: Database) -> bytes:
    """Everything that the tables hold, as bytes."""
    with database.read() as connection:
        rows = [
            value
            for table in tables.metadata.sorted_tables
            for row in connection.execute(select(table))
            for value in row
        ]
    return b"\n".join(v if isinstance(v, bytes) else str(v).encode() for v in rows)


def rewritten(postgres: str, name: str, work: Callable[[Database], None]) -> bytes:
    """Work in a database of its own; gives its files once its owner has rewritten the tables."""
    with psycopg.connect(postgres, autocommit=True) as owner:
        owner.execute(f"CREATE DATABASE {name}".encode())
        (folder,) = owner.execute("SHOW data_directory").fetchone() or ("",)
        query = "SELECT oid FROM pg_database WHERE datname = %s"
        (oid,) = owner.execute(query, (name,)).fetchone() or (0,)
    url = postgres.replace("/postgres?", f"/{name}?")
    with closing(Database(url)) as database:
        database.create_schema()
        work(database)
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as owner:
        owner.execute("VACUUM FULL change, row_state, conflict, quarantine")
        owner.execute("CHECKPOINT")
    files = (Path(folder) / "base" / str(oid)).iterdir()
    return b"".join(file.read_bytes() for file in files)
