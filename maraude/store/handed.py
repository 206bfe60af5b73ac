"""What laptops hand to each other without the server: changes that it may lack, and their rows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from maraude.domain.feeds import feeds
from maraude.protocol import changes, documents, rows
from maraude.protocol.changes import Change, MalformedChangeError
from maraude.protocol.messages import Rival, Row
from maraude.store import guests, incarnation, overlay, records, removal, replica
from maraude.store.engine import Connection
from maraude.store.replica import Merged

_MOST_ENCOUNTERS = 2_000
_NAMED = {"person": "person", "spot": "spot", "tour": "tour", "encounter": "encounter"}
"""Fields that name a row, and its type."""

_rivals = msgspec.json.Decoder(tuple[Rival, ...])


@dataclass
class Handed:
    """What is handed over of one feed: rows as the server told them, and changes by incarnation."""

    rows: list[Row] = field(default_factory=list)
    changes: list[tuple[str, bytes]] = field(default_factory=list)


def selection(connection: Connection, since: datetime) -> dict[str, Handed]:
    """Give, by feed, all that the server may lack, and whom the teams have met ``since`` then.

    With it come the rows that it names: people, places, tours.
    """
    chosen = _Selection(connection)
    waiting = connection.execute(
        "SELECT inc, line FROM change WHERE acked = 0 AND kind IN ('put', 'patch') ORDER BY rowid"
    )
    for inc, line in (*waiting.fetchall(), *guests.lines(connection)):
        chosen.add_change(inc, line)
    recent = connection.execute(
        "SELECT id FROM encounter WHERE at >= ? AND rv > 0 ORDER BY at DESC LIMIT ?",
        (documents.instant(since), _MOST_ENCOUNTERS),
    )
    for (record,) in recent.fetchall():
        chosen.add_row("encounter", record)
    return chosen.found


def take(connection: Connection, feed: str, handed: Handed) -> int:
    """Show what another laptop handed over of a feed; counts what was not known.

    A row that the server has told here at a later version stays as it is.
    """
    newer = [row for row in handed.rows if row.rv > _base(connection, row.t, row.r).rv]
    replica.lay(connection, newer)
    fresh = [
        change
        for inc, line in handed.changes
        if (change := _guest(connection, feed, inc, line)) is not None
    ]
    _show(connection, ((change.t, change.r) for change in fresh))
    return len(newer) + len(fresh)


def release(connection: Connection, reached: Mapping[str, int]) -> None:
    """Go by what the server has told alone of rows whose guests it has, or has set aside."""
    _show(connection, guests.release(connection, reached))


def leave(connection: Connection, feed: str) -> None:
    """Let go of what was handed over of a feed that is read here no more."""
    _show(connection, guests.leave(connection, feed))


def _show(connection: Connection, found: Iterable[tuple[str, str]]) -> None:
    """Show rows as they are now; one that nothing makes any more goes, unless it is written on."""
    for type_name, record in dict.fromkeys(found):
        base = _base(connection, type_name, record)
        if base.rv or overlay.makes(connection, record):
            replica.show(connection, base)
            continue
        own = connection.execute("SELECT 1 FROM change WHERE record = ?", (record,)).fetchone()
        if not own:
            removal.drop(connection, record)


class _Selection:
    """Rows and changes by feed, each once."""

    def __init__(self, connection: Connection) -> None:
        self.found: dict[str, Handed] = defaultdict(Handed)
        self._connection = connection
        self._known: set[str] = set()

    def add_change(self, inc: str, line: bytes) -> None:
        change = changes.reopen(line)
        fields = msgspec.json.decode(change.f)
        document = (records.told(self._connection, change.t, change.r) or (0, fields))[1]
        for feed in feeds(change.t, document):
            self.found[feed].changes.append((inc, line))
        self.add_row(change.t, change.r)
        self._add_named(document)

    def add_row(self, type_name: str, record: str) -> None:
        """Add a row that the server has told, with those that it names."""
        if record in self._known:
            return
        self._known.add(record)
        base = _base(self._connection, type_name, record)
        if not base.rv:
            return
        row = Row(
            type_name, record, base.rv, msgspec.Raw(rows.canonical(base.fields)), self._x(record)
        )
        for feed in feeds(type_name, base.fields):
            self.found[feed].rows.append(row)
        self._add_named(base.fields)

    def _add_named(self, document: Mapping[str, Any]) -> None:
        for type_name, record in _named(document):
            self.add_row(type_name, record)

    def _x(self, record: str) -> dict[str, tuple[Rival, ...]]:
        found = self._connection.execute(
            "SELECT field, rivals FROM conflict WHERE record = ?", (record,)
        )
        return {field: _rivals.decode(rivals) for field, rivals in found}


def _named(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, type_name in _NAMED.items():
        if isinstance(record := document.get(name), str):
            yield type_name, record
    people = document.get("people")
    listed = people.get("persons", ()) if isinstance(people, dict) else ()
    for record in (*listed, *document.get("persons", ())):
        yield "person", record


def _base(connection: Connection, type_name: str, record: str) -> Merged:
    """Give a row as the server told it last; without fields at version 0 where it has not."""
    shadow = connection.execute(
        "SELECT rv, document FROM shadow WHERE type = ? AND record = ?", (type_name, record)
    ).fetchone()
    if shadow is None and type_name not in documents.TYPES:
        shadow = connection.execute(
            "SELECT rv, document FROM unread WHERE record = ?", (record,)
        ).fetchone()
    if shadow is not None:
        rv, fields = shadow[0], msgspec.json.decode(shadow[1])
    elif type_name in documents.TYPES:
        rv, fields = records.told(connection, type_name, record) or (0, {})
    else:
        rv, fields = 0, {}
    return Merged(type_name, record, rv, fields if rv else {}, b"")


def _guest(connection: Connection, feed: str, inc: str, line: bytes) -> Change | None:
    """Keep a change as a guest; None where it is this laptop's own, known, or none at all."""
    try:
        change = changes.decode(line)
    except MalformedChangeError:
        return None
    if change.k not in ("put", "patch") or incarnation.is_known(connection, inc):
        return None
    if change.b < _base(connection, change.t, change.r).rv:
        return None
    return change if guests.keep(connection, feed, inc, change, line) else None
