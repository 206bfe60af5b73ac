"""Fields that hold several values, as the server last told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from maraude.domain.clock import HybridTime
from maraude.protocol import messages
from maraude.store.engine import Connection

_rivals = msgspec.json.Decoder(tuple[messages.Rival, ...])


@dataclass(frozen=True, slots=True)
class Rival:
    """One of the values: who wrote it, when by their laptop's clock, and as which change."""

    value: Any
    author: str
    at: datetime
    change: tuple[str, int]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field of a record and its values, the one that is shown first."""

    type: str
    record: str
    field: str
    rivals: tuple[Rival, ...]


def count(connection: Connection) -> int:
    """Count the fields in conflict."""
    (number,) = connection.execute("SELECT count(*) FROM conflict").fetchone()
    return int(number)


def listed(connection: Connection) -> tuple[Conflict, ...]:
    """Give every conflict, those of one record together."""
    rows = connection.execute(
        "SELECT type, record, field, rivals FROM conflict ORDER BY type, record, field"
    )
    return tuple(
        Conflict(type_name, record, field, tuple(map(_rival, _rivals.decode(rivals))))
        for type_name, record, field, rivals in rows
    )


def fields_of(connection: Connection, record: str) -> tuple[str, ...]:
    """Name the fields of a record that are in conflict."""
    rows = connection.execute(
        "SELECT field FROM conflict WHERE record = ? ORDER BY field", (record,)
    )
    return tuple(field for (field,) in rows)


def forget(connection: Connection, conflict: Conflict) -> None:
    """Drop a conflict that was settled here; the server tells whether it is for everyone."""
    connection.execute(
        "DELETE FROM conflict WHERE record = ? AND field = ?", (conflict.record, conflict.field)
    )


def _rival(told: messages.Rival) -> Rival:
    return Rival(
        msgspec.json.decode(told.value),
        told.author,
        HybridTime.parse(told.h).moment,
        (told.inc, told.n),
    )
