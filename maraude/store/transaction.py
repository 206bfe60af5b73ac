"""One write of synced records: rows, their encoded changes and the steps to undo them."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

import msgspec

from maraude.domain import mentions
from maraude.domain.access import Access, Act
from maraude.domain.clock import Now
from maraude.domain.free_text import VOID
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.protocol import changes, documents
from maraude.protocol.changes import Change, Kind
from maraude.protocol.documents import Record
from maraude.store import (
    access_log,
    incarnation,
    indexes,
    outbox,
    overlay,
    persons,
    records,
    redaction,
    removal,
)
from maraude.store.engine import Connection
from maraude.store.redaction import Redacted

_PERSON = "person"
_STANDING = frozenset({"opposed", "restricted", "forget_at"})
"""What a person may ask for while their file is frozen."""
GROUP_BYTES = 256 * 1024
"""Of encoded changes, after which those that follow are another group."""


class Transaction:
    """Saves records inside an open SQL transaction; ``close`` it before the commit.

    Every save appends a change under the laptop's incarnation: ``n`` is dense, ``h`` never goes
    back, ``tx`` groups what was saved together, but for an import of so many records that no
    request could hold them. A new record belongs where ``belongs`` says, the
    fields of ``domain.feeds``. Where ``scope`` is given, the values before are kept so that the
    whole transaction can be undone as one.
    """

    def __init__(
        self,
        connection: Connection,
        author: str,
        now: Now,
        belongs: Mapping[str, str],
        scope: str | None,
    ) -> None:
        self.connection = connection
        self._author = author
        self._now = now
        self._belongs = belongs
        self._scope = scope
        self._step = 0
        self._bytes = 0
        self._files: dict[str, Act] = {}
        self._filled: set[str] = set()
        self._before = incarnation.current(connection)
        self._self = replace(self._before, tx=self._before.tx + 1)
        self._undone_as = self._self.tx

    def save(self, *saved: Record) -> None:
        """Write new records, and what changed in known ones."""
        for record in saved:
            if self._bytes > GROUP_BYTES:
                self._self, self._bytes = replace(self._self, tx=self._self.tx + 1), 0
            self._save(record)

    def settle(self, record: Record, settled: tuple[tuple[str, int], ...], field: str) -> None:
        """Write the value of ``field`` that ``record`` has now, though it may be the same.

        It was chosen between those of the changes ``settled`` (incarnation, n), and no others:
        what a file has brought since stays to be settled.
        """
        type_name = documents.type_name(record)
        before = records.get(self.connection, type(record), record.id)
        if before is None:
            raise LookupError(record.id)
        self._patch(type_name, before, {field: documents.to_document(record)[field]}, settled)
        indexes.refresh(self.connection, type_name, {record.id: record})

    def erase(self, person: str) -> None:
        """Erase a person for ever: their row, those about them, their place in encounters.

        What changes said of them is voided, and none of it can be undone. Encounters keep their
        counts. ``Store.erase`` does all that goes with it.
        """
        removal.erase(self.connection, person, own=True)
        self._files[person] = Act.ERASED
        self._append("erase", _PERSON, person, 0, {})

    def redact(self, type_name: str, record: str, names: Collection[str]) -> None:
        """Void texts of a record for ever, and whatever was kept of them; it cannot be undone.

        ``Store.redact`` does all that goes with it.
        """
        rv, document = records.told(self.connection, type_name, record) or (0, {})
        redaction.void(self.connection, type_name, record, names)
        fields = dict.fromkeys(names, VOID)
        self._append("redact", type_name, record, rv, fields)
        stamp = str(self._self.h)
        redaction.keep_own(
            self.connection, (Redacted(type_name, record, name, stamp) for name in names)
        )
        self._changes_files(type_name, record, document, fields)

    def close(self) -> None:
        """Keep the counters for the next transaction, and whose files it has changed.

        Refusal: ``restricted``, where it fills a file that is frozen.
        """
        if self._filled and not self._filled.isdisjoint(persons.restricted(self.connection)):
            raise frozen()
        if self._self.n > self._before.n:
            incarnation.keep(self.connection, self._self)
        now = self._now()
        access_log.keep(
            self.connection,
            (Access(now, self._author, file, act) for file, act in self._files.items()),
        )

    def _save(self, record: Record) -> None:
        before = records.get(self.connection, type(record), record.id)
        type_name = documents.type_name(record)
        if before is None:
            self._put(type_name, record)
        elif fields := documents.changed(before, record):
            self._patch(type_name, before, fields)
        else:
            return
        indexes.refresh(self.connection, type_name, {record.id: record})

    def _put(self, type_name: str, record: Record) -> None:
        document = {**self._belongs, **documents.to_document(record)}
        row = {"id": record.id, **records.table(type_name).row(document)}
        self._insert(type_name, row)
        self._append("put", type_name, record.id, 0, document)
        self._changes_files(type_name, record.id, document, document)
        self._remember(type_name, record.id, None)

    def _patch(
        self,
        type_name: str,
        before: Record,
        fields: dict[str, Any],
        settled: tuple[tuple[str, int], ...] | None = None,
    ) -> None:
        old = documents.to_document(before)
        rv, base = records.told(self.connection, type_name, before.id) or (0, old)
        self.connection.execute(
            "INSERT OR IGNORE INTO shadow VALUES (?, ?, ?, ?)",
            (type_name, before.id, rv, json.dumps(base, ensure_ascii=False)),
        )
        row = records.table(type_name).row(fields)
        assignments = ", ".join(f'"{name}" = ?' for name in row)
        self.connection.execute(
            f'UPDATE "{type_name}" SET {assignments} WHERE id = ?',  # noqa: S608 - names are ours
            (*row.values(), before.id),
        )
        for base_rv, part in self._by_base(type_name, before.id, fields):
            named = (
                overlay.others_shown(self.connection, before.id, base_rv, part)
                if settled is None
                else settled
            )
            self._append("patch", type_name, before.id, base_rv, part, tuple(sorted(named)))
        self._changes_files(type_name, before.id, {**old, **fields}, fields)
        self._remember(type_name, before.id, {name: old[name] for name in fields})

    def _changes_files(
        self,
        type_name: str,
        record: str,
        document: Mapping[str, Any],
        fields: Mapping[str, Any],
    ) -> None:
        """Note whose files a record is in: their own, those it is about, those it lists."""
        about = record if type_name == _PERSON else mentions.about(document)
        changed = {*filter(None, (about,)), *mentions.listed(document)}
        for file in changed:
            self._files.setdefault(file, Act.CHANGED)
        if type_name != _PERSON or not fields.keys() <= _STANDING:
            self._filled |= changed

    def _by_base(
        self, type_name: str, record: str, fields: dict[str, Any]
    ) -> Iterator[tuple[int, dict[str, Any]]]:
        """Give fields by the row version on which their values were seen.

        Where a change of the laptop's own still waits, it hides what the server has told since:
        the next one on that field has seen no more than it had.
        """
        (base_rv,) = self.connection.execute(
            "SELECT rv FROM shadow WHERE type = ? AND record = ?", (type_name, record)
        ).fetchone()
        bases = dict.fromkeys(fields, base_rv)
        if base_rv:
            for change in outbox.waiting_on(self.connection, record):
                for name in msgspec.json.decode(change.f).keys() & bases.keys():
                    bases[name] = min(bases[name], change.b)
        for base in sorted(set(bases.values())):
            yield base, {name: value for name, value in fields.items() if bases[name] == base}

    def _append(
        self,
        kind: Kind,
        type_name: str,
        record: str,
        base_rv: int,
        fields: dict[str, Any],
        settled: tuple[tuple[str, int], ...] = (),
    ) -> None:
        now = self._self
        now = self._self = replace(now, n=now.n + 1, h=now.h.tick(self._now()))
        change = Change(
            n=now.n,
            h=str(now.h),
            t=type_name,
            r=record,
            k=kind,
            b=base_rv,
            f=msgspec.Raw(msgspec.json.encode(fields)),
            tx=now.tx,
            a=self._author,
            s=settled,
        )
        line = _encoded(change)
        self._bytes += len(line)
        row = {
            "inc": now.inc,
            "n": now.n,
            "tx": now.tx,
            "h": change.h,
            "type": type_name,
            "record": record,
            "kind": kind,
            "base_rv": base_rv,
            "author": self._author,
            "schema": changes.SCHEMA,
            "line": line,
            "acked": 0,
        }
        self._insert("change", row)

    def _remember(self, type_name: str, record: str, before: dict[str, Any] | None) -> None:
        if self._scope is None:
            return
        self._step += 1
        self.connection.execute(
            "INSERT INTO undo VALUES (?, ?, ?, ?, ?, ?)",
            (
                self._undone_as,
                self._step,
                self._scope,
                type_name,
                record,
                None if before is None else json.dumps(before, ensure_ascii=False),
            ),
        )

    def _insert(self, table: str, row: dict[str, Any]) -> None:
        columns = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" * len(row))
        self.connection.execute(
            f'INSERT INTO "{table}" ({columns}) VALUES ({marks})',  # noqa: S608 - names are ours
            tuple(row.values()),
        )


def frozen() -> Refusal:
    """Give the refusal of what would go into a file that is frozen."""
    return Refusal(
        "restricted",
        _(
            "Cette fiche est gelée : la personne conteste ce qui y est écrit. Rien n'y entre avant"
            " que la coordination ne lève le gel."
        ),
    )


def _encoded(change: Change) -> bytes:
    try:
        return changes.encode(change)
    except changes.ChangeTooLargeError as error:
        raise Refusal(
            "too-long",
            _("Ce texte est trop long : rien n'est enregistré. Partagez-le en plusieurs notes."),
        ) from error
