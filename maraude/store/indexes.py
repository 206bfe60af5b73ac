"""Local indexes over the records: who is found by which word, and who was met when."""

from typing import Any, TypeVar

from maraude.domain.encounter import Encounter
from maraude.domain.person import Person
from maraude.domain.spot import Spot
from maraude.domain.text import searchable
from maraude.store.engine import Connection
from maraude.store.records import name_of, select

R = TypeVar("R")


def refresh(connection: Connection, record: Any) -> None:
    """Bring the indexes up to a record that was just written."""
    match record:
        case Person():
            _refresh_names(connection, record, record.names)
        case Spot():
            _refresh_names(connection, record, (record.name,))
        case Encounter():
            _refresh_met(connection, record)


def starting_with(
    connection: Connection, record_type: type[R], prefix: str, limit: int = 200
) -> tuple[R, ...]:
    """Give at most ``limit`` records of whose name a word starts with ``prefix``."""
    wanted = searchable(prefix)
    return tuple(
        select(
            connection,
            record_type,
            "deleted = 0 AND id IN (SELECT record FROM name"
            " WHERE type = ? AND folded >= ? AND folded < ?) LIMIT ?",
            name_of(record_type),
            wanted,
            f"{wanted}\U0010ffff",
            limit,
        )
    )


def _refresh_names(connection: Connection, record: Person | Spot, names: tuple[str, ...]) -> None:
    connection.execute("DELETE FROM name WHERE record = ?", (record.id,))
    if record.deleted:
        return
    all_words = [searchable(name).split(" ") for name in names]
    connection.executemany(
        "INSERT OR IGNORE INTO name VALUES (?, ?, ?)",
        [
            (name_of(type(record)), " ".join(words[start:]), record.id)
            for words in all_words
            for start in range(len(words))
        ],
    )


def _refresh_met(connection: Connection, encounter: Encounter) -> None:
    connection.execute("DELETE FROM met WHERE encounter = ?", (encounter.id,))
    if encounter.deleted:
        return
    connection.executemany(
        "INSERT INTO met VALUES (?, ?, ?)",
        [(person, encounter.at.isoformat(), encounter.id) for person in encounter.people.persons],
    )
