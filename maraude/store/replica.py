"""What the server has told of merged rows, under the changes that it has not yet acknowledged.

A row is in the feeds by which it came (``held``); it leaves the laptop with the last of them,
but never before the laptop's own changes of it are on the server.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import msgspec

from maraude.domain import mentions
from maraude.domain.text import clean, is_plain
from maraude.protocol import documents, rows
from maraude.protocol.changes import Change
from maraude.protocol.messages import Gone, Own, Row
from maraude.store import guests, indexes, outbox, overlay, records, redaction, removal
from maraude.store.engine import Connection, listed

_LOW = (1 << 30) - 1


class UnknownOwnError(LookupError):
    """The server takes for known what the laptop no longer has."""


class Merged(msgspec.Struct, frozen=True):
    """A row's fields, as JSON, at version ``rv`` (0: the server has told of none)."""

    type: str
    record: str
    rv: int
    encoded: bytes

    def fields(self) -> dict[str, Any]:
        """Give the fields."""
        decoded: dict[str, Any] = msgspec.json.decode(self.encoded)
        return decoded


class Replica:
    """The rows of one feed, as a page brings them, inside an open transaction."""

    def __init__(self, connection: Connection, feed: str, inc: str) -> None:
        self._connection = connection
        self._feed = feed
        self._inc = inc

    def take(self, found: Sequence[Row]) -> None:
        """Keep rows as the server has merged them."""
        redaction.carry_out(self._connection, found)
        lay(self._connection, found)
        self._hold((row.t, row.r, row.f) for row in found)

    def confirm(self, found: Sequence[Own]) -> None:
        """Keep that rows of this laptop's own are on the server as they are here.

        UnknownOwnError where what made one of them is no longer kept.
        """
        written = outbox.acknowledged(self._connection, self._inc, [own.n for own in found])
        taken = [_together(own, written[own.n]) for own in found]
        self._hold((one.type, one.record, one.encoded) for one in taken)
        visited = guests.among(self._connection, [one.record for one in taken])
        waiting = _settle(self._connection, taken)
        _write(self._connection, [_over(self._connection, o) for o in taken if o.record in visited])
        _turn(self._connection, [one for one in taken if one.record in waiting])
        settled = [one for one in taken if one.record not in waiting]
        if _turn(self._connection, settled) < len(settled):
            raise UnknownOwnError

    def let_go(self, found: Sequence[Gone]) -> int:
        """Drop rows from the feed, and from the laptop where no other feed has them; counted."""
        self._connection.executemany(
            "DELETE FROM held WHERE feed = ? AND record = ?", [(self._feed, one.r) for one in found]
        )
        for one in found:
            if one.erased:
                removal.erase(self._connection, one.r, own=False)
        return _drop_unheld(self._connection, [one.r for one in found if not one.erased])

    def _hold(self, canonical: Iterable[tuple[str, str, bytes | msgspec.Raw]]) -> None:
        self._connection.executemany(
            "INSERT INTO held VALUES (?, ?, ?, ?)"
            " ON CONFLICT (feed, record) DO UPDATE SET digest = excluded.digest",
            sorted(
                (self._feed, record, type_name, rows.digest(type_name, record, fields))
                for type_name, record, fields in canonical
            ),
        )


def _together(own: Own, written: Sequence[Change]) -> Merged:
    """Give the row that changes of one incarnation made."""
    if not written or any(change.stands_in for change in written):
        raise UnknownOwnError
    fields: dict[str, Any] = {}
    for change in written:
        fields.update(msgspec.json.decode(change.f))
    return Merged(written[0].t, written[0].r, own.rv, rows.canonical(fields))


def lay(connection: Connection, found: Sequence[Row]) -> list[Merged]:
    """Keep rows of the server's, with what it does not know yet laid over them; gives the rows."""
    void = redaction.unheard(connection)
    taken = [
        Merged(row.t, row.r, row.rv, redaction.without(void, row.r, bytes(row.f))) for row in found
    ]
    there = _without_erased(connection, taken)
    covered = _settle(connection, there)
    _write(connection, [_over(connection, one) if one.record in covered else one for one in there])
    shown = {one.record for one in there}
    connection.executemany(
        "INSERT INTO conflict VALUES (?, ?, ?, ?)",
        [
            (row.r, clean(field), row.t, _clean(msgspec.json.encode(rivals)).decode())
            for row in found
            if row.x and row.r in shown
            for field, rivals in row.x.items()
            if field not in void.get(row.r, ())
        ],
    )
    return taken


