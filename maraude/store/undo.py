"""Taking back the last thing written in a tour, as a compensating change."""

import json
from dataclasses import dataclass
from typing import Any

from maraude.protocol import documents
from maraude.store import records
from maraude.store.engine import Connection
from maraude.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Step:
    """One record of an undoable transaction; ``before`` is None where it was new."""

    type: str
    record: str
    before: dict[str, Any] | None


def last(connection: Connection, tour: str) -> tuple[Step, ...]:
    """Give the steps of the tour's last transaction that was not undone, the latest first."""
    rows = connection.execute(
        "SELECT type, record, before FROM undo WHERE tx ="
        " (SELECT max(tx) FROM undo WHERE tour = ?) ORDER BY step DESC",
        (tour,),
    )
    return tuple(Step(t, record, json.loads(b) if b else None) for t, record, b in rows)


def latest_tour(connection: Connection) -> str | None:
    """Give the id of the tour in which something was last written that can be undone."""
    row = connection.execute("SELECT tour FROM undo ORDER BY tx DESC LIMIT 1").fetchone()
    return row[0] if row else None


def apply(transaction: Transaction, tour: str) -> tuple[Any, ...]:
    """Take back the tour's last transaction; give its records as they are now, none if none."""
    connection = transaction.connection
    changed = []
    for step in last(connection, tour):
        (now,) = records.select(connection, documents.TYPES[step.type], "id = ?", step.record)
        old = {"deleted": True} if step.before is None else step.before
        document = {**documents.to_document(now), **old}
        restored = documents.from_document(step.type, step.record, document)
        transaction.save(restored)
        changed.append(restored)
    connection.execute(
        "DELETE FROM undo WHERE tx = (SELECT max(tx) FROM undo WHERE tour = ?)", (tour,)
    )
    return tuple(changed)


def forget(transaction: Transaction, tour: str) -> None:
    """Drop the tour's steps of undo: it has ended."""
    transaction.connection.execute("DELETE FROM undo WHERE tour = ?", (tour,))
