"""People's files as stored. A file merged into another is found through that one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from maraude.domain.person import Person
from maraude.store import indexes
from maraude.store.engine import Connection
from maraude.store.records import get, select


@dataclass(frozen=True, slots=True)
class LastMet:
    """When (UTC) and at which spot a person was in an encounter."""

    at: datetime
    spot: str | None


def starting_with(connection: Connection, prefix: str) -> tuple[Person, ...]:
    """Give the persons of whom a name has a word that starts so; those last met come first."""
    found = _heads(connection, indexes.starting_with(connection, Person, prefix))
    met = last_met(connection, [person.id for person in found])
    return tuple(
        sorted(found, key=lambda p: (-met[p.id].at.timestamp() if p.id in met else 0, p.called))
    )


def by_code(connection: Connection, code: str) -> Person | None:
    """Give the person of a code."""
    found = tuple(select(connection, Person, "code = ? AND deleted = 0", code))
    return next(iter(_heads(connection, found)), None)


def fresh_code(connection: Connection, draw: Callable[[], str]) -> str:
    """Draw codes until there is one that no file here has."""
    taken = "SELECT 1 FROM person WHERE code = ?"
    return next(c for c in iter(draw, "") if not connection.execute(taken, (c,)).fetchone())


def recently_met(connection: Connection, limit: int) -> tuple[Person, ...]:
    """Give at most ``limit`` persons, those last met first, then those never met."""
    rows = connection.execute(
        "SELECT person FROM encounter CROSS JOIN met ON met.encounter = encounter.id"
        " ORDER BY encounter.at DESC LIMIT ?",
        (8 * limit,),
    ).fetchall()
    met = _heads(connection, by_ids(connection, dict.fromkeys(person for (person,) in rows)))
    if len(met) >= limit:
        return met[:limit]
    others = select(
        connection,
        Person,
        "deleted = 0 AND merged_into IS NULL AND id NOT IN (SELECT person FROM met)"
        " ORDER BY rowid DESC LIMIT ?",
        limit - len(met),
    )
    return (*met, *others)


def names(connection: Connection) -> list[tuple[str, str]]:
    """Give every name that a person may be searched by, folded, with the person's id."""
    return connection.execute("SELECT folded, record FROM name WHERE type = 'person'").fetchall()


def by_ids(connection: Connection, ids: Iterable[str]) -> tuple[Person, ...]:
    """Give the persons of some ids, in their order, but for those deleted."""
    wanted = list(ids)
    marks = ", ".join("?" * len(wanted))
    found = {
        person.id: person
        for person in select(connection, Person, f"id IN ({marks}) AND deleted = 0", *wanted)
    }
    return tuple(found[one] for one in wanted if one in found)


def head(connection: Connection, person: Person) -> Person:
    """Give the file that goes on for a person: itself, or the one that it was merged into."""
    seen = {person.id}
    while person.merged_into and person.merged_into not in seen:
        seen.add(person.merged_into)
        into = get(connection, Person, person.merged_into)
        if into is None or into.deleted:
            break
        person = into
    return person


def heads(connection: Connection, ids: Iterable[str]) -> tuple[Person, ...]:
    """Give the files that go on for some ids, each once."""
    return _heads(connection, by_ids(connection, ids))


def all_ids(connection: Connection, person: str) -> tuple[str, ...]:
    """Give the ids of a person's file and of those merged into it."""
    rows = connection.execute(
        "WITH RECURSIVE same (id) AS (VALUES (?) UNION"
        " SELECT person.id FROM person JOIN same ON person.merged_into = same.id)"
        " SELECT id FROM same",
        (person,),
    )
    return tuple(identifier for (identifier,) in rows)


def restricted(connection: Connection) -> frozenset[str]:
    """Give the ids of the files that are frozen: with one file of a person, all of theirs are."""
    rows = connection.execute(
        "WITH RECURSIVE up (id) AS (SELECT id FROM person WHERE restricted = 1 UNION"
        " SELECT person.merged_into FROM person JOIN up ON person.id = up.id"
        " WHERE person.merged_into IS NOT NULL),"
        " same (id) AS (SELECT id FROM up UNION"
        " SELECT person.id FROM person JOIN same ON person.merged_into = same.id)"
        " SELECT id FROM same"
    )
    return frozenset(identifier for (identifier,) in rows)


def last_met(connection: Connection, persons: Sequence[str]) -> dict[str, LastMet]:
    """Give when and where each person was last in an encounter; those who never were are absent.

    Encounters under a file merged into theirs count.
    """
    return {
        person: LastMet(datetime.fromisoformat(at), spot)
        for person in persons
        for at, spot in _last_encounter(connection, all_ids(connection, person))
    }


def called(connection: Connection, persons: Sequence[str]) -> dict[str, str]:
    """Give what to call each person, by id."""
    known = by_ids(connection, dict.fromkeys(persons))
    return {person.id: head(connection, person).called for person in known}


def _last_encounter(connection: Connection, files: tuple[str, ...]) -> list[tuple[str, str | None]]:
    marks = ", ".join("?" * len(files))
    return connection.execute(
        "SELECT met.at, encounter.spot FROM met JOIN encounter ON encounter.id = met.encounter"  # noqa: S608 - marks only
        f" WHERE met.person IN ({marks}) ORDER BY met.at DESC LIMIT 1",
        files,
    ).fetchall()


def _heads(connection: Connection, found: Iterable[Person]) -> tuple[Person, ...]:
    heads = (head(connection, person) for person in found)
    return tuple({person.id: person for person in heads if not person.deleted}.values())