def show(connection: Connection, base: Merged) -> None:
    """Show a row anew, which the server told as ``base``, or at version 0 has not told."""
    connection.execute("DELETE FROM shadow WHERE record = ?", (base.record,))
    if base.rv and overlay.covered(connection, [base.record]):
        _shade(connection, [base])
    _write(connection, [_over(connection, base)])


def positions(connection: Connection) -> dict[str, int]:
    """Give how far each feed has been read."""
    return dict(connection.execute("SELECT feed, fseq FROM cursor"))


def begin(connection: Connection, feed: str) -> None:
    """Keep that a feed is read here, though nothing of it may have come from the server yet."""
    connection.execute("INSERT OR IGNORE INTO cursor VALUES (?, 0)", (feed,))


def turn(connection: Connection, feed: str, fseq: int) -> None:
    """Keep that a feed has been read up to ``fseq``."""
    connection.execute("INSERT OR REPLACE INTO cursor VALUES (?, ?)", (feed, fseq))


def held(connection: Connection, feed: str) -> tuple[int, int]:
    """Count the rows of a feed, and give the sum of their digests modulo 2^61."""
    count, low, high = connection.execute(
        "SELECT count(*), coalesce(sum(digest & ?), 0), coalesce(sum(digest >> 30), 0)"
        " FROM held WHERE feed = ?",
        (_LOW, feed),
    ).fetchone()
    return int(count), (low + (high << 30)) % (1 << rows.DIGEST_BITS)


def uncover(connection: Connection) -> None:
    """Show what the server last told of rows of which nothing waits any more.

    Most come again with the acknowledgement of what lay over them; not those whose changes a copy
    of this disk had sent before, nor what could not be read.
    """
    found = connection.execute(
        "SELECT type, record, rv, document FROM shadow WHERE rv > 0 AND NOT EXISTS"
        " (SELECT 1 FROM change WHERE change.record = shadow.record AND acked = 0)"
        " AND NOT EXISTS (SELECT 1 FROM guest WHERE guest.record = shadow.record)"
    ).fetchall()
    told = [
        Merged(type_name, record, rv, document.encode())
        for type_name, record, rv, document in found
    ]
    _write(connection, told)
    connection.executemany("DELETE FROM shadow WHERE record = ?", [(one.record,) for one in told])


def total(connection: Connection) -> int:
    """Count the rows that came by any feed."""
    (count,) = connection.execute("SELECT count(DISTINCT record) FROM held").fetchone()
    return int(count)


def drop_feed(connection: Connection, feed: str) -> int:
    """Let go of a feed, and of the rows that no other has, which are counted."""
    ids = [r for (r,) in connection.execute("SELECT record FROM held WHERE feed = ?", (feed,))]
    connection.execute("DELETE FROM held WHERE feed = ?", (feed,))
    connection.execute("DELETE FROM cursor WHERE feed = ?", (feed,))
    return _drop_unheld(connection, ids)


def reread(connection: Connection, feed: str) -> None:
    """Read a feed from its beginning at the next exchange; what it does not bring again goes."""
    connection.execute("DELETE FROM held WHERE feed = ?", (feed,))
    turn(connection, feed, 0)


def drop_unheld(connection: Connection) -> int:
    """Drop the rows at a version of the server that no feed has any more; counted."""
    dropped = 0
    for table in documents.TYPES:
        unheld = connection.execute(
            f'SELECT id FROM "{table}" WHERE rv > 0'  # noqa: S608 - the names are ours
            " AND NOT EXISTS (SELECT 1 FROM held WHERE record = id)"
        )
        dropped += _drop_unheld(connection, [record for (record,) in unheld.fetchall()])
    return dropped


def _without_erased(connection: Connection, taken: Sequence[Merged]) -> list[Merged]:
    """Leave out who was erased here, and what is about them: the server has yet to hear."""
    erasing = outbox.erasing(connection)
    if not erasing:
        return list(taken)
    return [
        one
        for one in taken
        if one.record not in erasing and not _is_about(one.fields().get("person"), erasing)
    ]


