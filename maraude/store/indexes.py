"""Local indexes over the records: who is found by which word, and who was met when."""

import json
from typing import Any, TypeVar

from maraude.domain.encounter import Encounter
from maraude.domain.person import Person
from maraude.domain.spot import Spot
from maraude.domain.text import searchable
from maraude.store.engine import Connection
from maraude.store.records import name_of, select

R = TypeVar("R")


def refresh(connection: Connection, *written: Any) -> None:
    """Bring the indexes up to records that were just written."""
    named = [record for record in written if isinstance(record, Person | Spot)]
    if named:
        _refresh_names(connection, named)
    encounters = [record for record in written if isinstance(record, Encounter)]
    if encounters:
        _refresh_met(connection, encounters)


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


def _refresh_names(connection: Connection, named: list[Person | Spot]) -> None:
    connection.executemany("DELETE FROM name WHERE record = ?", [(one.id,) for one in named])
    connection.executemany(
        "INSERT OR IGNORE INTO name VALUES (?, ?, ?)",
        [
            (name_of(type(record)), " ".join(words[start:]), record.id)
            for record in named
            if not record.deleted
            for words in _words(record)
            for start in range(len(words))
        ],
    )


def _words(record: Person | Spot) -> list[list[str]]:
    names = record.names if isinstance(record, Person) else (record.name,)
    return [searchable(name).split(" ") for name in names]


def _refresh_met(connection: Connection, encounters: list[Encounter]) -> None:
    connection.execute(
        "DELETE FROM met WHERE encounter IN (SELECT value FROM json_each(?))",
        (json.dumps([encounter.id for encounter in encounters]),),
    )
    connection.executemany(
        "INSERT INTO met VALUES (?, ?, ?)",
        [
            (person, encounter.at.isoformat(), encounter.id)
            for encounter in encounters
            if not encounter.deleted
            for person in encounter.people.persons
        ],
    )
