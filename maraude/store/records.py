"""Domain records as rows: columns named like the fields, lists and structures as JSON text."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache, cached_property
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from maraude.domain.evening import Evening
from maraude.protocol import documents
from maraude.store.engine import Connection

R = TypeVar("R")

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True)
class Table:
    """How one record type is stored. ``nested`` fields are JSON text, ``flags`` are 0 or 1."""

    type: str
    columns: tuple[str, ...]
    nested: frozenset[str]
    flags: frozenset[str]

    @cached_property
    def names(self) -> frozenset[str]:
        """The columns, without order."""
        return frozenset(self.columns)

    def row(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """Give column values for those fields of ``document`` that it holds.

        Fields without a column, which newer programs write, go into ``extra`` together.
        """
        row: dict[str, Any] = {}
        extra: dict[str, Any] = {}
        for name, value in document.items():
            if name in self.nested:
                row[name] = _encode(value).decode()
            elif name in self.names:
                row[name] = value
            else:
                extra[name] = value
        if extra:
            row["extra"] = _encode(extra).decode()
        return row

    def document(self, values: tuple[Any, ...]) -> dict[str, Any]:
        """Give the document of a row selected with ``columns`` after the id."""
        return {
            name: self._value(name, value) for name, value in zip(self.columns, values, strict=True)
        }

    def _value(self, name: str, value: Any) -> Any:
        if name in self.nested:
            return json.loads(value)
        return bool(value) if name in self.flags else value


def name_of(record_type: type[Any]) -> str:
    """Give the name of a record type, which is its table's."""
    return next(name for name, known in documents.TYPES.items() if known is record_type)


@cache
def table(type_name: str) -> Table:
    """Derive the table of a record type from its dataclass."""
    record_type = documents.TYPES[type_name]
    hints = get_type_hints(record_type)
    names = [field.name for field in fields(record_type) if field.name != "id"]
    return Table(
        type_name,
        tuple(names),
        frozenset(n for n in names if _is_nested(hints[n])),
        frozenset(n for n in names if hints[n] is bool or bool in get_args(hints[n])),
    )


def select(
    connection: Connection, record_type: type[R], where: str, *parameters: object
) -> Iterator[R]:
    """Give the records that ``where`` (SQL after WHERE, with ORDER BY and LIMIT) finds."""
    shape = table(name_of(record_type))
    columns = ", ".join(f'"{name}"' for name in shape.columns)
    query = f'SELECT id, {columns} FROM "{shape.type}" WHERE {where}'  # noqa: S608 - names are ours
    for identifier, *values in connection.execute(query, parameters):
        yield documents.from_document(shape.type, identifier, shape.document(tuple(values)))


def get(connection: Connection, record_type: type[R], identifier: str) -> R | None:
    """Give one record by its id, deleted or not; None where there is none."""
    return next(select(connection, record_type, "id = ?", identifier), None)


def told(connection: Connection, type_name: str, record: str) -> tuple[int, dict[str, Any]] | None:
    """Give the version and the whole document of a row, with fields that have no column."""
    shape = table(type_name)
    columns = ", ".join(f'"{name}"' for name in shape.columns)
    found = connection.execute(
        f'SELECT rv, extra, {columns} FROM "{type_name}" WHERE id = ?',  # noqa: S608 - names are ours
        (record,),
    ).fetchone()
    if found is None:
        return None
    rv, extra, *values = found
    return int(rv), {**shape.document(tuple(values)), **json.loads(extra)}


def put_merged(
    connection: Connection, type_name: str, merged: Iterable[tuple[str, int, dict[str, Any]]]
) -> None:
    """Write rows as the server merged them: id, row version and fields."""
    shape, defaults = table(type_name), documents.defaults(type_name)
    alike: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for identifier, rv, document in merged:
        row = shape.row({**defaults, **document})
        alike[tuple(row)].append((identifier, rv, *row.values()))
    for names, values in alike.items():
        columns = ", ".join(f'"{name}"' for name in ("id", "rv", *names))
        marks = ", ".join("?" * (len(names) + 2))
        updates = ", ".join(f'"{name}" = excluded."{name}"' for name in ("rv", *names))
        connection.executemany(
            f'INSERT INTO "{type_name}" ({columns}) VALUES ({marks})'  # noqa: S608 - the names are ours
            f" ON CONFLICT (id) DO UPDATE SET {updates}",
            values,
        )


def _is_nested(hint: Any) -> bool:
    """Tell whether JSON knows the type as a list or an object; an evening is a date there."""
    return get_origin(hint) is tuple or (is_dataclass(hint) and hint is not Evening)
