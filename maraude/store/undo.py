"""Taking back the last thing written in a scope, as a compensating change.

A scope is a tour or a person's file, by its id.
"""

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


def last(connection: Connection, scope: str) -> tuple[Step, ...]:
    """Give the steps of the scope's last transaction that was not undone, the latest first."""
    rows = connection.execute(
        "SELECT type, record, before FROM undo WHERE tx ="
        " (SELECT max(tx) FROM undo WHERE scope = ?) ORDER BY step DESC",
        (scope,),
    )
    return tuple(Step(t, record, json.loads(b) if b else None) for t, record, b in rows)


def latest_scope(connection: Connection) -> str | None:
    """Give the scope in which something was last written that can be undone."""
    row = connection.execute("SELECT scope FROM undo ORDER BY tx DESC LIMIT 1").fetchone()
    return row[0] if row else None


def apply(transaction: Transaction, scope: str) -> tuple[Any, ...]:
    """Take back the scope's last transaction; give its records as they are now, none if none."""
    connection = transaction.connection
    changed = []
    for step in last(connection, scope):
        (now,) = records.select(connection, documents.TYPES[step.type], "id = ?", step.record)
        old = {"deleted": True} if step.before is None else step.before
        document = {**documents.to_document(now), **old}
        restored = documents.from_document(step.type, step.record, document)
        transaction.save(restored)
        changed.append(restored)
    connection.execute(
        "DELETE FROM undo WHERE tx = (SELECT max(tx) FROM undo WHERE scope = ?)", (scope,)
    )
    return tuple(changed)


def forget(transaction: Transaction, scope: str) -> None:
    """Drop the scope's steps of undo: a tour that has ended."""
    transaction.connection.execute("DELETE FROM undo WHERE scope = ?", (scope,))


def forget_but_open_tours(transaction: Transaction) -> None:
    """Drop the steps of undo of all but the tours that are open: another evening begins."""
    transaction.connection.execute(
        "DELETE FROM undo WHERE scope NOT IN (SELECT id FROM tour WHERE ended_at IS NULL)"
    )
