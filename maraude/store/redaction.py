"""Texts voided for ever: in rows, in what lies under them, and in all that was kept of them."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from maraude.domain import free_text
from maraude.domain.free_text import VOID
from maraude.protocol import changes, documents
from maraude.protocol.changes import Change
from maraude.protocol.documents import Record
from maraude.protocol.messages import Row, Voided
from maraude.protocol.rows import canonical
from maraude.store import records
from maraude.store.engine import Connection, listed

_BY_NAME = "json_array(type, record, field, stamp)"


@dataclass(frozen=True, slots=True)
class Redacted:
    """A field of a record that was voided; ``stamp`` tells this time from every other."""

    type: str
    record: str
    field: str
    stamp: str

    @classmethod
    def parse(cls, name: str) -> "Redacted | None":
        """Read the name that a ledger has for it; None where it is a person's."""
        return cls(*json.loads(name)) if name.startswith("[") else None


def void(connection: Connection, type_name: str, record: str, names: Collection[str]) -> None:
    """Void fields of a record in all that there is of it here, as it is now."""
    shown = ", ".join(f'"{name}" = ?' for name in names)
    connection.execute(
        f'UPDATE "{type_name}" SET {shown} WHERE id = ?',  # noqa: S608 - the names are ours
        (*(VOID for _ in names), record),
    )
    for name in names:
        connection.execute(
            "UPDATE shadow SET document = json_replace(document, ?, ?) WHERE record = ?",
            (f"$.{name}", VOID, record),
        )
        connection.execute("DELETE FROM conflict WHERE record = ? AND field = ?", (record, name))
        _forget(connection, record, name, None)


def keep_own(connection: Connection, redacted: Iterable[Redacted]) -> None:
    """Keep that fields were voided at the word of this laptop, which the files still have."""
    connection.executemany(
        "INSERT INTO redaction (type, record, field, stamp, own) VALUES (?, ?, ?, ?, 1)"
        " ON CONFLICT (record, field) DO UPDATE"
        " SET stamp = excluded.stamp, own = 1, scrubbed = 0, seen = rv",
        [(one.type, one.record, one.field, one.stamp) for one in redacted],
    )


def keep_told(connection: Connection, redacted: Redacted) -> None:
    """Keep that a field was voided, as others said."""
    connection.execute(
        "INSERT OR REPLACE INTO redaction (type, record, field, stamp, own) VALUES (?, ?, ?, ?, 0)",
        (redacted.type, redacted.record, redacted.field, redacted.stamp),
    )


def carry_out(connection: Connection, found: Sequence[Row]) -> None:
    """Void what the server says is void of rows, before they are laid here."""
    for row in found:
        for name, voided in row.v.items():
            if name in free_text.of(row.t):
                _carry_out(connection, row, name, voided)


def unheard(connection: Connection) -> Mapping[str, frozenset[str]]:
    """Give the fields, by their record, of which the server has not heard that they are void.

    Where it has told of another time since, it may have, though it did not say so here.
    """
    rows = connection.execute(
        "SELECT record, field FROM redaction WHERE own = 1 AND rv = seen AND EXISTS (SELECT 1"
        " FROM change WHERE change.record = redaction.record AND kind = 'redact' AND acked = 0)"
    )
    found: defaultdict[str, set[str]] = defaultdict(set)
    for record, name in rows:
        found[record].add(name)
    return {record: frozenset(names) for record, names in found.items()}


def without(unheard: Mapping[str, frozenset[str]], record: str, encoded: bytes) -> bytes:
    """Give the fields of a row with those void of which the server has not heard that they are."""
    void = unheard.get(record)
    if not void:
        return encoded
    fields = msgspec.json.decode(encoded)
    return canonical({**fields, **dict.fromkeys(void & fields.keys(), VOID)})


def is_own(connection: Connection, record: str, name: str, text: str) -> bool:
    """Tell whether all that a field says was written here, as far as that is still kept."""
    incs = {inc for (inc,) in connection.execute("SELECT DISTINCT inc FROM change")}
    rivals = connection.execute(
        "SELECT json_extract(value, '$[3]') FROM conflict, json_each(rivals)"
        " WHERE record = ? AND field = ?",
        (record, name),
    )
    if any(inc not in incs for (inc,) in rivals):
        return False
    own = connection.execute(
        "SELECT line FROM change WHERE record = ? AND kind IN ('put', 'patch')", (record,)
    )
    said = (msgspec.json.decode(changes.reopen(line).f).get(name) for (line,) in own)
    return text == VOID or text in said


def find(connection: Connection, record: str) -> Record | None:
    """Give a record of any type that has words, by its id; None where there is none."""
    for type_name, record_type in documents.TYPES.items():
        found: Record | None = records.get(connection, record_type, record)
        if found and free_text.of(type_name):
            return found
    return None


def told_at(connection: Connection, record: str) -> int:
    """Give the version at which the server last told that a text of a record is void, 0 if none."""
    query = "SELECT coalesce(max(rv), 0) FROM redaction WHERE record = ?"
    (rv,) = connection.execute(query, (record,)).fetchone()
    return int(rv)


