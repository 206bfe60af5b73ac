"""Many rows in one statement, by the fastest way of each database."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Table,
    Text,
    any_,
    func,
    literal,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


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


def among(
    connection: Connection, column: Column[str], values: Iterable[str]
) -> ColumnElement[bool]:
    """Give the condition that a column has one of any number of values."""
    if connection.dialect.name == "sqlite":
        every = func.json_each(json.dumps(list(values))).table_valued("value")
        return column.in_(select(every.c.value))
    return column == any_(literal(list(values), ARRAY(Text)))


def contains(column: Column[bytes], part: bytes) -> ColumnElement[bool]:
    """Give the condition that bytes have ``part`` in them; it reads the whole table."""
    return _Contains(column, literal(part))


class _Contains(FunctionElement[bool]):
    """Each database has its own word for it."""

    type = Boolean()
    inherit_cache = True


@compiles(_Contains, "sqlite")
def _instr(element: _Contains, compiler: SQLCompiler, **options: Any) -> str:
    column, part = (compiler.process(one, **options) for one in element.clauses)
    return f"instr({column}, {part}) > 0"


@compiles(_Contains, "postgresql")
def _position(element: _Contains, compiler: SQLCompiler, **options: Any) -> str:
    column, part = (compiler.process(one, **options) for one in element.clauses)
    return f"position({part} IN {column}) > 0"


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
    statement = f"{head} SELECT * FROM unnest({arrays}){otherwise}"  # noqa: S608 - names are ours
    connection.exec_driver_sql(statement, columns)
