"""All that is kept about one person, withdrawn or not, and whoever else words may name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from maraude.domain.clock import HybridTime
from maraude.domain.encounter import Encounter
from maraude.domain.referral import Referral
from maraude.protocol import changes, documents
from maraude.store import records, removal
from maraude.store.engine import Connection
from maraude.store.records import R


@dataclass(frozen=True, slots=True)
class Held:
    """A record of a type, as its document, with fields that have no column."""

    type: str
    record: str
    document: dict[str, Any]


def document(connection: Connection, type_name: str, record: str) -> Held | None:
    """Give one record, None where there is none of that type and id."""
    found = records.told(connection, type_name, record)
    return Held(type_name, record, found[1]) if found else None


def about(connection: Connection, files: Sequence[str]) -> tuple[Held, ...]:
    """Give the person's own rows and those about them, in the order of the types."""
    ids = [*files, *(record for file in files for record in removal.about(connection, file))]
    found = (document(connection, name, record) for name in documents.TYPES for record in ids)
    return tuple(filter(None, found))


def unread(connection: Connection, files: Sequence[str]) -> int:
    """Count the rows about a person that only newer programs can read."""
    query = "SELECT count(*) FROM unread WHERE json_extract(document, '$.person') = ?"
    return sum(int(connection.execute(query, (file,)).fetchone()[0]) for file in files)


def encounters(connection: Connection, files: Sequence[str]) -> tuple[Encounter, ...]:
    """Give the encounters with a person, those taken back too, the latest first."""
    return tuple(sorted(_listing(connection, Encounter, "people", files), key=_at, reverse=True))


def referrals(connection: Connection, files: Sequence[str]) -> tuple[Referral, ...]:
    """Give the referrals of a person, those taken back too, the latest first."""
    return tuple(sorted(_listing(connection, Referral, "persons", files), key=_at, reverse=True))


def corrections(
    connection: Connection, ids: Sequence[str]
) -> Iterator[tuple[HybridTime, str, dict[str, Any]]]:
    """Give the changes of rows that this laptop made and still keeps: when, type, fields."""
    for record in ids:
        kept = connection.execute(
            "SELECT type, line FROM change WHERE record = ? AND kind = 'patch' ORDER BY h",
            (record,),
        )
        for type_name, line in kept.fetchall():
            change = changes.reopen(line)
            yield HybridTime.parse(change.h), type_name, msgspec.json.decode(change.f)


def names_of_others(connection: Connection, files: Sequence[str]) -> frozenset[str]:
    """Give what everybody but one person is called: people met, volunteers, referents."""
    marks = ", ".join("?" * len(files))
    known = connection.execute(
        f"SELECT called FROM person WHERE id NOT IN ({marks})"  # noqa: S608 - marks only
        f" UNION SELECT value FROM person, json_each(also_called) WHERE person.id NOT IN ({marks})"
        f" UNION SELECT referent FROM person WHERE id NOT IN ({marks})"
        f" UNION SELECT first_name FROM person_identity WHERE person NOT IN ({marks})"
        f" UNION SELECT last_name FROM person_identity WHERE person NOT IN ({marks})"
        " UNION SELECT json_extract(value, '$.name') FROM tour, json_each(members)"
        " UNION SELECT substr(author, instr(author, ':') + 1) FROM change",
        tuple(files) * 5,
    )
    return frozenset(name for (name,) in known if name)


def _listing(
    connection: Connection, record_type: type[R], column: str, files: Sequence[str]
) -> list[R]:
    """Give the records of which a list names one of the files."""
    wherever = " OR ".join(f"instr({column}, ?)" for _file in files)
    quoted = (f'"{file}"' for file in files)
    return list(records.select(connection, record_type, wherever, *quoted))


def _at(record: Any) -> Any:
    return record.at