def _is_about(person: object, erasing: Collection[str]) -> bool:
    """Tell whether a field, of any type where another program wrote it, names one of those."""
    return isinstance(person, str) and person in erasing


def _settle(connection: Connection, taken: Sequence[Merged]) -> frozenset[str]:
    """Replace the shadows and conflicts of rows; gives those over which something is laid."""
    if not taken:
        return frozenset()
    ids = [one.record for one in taken]
    for table in ("shadow", "conflict"):
        # Few rows are in these: by the plus, SQLite looks at them, not for each that came.
        connection.execute(
            f"DELETE FROM {table} WHERE +record IN (SELECT value FROM json_each(?))",  # noqa: S608 - the names are ours
            (listed(ids),),
        )
    guests.outdate(connection, {one.record: one.rv for one in taken})
    covered = overlay.covered(connection, ids)
    _shade(connection, [one for one in taken if one.record in covered])
    return covered


def _shade(connection: Connection, taken: Iterable[Merged]) -> None:
    """Keep what the server told of rows that show something else."""
    connection.executemany(
        "INSERT OR REPLACE INTO shadow VALUES (?, ?, ?, ?)",
        [(one.type, one.record, one.rv, one.encoded.decode()) for one in taken],
    )


def _turn(connection: Connection, merged: Sequence[Merged]) -> int:
    """Keep the versions of rows; gives how many of them are here."""
    known = 0
    for type_name in {one.type for one in merged}:
        known += connection.executemany(
            f'UPDATE "{type_name}" SET rv = ? WHERE id = ?',  # noqa: S608 - the name is ours
            [(one.rv, one.record) for one in merged if one.type == type_name],
        ).rowcount
    return known


def _over(connection: Connection, merged: Merged) -> Merged:
    """Lay over a row what the server does not know yet, which may still list who is erased."""
    fields = overlay.over(connection, merged.record, merged.rv, merged.fields())
    gone = removal.erased_among(connection, mentions.listed(fields))
    fields = mentions.without(fields, gone) if gone else fields
    return Merged(merged.type, merged.record, merged.rv, rows.canonical(fields))


def _drop_unheld(connection: Connection, ids: Iterable[str]) -> int:
    dropped = 0
    for record in ids:
        kept = connection.execute(
            "SELECT 1 FROM held WHERE record = :r"
            " UNION ALL SELECT 1 FROM change WHERE record = :r AND acked = 0 LIMIT 1",
            {"r": record},
        ).fetchone()
        if not kept:
            removal.drop(connection, record)
            dropped += 1
    return dropped


def _write(connection: Connection, merged: Iterable[Merged]) -> None:
    """Write what rows show into their tables, or beside, where this program cannot read it."""
    found: dict[str, list[tuple[str, int, bytes]]] = defaultdict(list)
    known: dict[str, dict[str, Any]] = defaultdict(dict)
    for one in merged:
        encoded = _clean(one.encoded)
        try:
            known[one.type][one.record] = documents.read(one.type, encoded)
        except (KeyError, ValueError, TypeError, msgspec.MsgspecError):
            connection.execute(
                "INSERT OR REPLACE INTO unread VALUES (?, ?, ?, ?)",
                (one.record, one.type, one.rv, one.encoded.decode()),
            )
        else:
            found[one.type].append((one.record, one.rv, encoded))
    for type_name, rows_of_type in found.items():
        records.put_merged(connection, type_name, rows_of_type)
        indexes.refresh(connection, type_name, known[type_name])


def _clean(encoded: bytes) -> bytes:
    """Clean all text in JSON: it came from another laptop."""
    if _is_clean(encoded.decode()):
        return encoded
    return msgspec.json.encode(_cleaned(msgspec.json.decode(encoded)))


def _is_clean(encoded: str) -> bool:
    """Tell at little cost that no text in JSON needs to be cleaned."""
    return "\\" not in encoded and is_plain(encoded)


def _cleaned(value: Any) -> Any:
    match value:
        case str():
            return clean(value)
        case list():
            return [_cleaned(element) for element in value]
        case dict():
            return {clean(name): _cleaned(element) for name, element in value.items()}
        case _:
            return value
