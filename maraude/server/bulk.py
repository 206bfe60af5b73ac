"""Many rows in one statement, by the fastest way of each database."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Table

_CHUNK = 500
_T = TypeVar("_T")


def insert(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows, each with a value for every column."""
    _write(connection, table, rows, "")


def upsert(
    connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]], key: Sequence[str] = ()
) -> None:
    """Insert rows, or put them in the place of those with the same ``key`` (the primary one)."""
    columns = [column.name for column in table.columns]
    keys = list(key) or [column.name for column in table.primary_key]
    places = ", ".join(f'"{name}" = excluded."{name}"' for name in columns if name not in keys)
    found = ", ".join(f'"{name}"' for name in keys)
    _write(connection, table, rows, f" ON CONFLICT ({found}) DO UPDATE SET {places}")


def chunks(items: Iterable[_T]) -> Iterator[list[_T]]:
    """Give items by as many as one query names."""
    rest = iter(items)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk


def _write(
    connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]], otherwise: str
) -> None:
    if not rows:
        return
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    head = f'INSERT INTO "{table.name}" ({names})'
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(table.columns))
        connection.exec_driver_sql(f"{head} VALUES ({marks}){otherwise}", list(rows))
        return
    # One array a column: faster than COPY and than a pipeline of single rows.
    types = (column.type.compile(connection.dialect) for column in table.columns)
    arrays = ", ".join(f"%b::{name}[]" for name in types)
    columns = tuple(list(column) for column in zip(*rows, strict=True))
    connection.exec_driver_sql(f"{head} SELECT * FROM unnest({arrays}){otherwise}", columns)
