"""Rows that leave the laptop: out of its feeds, or erased for everyone."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import msgspec

from maraude.domain.encounter import Encounter
from maraude.domain.referral import Referral
from maraude.protocol import changes, documents
from maraude.store import drafts, records
from maraude.store.engine import Connection, listed

_NOTHING = msgspec.Raw(b"{}")
_LOCAL = ("unread", "shadow", "conflict", "name", "undo", "guest", "known")
_ABOUT = "person"
"""The field by which a row is about a person alone."""


def drop(connection: Connection, record: str) -> None:
    """Delete a row, and what was kept locally because of it.

    What feeds hold is the server's word: it stays until the server takes it back.
    """
    drop_of(connection, documents.TYPES, (record,))
    connection.execute("DELETE FROM redaction WHERE record = ?", (record,))


def drop_of(connection: Connection, types: Iterable[str], ids: Iterable[str]) -> None:
    """Delete rows, each of one of these types, as ``drop`` does; what is void of them stays so."""
    named = {"ids": listed(ids)}
    among = "IN (SELECT value FROM json_each(:ids))"
    for table in types:
        connection.execute(f'DELETE FROM "{table}" WHERE id {among}', named)  # noqa: S608 - the names are ours
    for table in _LOCAL:
        connection.execute(f"DELETE FROM {table} WHERE record {among}", named)  # noqa: S608 - the names are ours
    connection.execute(f"DELETE FROM met WHERE encounter {among} OR person {among}", named)  # noqa: S608 - ours


def about(connection: Connection, person: str) -> list[str]:
    """Give the ids of the rows that are about a person alone."""
    tables = [name for name in documents.TYPES if _ABOUT in records.table(name).names]
    queries = [f'SELECT id FROM "{name}" WHERE person = :p' for name in tables]  # noqa: S608 - the names are ours
    queries.append("SELECT record FROM unread WHERE json_extract(document, '$.person') = :p")
    query = " UNION ALL ".join(queries)
    return [record for (record,) in connection.execute(query, {"p": person})]


def erase(connection: Connection, record: str, *, own: bool) -> None:
    """Erase a person, or a row about them, for ever; ``own`` where it was said on this laptop.

    Also what is about the person, what is being typed about them, their place in encounters, which
    keep their counts, and the contents of all changes of these rows, which keep their numbers.
    Nothing is left in the database's files once the store is scrubbed.
    """
    _strip_lists(connection, record)
    _drop_typed(connection, record)
    for one in {record, *about(connection, record), *_written_about(connection, record)}:
        drop(connection, one)
        _void(connection, one)
    connection.execute(
        "INSERT INTO erasure (record, own) VALUES (?, ?) ON CONFLICT (record) DO UPDATE"
        " SET own = max(own, excluded.own), scrubbed = 0",
        (record, own),
    )


def erased(connection: Connection) -> dict[str, bool]:
    """Give the ids of those erased, and whether it was said on this laptop."""
    return {one: bool(own) for one, own in connection.execute("SELECT record, own FROM erasure")}


def erased_among(connection: Connection, persons: Iterable[str]) -> frozenset[str]:
    """Give which of some persons are erased."""
    named = listed(persons)
    query = "SELECT record FROM erasure WHERE record IN (SELECT value FROM json_each(?))"
    return frozenset(record for (record,) in connection.execute(query, (named,)))


def is_scrubbed(connection: Connection) -> bool:
    """Tell whether the files are rid of all that was erased."""
    query = "SELECT 1 FROM erasure WHERE scrubbed = 0 LIMIT 1"
    return connection.execute(query).fetchone() is None


def keep_scrubbed(connection: Connection, ids: Iterable[str]) -> None:
    """Keep that the files are rid of those erased."""
    connection.executemany(
        "UPDATE erasure SET scrubbed = 1 WHERE record = ?", [(one,) for one in ids]
    )


def _drop_typed(connection: Connection, person: str) -> None:
    """Drop what is kept of a form about a person, and their name on the line."""
    drafts.leave_out(connection, person)
    connection.execute("DELETE FROM meta WHERE key >= 'form.' AND instr(key, ?)", (person,))


def _strip_lists(connection: Connection, person: str) -> None:
    for referral in records.select(connection, Referral, "instr(persons, ?)", f'"{person}"'):
        row = records.table("referral").row(
            {"persons": [one for one in referral.persons if one != person]}
        )
        connection.execute(
            "UPDATE referral SET persons = ? WHERE id = ?", (row["persons"], referral.id)
        )
    for encounter in records.select(
        connection, Encounter, "id IN (SELECT encounter FROM met WHERE person = ?)", person
    ):
        others = tuple(one for one in encounter.people.persons if one != person)
        people = replace(encounter.people, persons=others)
        row = records.table("encounter").row(
            {"people": documents.to_document(replace(encounter, people=people))["people"]}
        )
        connection.execute(
            "UPDATE encounter SET people = ? WHERE id = ?", (row["people"], encounter.id)
        )


def _written_about(connection: Connection, person: str) -> list[str]:
    """Give the rows about a person of which changes are kept; not all are shown to their author."""
    name = msgspec.json.encode(person).decode()
    found = connection.execute(
        "SELECT record, line FROM (SELECT record, line FROM change UNION ALL"
        " SELECT record, line FROM guest) WHERE instr(line, CAST(? AS BLOB))",
        (name,),
    )
    return [record for record, line in found.fetchall() if _fields(line).get(_ABOUT) == person]


def _fields(line: bytes) -> dict[str, Any]:
    fields: dict[str, Any] = msgspec.json.decode(changes.reopen(line).f)
    return fields


def _void(connection: Connection, record: str) -> None:
    # What takes something away says nothing of anybody, and has to be heard.
    kept = connection.execute(
        "SELECT inc, n, line FROM change"
        " WHERE record = ? AND kind NOT IN ('void', 'erase', 'redact')",
        (record,),
    )
    for inc, n, line in kept.fetchall():
        void = msgspec.structs.replace(changes.reopen(line), k="void", b=0, f=_NOTHING, s=())
        connection.execute(
            "UPDATE change SET kind = 'void', line = ? WHERE inc = ? AND n = ?",
            (changes.encode(void), inc, n),
        )
