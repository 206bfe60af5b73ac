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
from maraude.store import guests, incarnation, overlay, records, redaction, removal, replica
from maraude.store.engine import Connection
from maraude.store.replica import Merged

_MOST_ENCOUNTERS = 2_000
_MOST_GUESTS, _MOST_OF_A_ROW = 10_000, 200
"""Changes of others that are kept, far more than a night brings."""
_TYPE_OF = " UNION ALL ".join(
    (
        *(f"SELECT '{name}' FROM \"{name}\" WHERE id = :record" for name in documents.TYPES),  # noqa: S608 - the names are ours
        "SELECT type FROM unread WHERE record = :record",
    )
)
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

    A row that the server has told here at a later version stays as it is; whoever is erased
    does not come back, and what is not of the feed is left out.
    """
    door = _Door(connection, feed)
    newer = {row.r: row for row in handed.rows if door.lets_in(row)}
    if not (newer or handed.changes):
        return 0
    replica.begin(connection, feed)
    replica.lay(connection, list(newer.values()))
    count = len(newer)
    room = max(_MOST_GUESTS - guests.count(connection), 0)
    written = [one for one in map(_read, handed.changes[:room]) if one is not None]
    # A patch is laid over a row that is there, be it one that another's put has just made.
    for kind in ("put", "patch"):
        fresh = [one.change for one in written if one.change.k == kind and door.keeps(one)]
        _show(connection, ((change.t, change.r) for change in fresh))
        count += len(fresh)
    return count


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
        document = _shown(self._connection, change.t, change.r)[1] or fields
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
        row = Row(type_name, record, base.rv, msgspec.Raw(base.encoded), self._x(record))
        fields = base.fields()
        for feed in feeds(type_name, fields):
            self.found[feed].rows.append(row)
        self._add_named(fields)

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
    lists = (people.get("persons") if isinstance(people, dict) else (), document.get("persons"))
    for listed in lists:
        if isinstance(listed, list):
            yield from (("person", record) for record in listed if isinstance(record, str))


def _base(connection: Connection, type_name: str, record: str) -> Merged:
    """Give a row as the server told it last; without fields at version 0 where it has not."""
    shadow = connection.execute(
        "SELECT rv, document FROM shadow WHERE type = ? AND record = ?", (type_name, record)
    ).fetchone()
    if shadow:
        rv, fields = shadow[0], msgspec.json.decode(shadow[1])
    else:
        rv, fields = _shown(connection, type_name, record)
    return Merged(type_name, record, rv, rows.canonical(fields if rv else {}))


def _shown(connection: Connection, type_name: str, record: str) -> tuple[int, dict[str, Any]]:
    """Give the version and the fields of a row as it is here, also where it cannot be read."""
    unread = connection.execute(
        "SELECT rv, document FROM unread WHERE type = ? AND record = ?", (type_name, record)
    )
    found = [(rv, msgspec.json.decode(document)) for rv, document in unread]
    if type_name in documents.TYPES and (told := records.told(connection, type_name, record)):
        found.append(told)
    return max(found, key=lambda one: one[0], default=(0, {}))


@dataclass(frozen=True, slots=True)
class _Written:
    """A change of another laptop, as its incarnation wrote it, and its fields."""

    inc: str
    line: bytes
    change: Change
    fields: dict[str, Any]


def _read(handed: tuple[str, bytes]) -> _Written | None:
    inc, line = handed
    try:
        return _Written(inc, line, *changes.read(line))
    except MalformedChangeError:
        return None


class _Door:
    """What may come in of a feed: what is of it, is news here, and is nobody's who is erased."""

    def __init__(self, connection: Connection, feed: str) -> None:
        self._connection = connection
        self._feed = feed
        self._erased = removal.erased(connection).keys()

    def lets_in(self, row: Row) -> bool:
        """Tell whether a row is to be laid here."""
        fields = msgspec.json.decode(row.f)
        known = redaction.told_at(self._connection, row.r)
        is_new = row.rv > _base(self._connection, row.t, row.r).rv and row.rv >= known
        return is_new and self._is_fit(row.t, row.r, fields, self._type_of(row.r) or row.t)

    def keeps(self, one: _Written) -> bool:
        """Keep a change as a guest, unless it is this laptop's own, known, or not for here."""
        connection, change = self._connection, one.change
        known = self._type_of(change.r) or (change.t if change.k == "put" else None)
        fields = {**_shown(connection, change.t, change.r)[1], **one.fields}
        return (
            self._is_fit(change.t, change.r, fields, known)
            and not incarnation.is_known(connection, one.inc)
            and change.b >= _base(connection, change.t, change.r).rv
            and guests.count_of(connection, change.r) < _MOST_OF_A_ROW
            and guests.keep(
                connection,
                self._feed,
                one.inc,
                change,
                redaction.at_the_door(connection, change, one.line),
            )
        )

    def _is_fit(
        self, type_name: str, record: str, fields: Mapping[str, Any], known: str | None
    ) -> bool:
        about = fields.get("person")
        return (
            type_name == known
            and self._feed in feeds(type_name, fields)
            and record not in self._erased
            and not (isinstance(about, str) and about in self._erased)
        )

    def _type_of(self, record: str) -> str | None:
        """Give the type of a row that is here: no two of different types have the same id."""
        found = self._connection.execute(_TYPE_OF, {"record": record}).fetchone()
        return found[0] if found else None
