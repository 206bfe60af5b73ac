"""Local indexes over the records: who is found by which word, and who was met when."""

from collections.abc import Mapping
from typing import Any, TypeVar

from maraude.domain.text import searchable
from maraude.store.engine import Connection, listed
from maraude.store.records import name_of, select

R = TypeVar("R")


def refresh(connection: Connection, type_name: str, written: Mapping[str, Any]) -> None:
    """Bring the indexes up to records of a type that were just written, given by their ids."""
    match type_name:
        case "person" | "spot":
            _refresh_names(connection, type_name, written)
        case "encounter":
            _refresh_met(connection, written)


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


def _refresh_names(connection: Connection, type_name: str, named: Mapping[str, Any]) -> None:
    connection.executemany("DELETE FROM name WHERE record = ?", [(id_,) for id_ in named])
    connection.executemany(
        "INSERT OR IGNORE INTO name VALUES (?, ?, ?)",
        [
            (type_name, " ".join(words[start:]), id_)
            for id_, record in named.items()
            if not record.deleted
            for words in _words(type_name, record)
            for start in range(len(words))
        ],
    )


def _words(type_name: str, record: Any) -> list[list[str]]:
    names = (record.called, *record.also_called) if type_name == "person" else (record.name,)
    return [searchable(name).split(" ") for name in names]


def _refresh_met(connection: Connection, encounters: Mapping[str, Any]) -> None:
    connection.execute(
        "DELETE FROM met WHERE encounter IN (SELECT value FROM json_each(?))",
        (listed(encounters),),
    )
    connection.executemany(
        "INSERT INTO met VALUES (?, ?, ?)",
        [
            (person, encounter.at.isoformat(), id_)
            for id_, encounter in encounters.items()
            if not encounter.deleted
            for person in dict.fromkeys(encounter.people.persons)
        ],
    )
