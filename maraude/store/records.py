"""Domain records as rows: columns named like the fields, lists and structures as JSON text."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache, cached_property, lru_cache
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from maraude.domain.evening import Evening
from maraude.domain.feeds import SCOPE
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

    def whole(self, encoded: bytes) -> list[Any]:
        """Give the values of all columns, in their order, and of ``extra``, of a document's JSON.

        It has every field that has no default; ``documents.read`` tells.
        """
        try:
            values = list(msgspec.structs.astuple(self._decoder.decode(encoded)))
        except msgspec.ValidationError:  # a newer program has written more
            document = {**documents.defaults(self.type), **msgspec.json.decode(encoded)}
            row = {"extra": "{}", **self.row(document)}
            return [row[name] for name in (*self.columns, "extra")]
        for place in self._nested_at:
            values[place] = bytes(values[place]).decode()
        wide = len(self.columns)
        values[wide:] = [_scope(self._without_column, tuple(values[wide:]))]
        return values

    @cached_property
    def _nested_at(self) -> tuple[int, ...]:
        return tuple(n for n, name in enumerate(self.columns) if name in self.nested)

    @cached_property
    def _without_column(self) -> tuple[str, ...]:
        return tuple(name for name in SCOPE if name not in self.names)

    @cached_property
    def _decoder(self) -> msgspec.json.Decoder[Any]:
        """Takes documents of today's fields apart, and no others; what is nested stays JSON."""
        defaults = documents.defaults(self.type)
        shape: list[tuple[str, Any, Any]] = []
        for name in self.columns:
            default = defaults.get(name, msgspec.NODEFAULT)
            if name in self.nested and name in defaults:
                default = msgspec.Raw(_encode(default))
            kind = msgspec.Raw if name in self.nested else Any
            shape.append((name, kind, msgspec.field(default=default)))
        shape += [(n, str | msgspec.UnsetType, msgspec.UNSET) for n in self._without_column]
        known = msgspec.defstruct(self.type, shape, kw_only=True, forbid_unknown_fields=True)
        return msgspec.json.Decoder(known)

    def document(self, values: tuple[Any, ...]) -> dict[str, Any]:
        """Give the document of a row selected with ``columns`` after the id."""
        return {
            name: self._value(name, value) for name, value in zip(self.columns, values, strict=True)
        }

    def _value(self, name: str, value: Any) -> Any:
        if name in self.nested:
            return json.loads(value)
        return bool(value) if name in self.flags else value


@lru_cache(maxsize=64)
def _scope(names: tuple[str, ...], values: tuple[str | msgspec.UnsetType, ...]) -> str:
    """Give as JSON where a row belongs, as far as it says so: most of a laptop's say the same."""
    told = zip(names, values, strict=True)
    return _encode({name: value for name, value in told if value is not msgspec.UNSET}).decode()


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
    connection: Connection, type_name: str, merged: Iterable[tuple[str, int, bytes]]
) -> None:
    """Write rows as the server merged them: id, row version and the document's JSON."""
    shape = table(type_name)
    names = ("id", "rv", *shape.columns, "extra")
    columns = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" * len(names))
    updates = ", ".join(f'"{name}" = excluded."{name}"' for name in names[1:])
    connection.executemany(
        f'INSERT INTO "{type_name}" ({columns}) VALUES ({marks})'  # noqa: S608 - the names are ours
        f" ON CONFLICT (id) DO UPDATE SET {updates}",
        [(identifier, rv, *shape.whole(encoded)) for identifier, rv, encoded in merged],
    )


def _is_nested(hint: Any) -> bool:
    """Tell whether JSON knows the type as a list or an object; an evening is a date there."""
    return get_origin(hint) is tuple or (is_dataclass(hint) and hint is not Evening)
