"""People's files as stored."""

from datetime import datetime

from maraude.domain.person import Person
from maraude.store import indexes
from maraude.store.engine import Connection
from maraude.store.records import select


def starting_with(connection: Connection, prefix: str) -> tuple[Person, ...]:
    """Give the persons of whose name a word starts with ``prefix``; those last met come first."""
    found = indexes.starting_with(connection, Person, prefix)
    met = last_met(connection, tuple(person.id for person in found))
    return tuple(
        sorted(found, key=lambda p: (-met[p.id].timestamp() if p.id in met else 0, p.called))
    )


def last_met(connection: Connection, persons: tuple[str, ...]) -> dict[str, datetime]:
    """Give when each person was last in an encounter, by id; those who never were are absent."""
    marks = ", ".join("?" * len(persons))
    rows = connection.execute(
        f"SELECT person, max(at) FROM met WHERE person IN ({marks}) GROUP BY person",  # noqa: S608 - marks only
        persons,
    )
    return {person: datetime.fromisoformat(at) for person, at in rows}


def called(connection: Connection, persons: tuple[str, ...]) -> dict[str, str]:
    """Give what to call each person, by id."""
    marks = ", ".join("?" * len(persons))
    return {p.id: p.called for p in select(connection, Person, f"id IN ({marks})", *persons)}
