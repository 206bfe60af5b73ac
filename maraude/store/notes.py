"""Notes as stored."""

from maraude.domain.note import Note
from maraude.store import persons
from maraude.store.engine import Connection
from maraude.store.records import select

_HOLDS = "deleted = 0 AND (until IS NULL OR until >= ?) ORDER BY at DESC"
RECENT = 50


def transmissions(connection: Connection, evening: str) -> tuple[Note, ...]:
    """Give the last notes about nobody and no place that hold on an evening (ISO date)."""
    where = f"person IS NULL AND spot IS NULL AND {_HOLDS} LIMIT ?"
    return tuple(select(connection, Note, where, evening, RECENT))


def of_person(connection: Connection, person: str, evening: str) -> tuple[Note, ...]:
    """Give the notes on a person that hold on an evening (ISO date), the latest first."""
    files = persons.all_ids(connection, person)
    marks = ", ".join("?" * len(files))
    return tuple(select(connection, Note, f"person IN ({marks}) AND {_HOLDS}", *files, evening))
