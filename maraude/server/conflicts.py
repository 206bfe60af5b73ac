"""The conflicts there are and were, each with all its values."""

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, or_, select

from maraude.domain import merge
from maraude.protocol.messages import Rival
from maraude.server import bulk
from maraude.server.rows import Stored
from maraude.server.tables import conflict

Rivals = dict[str, tuple[Rival, ...]]

_rivals = msgspec.json.Decoder(tuple[Rival, ...])


def rivals(row: merge.Row | None) -> Rivals:
    """Give the fields of a row that hold distinct values, the shown one first."""
    if row is None or not row.traces:
        return {}
    return {
        name: tuple(_rival(candidate) for candidate in standing)
        for name, standing in merge.conflicts(row).items()
    }


def read_rivals(encoded: bytes | None) -> tuple[Rival, ...]:
    """Read the values that a conflict had; an erased one has none."""
    return _rivals.decode(encoded) if encoded else ()


def record(
    connection: Connection, before: Mapping[str, Stored], after: Mapping[str, Stored], at: int
) -> None:
    """Open, extend and close the conflicts of rows that have changed."""
    disputed: dict[str, Rivals] = {}
    for id_, stored in after.items():
        earlier = before.get(id_)
        now = rivals(stored.merged)
        if now or (earlier and rivals(earlier.merged)):
            disputed[id_] = now
    if not disputed:
        return
    kept = _kept(connection, list(disputed), at)
    values: list[tuple[Any, ...]] = []
    for id_, now in disputed.items():
        fields = now.keys() | {field for row, field in kept if row == id_}
        for field in sorted(fields):
            opened, held = kept.get((id_, field), (at, ()))
            found = now.get(field, ())
            every = {(one.inc, one.n): one for one in (*held, *found)}
            encoded = msgspec.json.encode(tuple(every.values()))
            values.append((id_, field, opened, encoded, None if found else at))
    bulk.upsert(connection, conflict, values)


def _kept(
    connection: Connection, ids: list[str], at: int
) -> dict[tuple[str, str], tuple[int, tuple[Rival, ...]]]:
    """Give the conflicts of rows that are open, or were opened in this very moment."""
    table = conflict.c
    query = select(table.row, table.field, table.opened_at, table.rivals).where(
        bulk.among(connection, table.row, ids),
        or_(table.closed_at.is_(None), table.opened_at == at),
    )
    return {
        (id_, field): (opened, read_rivals(encoded))
        for id_, field, opened, encoded in connection.execute(query)
    }


def _rival(candidate: merge.Candidate) -> Rival:
    stamp = candidate.stamp
    value = msgspec.Raw(msgspec.json.encode(candidate.value))
    return Rival(value, stamp.author, stamp.h, stamp.inc, stamp.n)
