"""Merged rows as the server keeps them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, select

from maraude.domain import merge, policies
from maraude.domain.merge import Candidate, Overtaken, Stamp
from maraude.protocol import rows as wire
from maraude.server import bulk
from maraude.server.tables import row_state


@dataclass(frozen=True, slots=True)
class Stored:
    """A row of a type at version ``rv``; ``merged`` is None once it is erased.

    A row is ``mended`` where a value is not what changes of laptops alone would make it.
    """

    type: str
    rv: int
    merged: merge.Row | None
    mended: bool = False


class Meta(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """Where a row's values come from: stamps and candidates as lists, to be small."""

    base: list[Any]
    traces: dict[str, list[tuple[Any, list[Any], list[list[Any]]]]] = {}
    mended: bool = False
    overtaken: dict[str, list[tuple[str, int, list[Any]]]] = {}

    def is_disputed(self) -> bool:
        """Tell whether a field may hold distinct values."""
        # Most rows have none: to begin a generator for each costs more than to look.
        return bool(self.traces) and any(len(held) > 1 for held in self.traces.values())

    def put_by(self, inc: str, type_name: str, known: int) -> int | None:
        """Give the number of the change of ``inc`` that made the row, if it made all of it.

        ``known`` is the last number that the laptop has: one restored from a backup lacks others.

        The order of a set's elements is the server's, so that a merged set is nobody's own.
        """
        if self.mended or self.base[1] != inc or self.base[2] > known:
            return None
        for name, held in self.traces.items():
            if policies.is_set(type_name, name) or any(
                stamp[1] != inc or stamp[2] > known for _, stamp, _ in held
            ):
                return None
        number: int = self.base[2]
        return number


_meta = msgspec.json.Decoder(Meta)
_NO_META = Meta([])


def load(connection: Connection, ids: Iterable[str]) -> dict[str, Stored]:
    """Give the rows among ``ids`` that exist."""
    query = select(row_state).where(bulk.among(connection, row_state.c.row, ids))
    return {row.row: _stored(row) for row in connection.execute(query)}


def save(connection: Connection, changed: dict[str, Stored]) -> dict[str, int]:
    """Write rows; give the digests of those that are not erased."""
    values, digests = [], {}
    for id_, stored in changed.items():
        row = stored.merged
        document = None if row is None else wire.canonical(row.document)
        if document is not None:
            digests[id_] = wire.digest(stored.type, id_, document)
        meta = msgspec.json.encode(_to_meta(stored))
        values.append((id_, stored.type, stored.rv, document, meta, row is None))
    bulk.upsert(connection, row_state, values)
    return digests


def read_meta(encoded: bytes) -> Meta:
    """Read a row's meta."""
    return _meta.decode(encoded)


def merged(type_name: str, rv: int, document: bytes, meta: Meta) -> merge.Row:
    """Give the row that is kept as ``document`` and ``meta``."""
    traces = {name: tuple(_candidate(*held) for held in all_) for name, all_ in meta.traces.items()}
    overtaken = {
        name: tuple(Overtaken(inc, n, Stamp(*by)) for inc, n, by in found)
        for name, found in meta.overtaken.items()
    }
    shown = msgspec.json.decode(document)
    return merge.Row(type_name, rv, shown, Stamp(*meta.base), traces, overtaken)


def _stored(row: Row[Any]) -> Stored:
    if row.erased:
        return Stored(row.type, row.rv, None)
    meta = read_meta(row.meta)
    return Stored(row.type, row.rv, merged(row.type, row.rv, row.document, meta), meta.mended)


def _to_meta(stored: Stored) -> Meta:
    row = stored.merged
    if row is None:
        return _NO_META
    traces = {
        name: [
            (one.value, _listed(one.stamp), [_listed(stamp) for stamp in one.gone]) for one in held
        ]
        for name, held in row.traces.items()
    }
    overtaken = {
        name: [(one.inc, one.n, _listed(one.by)) for one in found]
        for name, found in row.overtaken.items()
    }
    return Meta(_listed(row.base), traces, stored.mended, overtaken)


def _listed(stamp: Stamp) -> list[Any]:
    return [stamp.rv, stamp.inc, stamp.n, stamp.h, stamp.author]


def _candidate(value: Any, stamp: list[Any], gone: list[list[Any]]) -> Candidate:
    return Candidate(value, Stamp(*stamp), tuple(Stamp(*one) for one in gone))
