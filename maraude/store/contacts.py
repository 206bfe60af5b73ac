"""When people were last met, as stored. Who was absent, asleep or approached was not met."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from maraude.domain.clock import HybridTime
from maraude.domain.encounter import MET
from maraude.store.engine import Connection, listed

_CONTACTS = listed(sorted(MET))
_IS_MET = (
    "SELECT {what} FROM met JOIN encounter ON encounter.id = met.encounter"
    " WHERE met.person = person.id AND encounter.contact IN (SELECT value FROM json_each(:met))"
)


def count(connection: Connection) -> int:
    """Count all files, those merged into others too."""
    (files,) = connection.execute("SELECT count(*) FROM person").fetchone()
    return int(files)


def not_met_since(connection: Connection, since: datetime) -> list[tuple[str, ...]]:
    """Give the persons whom nobody met since a moment, by their files, that which goes on first.

    A person whose files are merged in a circle is left out: no file goes on.
    """
    into = dict(
        connection.execute("SELECT id, merged_into FROM person WHERE merged_into IS NOT NULL")
    )
    quiet = connection.execute(
        f"SELECT id FROM person WHERE NOT EXISTS ({_IS_MET.format(what='1')} AND met.at >= :since)",  # noqa: S608 - ours
        {"met": _CONTACTS, "since": since.isoformat()},
    )
    names = {name for (name,) in connection.execute("SELECT id FROM person")}
    quiet_ids = {name for (name,) in quiet}
    groups: dict[str, list[str]] = defaultdict(list)
    for name in names:
        if head := _head(into, names, name):
            groups[head].append(name)
    return [
        (head, *sorted(set(files) - {head}))
        for head, files in groups.items()
        if quiet_ids.issuperset(files)
    ]


def last(connection: Connection, files: Iterable[str]) -> dict[str, datetime]:
    """Give when each was last met; those who never were are absent."""
    rows = connection.execute(
        f"SELECT id, ({_IS_MET.format(what='max(met.at)')}) AS at FROM person"  # noqa: S608 - ours
        " WHERE id IN (SELECT value FROM json_each(:files)) AND at IS NOT NULL",
        {"met": _CONTACTS, "files": listed(files)},
    )
    return {person: datetime.fromisoformat(at) for person, at in rows}


def begun(connection: Connection, files: Iterable[str]) -> dict[str, datetime]:
    """Give when files were begun, as far as this laptop keeps the change that did it."""
    rows = connection.execute(
        "SELECT record, min(h) FROM change WHERE kind = 'put'"
        " AND record IN (SELECT value FROM json_each(?)) GROUP BY record",
        (listed(files),),
    )
    return {record: HybridTime.parse(h).moment for record, h in rows}


def waiting(connection: Connection, files: Iterable[str]) -> frozenset[str]:
    """Give of whom something is not on the server yet: of their file, or that names them."""
    lines = connection.execute(
        "SELECT line FROM change WHERE acked = 0 UNION ALL SELECT line FROM guest"
    ).fetchall()
    names = {one: msgspec.json.encode(one) for one in files}
    return frozenset(one for one, name in names.items() if any(name in line for (line,) in lines))


def _head(into: Mapping[str, str], names: set[str], file: str) -> str:
    seen: set[str] = set()
    while file not in seen:
        seen.add(file)
        if into.get(file) not in names:
            return file
        file = into[file]
    return ""
