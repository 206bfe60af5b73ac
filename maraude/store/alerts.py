"""Alerts as stored."""

from collections.abc import Sequence

from maraude.domain.alert import Alert
from maraude.store import persons
from maraude.store.engine import Connection
from maraude.store.records import select

_OPEN = "closed_at IS NULL AND deleted = 0"
_FIRST = "ORDER BY severity, since DESC"


def open_now(connection: Connection, evening: str) -> tuple[Alert, ...]:
    """Give the alerts that hold on an evening (ISO date), the gravest first."""
    where = f"{_OPEN} AND (until IS NULL OR until >= ?) {_FIRST}"
    return tuple(select(connection, Alert, where, evening))


def open_about(connection: Connection, person: str | None, spot: str | None) -> tuple[Alert, ...]:
    """Give the alerts that are not closed of a person, else of a spot, the gravest first."""
    if person is None:
        return tuple(
            select(connection, Alert, f"spot = ? AND person IS NULL AND {_OPEN} {_FIRST}", spot)
        )
    files = persons.all_ids(connection, person)
    marks = ", ".join("?" * len(files))
    return tuple(select(connection, Alert, f"person IN ({marks}) AND {_OPEN} {_FIRST}", *files))


def of_tours(connection: Connection, tours: Sequence[str]) -> tuple[Alert, ...]:
    """Give the alerts that were raised on these tours, whatever became of them."""
    marks = ", ".join("?" * len(tours))
    return tuple(select(connection, Alert, f"tour IN ({marks}) AND deleted = 0 {_FIRST}", *tours))