def at_the_door(connection: Connection, change: Change, line: bytes) -> bytes:
    """Give the line of another laptop's change without the texts that are void here."""
    rows = connection.execute(
        "SELECT field FROM redaction WHERE record = ? AND (rv > ? OR rv = seen)",
        (change.r, change.b),
    )
    return changes.without(line, [name for (name,) in rows])


def named(connection: Connection) -> dict[str, bool]:
    """Give the names of what was voided, and whether that was said on this laptop."""
    rows = connection.execute(f"SELECT {_BY_NAME}, own FROM redaction")  # noqa: S608 - ours
    return {name: bool(own) for name, own in rows}


def is_scrubbed(connection: Connection) -> bool:
    """Tell whether the files are rid of all that was voided."""
    query = "SELECT 1 FROM redaction WHERE scrubbed = 0 LIMIT 1"
    return connection.execute(query).fetchone() is None


def keep_scrubbed(connection: Connection, names: Iterable[str]) -> None:
    """Keep that the files are rid of what was voided under these names."""
    connection.execute(
        f"UPDATE redaction SET scrubbed = 1 WHERE {_BY_NAME}"  # noqa: S608 - ours
        " IN (SELECT value FROM json_each(?))",
        (listed(names),),
    )


def _carry_out(connection: Connection, row: Row, name: str, voided: Voided) -> None:
    known = connection.execute(
        "SELECT rv FROM redaction WHERE record = ? AND field = ?", (row.r, name)
    ).fetchone()
    if known and known[0] >= voided.rv:
        return
    held = connection.execute(
        f'SELECT "{name}" != ? FROM "{row.t}" WHERE id = ?',  # noqa: S608 - the names are ours
        (VOID, row.r),
    ).fetchone()
    found = _forget(connection, row.r, name, voided)
    # What is void here by this laptop's own word has left the files by it.
    clean = not found and (held is None or (known is not None and not held[0]))
    connection.execute(
        "INSERT INTO redaction (record, field, type, rv, stamp, own, scrubbed)"
        " VALUES (:record, :field, :type, :rv, :stamp, 0, :scrubbed)"
        " ON CONFLICT (record, field) DO UPDATE"
        " SET rv = :rv, scrubbed = min(scrubbed, :scrubbed)",
        {
            "record": row.r,
            "field": name,
            "type": row.t,
            "rv": voided.rv,
            "stamp": str(voided.rv),
            "scrubbed": clean,
        },
    )


def _forget(connection: Connection, record: str, name: str, voided: Voided | None) -> bool:
    """Take a text out of what is kept of a record, written without knowing that it is void.

    Tells whether there was any.
    """
    steps = _forget_undo(connection, record, name)
    typed = connection.execute("DELETE FROM draft WHERE editing = ?", (record,)).rowcount
    written = _forget_written(connection, record, name, voided)
    return bool(steps + typed + written)


def _forget_undo(connection: Connection, record: str, name: str) -> int:
    rows = connection.execute(
        "SELECT rowid, before FROM undo WHERE record = ? AND before IS NOT NULL", (record,)
    ).fetchall()
    taken = 0
    for rowid, encoded in rows:
        before = json.loads(encoded)
        if before.pop(name, VOID) == VOID:
            continue
        taken += 1
        if before:
            left = json.dumps(before, ensure_ascii=False)
            connection.execute("UPDATE undo SET before = ? WHERE rowid = ?", (left, rowid))
        else:
            connection.execute("DELETE FROM undo WHERE rowid = ?", (rowid,))
    return taken


def _forget_written(connection: Connection, record: str, name: str, voided: Voided | None) -> int:
    """Take a text out of this laptop's changes, and out of others' that a file brought."""
    taken = 0
    own = connection.execute(
        "SELECT rowid, line FROM change WHERE record = ? AND kind IN ('put', 'patch')", (record,)
    )
    since = _place_of(connection, voided)
    for rowid, line in own.fetchall():
        left = changes.without(line, [name])
        aware = voided and (voided.rv <= changes.reopen(line).b or rowid > since)
        if left != line and not aware:
            connection.execute("UPDATE change SET line = ? WHERE rowid = ?", (left, rowid))
            taken += 1
    rows = connection.execute("SELECT rowid, inc, line FROM guest WHERE record = ?", (record,))
    for rowid, inc, line in rows.fetchall():
        left, written = changes.without(line, [name]), changes.reopen(line)
        aware = voided and (voided.rv <= written.b or (inc == voided.inc and written.n > voided.n))
        if left != line and not aware:
            connection.execute("UPDATE guest SET line = ? WHERE rowid = ?", (left, rowid))
            taken += 1
    return taken


def _place_of(connection: Connection, voided: Voided | None) -> float:
    """Give after which of its own changes this laptop knew that a text is void."""
    found = (
        voided
        and connection.execute(
            "SELECT rowid FROM change WHERE inc = ? AND n = ?", (voided.inc, voided.n)
        ).fetchone()
    )
    return float(found[0]) if found else float("inf")
