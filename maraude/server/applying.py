"""Changes applied to the rows that one transaction touches."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, select

from maraude.domain import mentions, merge, policies
from maraude.domain.feeds import feeds, may_patch, may_write
from maraude.domain.merge import Write
from maraude.protocol.changes import Change
from maraude.server import bulk, conflicts, meta, publication, rows
from maraude.server.publication import LEFT
from maraude.server.rows import Stored
from maraude.server.scope import Scope, own_feed
from maraude.server.tables import erasure


class Verdict(StrEnum):
    """What became of a change; all but the first two are reasons to keep it apart."""

    APPLIED = "applied"
    ERASED = "erased"
    UNKNOWN_ROW = "unknown-row"
    OUT_OF_SCOPE = "out-of-scope"
    MALFORMED = "malformed"
    UNKNOWN_SCHEMA = "unknown-schema"
    REVOKED = "revoked"


class Applying:
    """The rows that puts and patches touch, loaded at once and merged in memory until ``save``."""

    def __init__(
        self, connection: Connection, changes: Iterable[tuple[Change, Mapping[str, Any]]]
    ) -> None:
        self._connection = connection
        named = list(changes)
        ids = sorted({change.r for change, _ in named})
        self._before = rows.load(connection, ids)
        self._rows = dict(self._before)
        self._places = publication.places(connection, self._before)
        self._erased = _erased(connection, (fields for _, fields in named), ids)
        self._changed: dict[str, Stored] = {}
        self._version = meta.version(connection)

    def version(self, row: str) -> int:
        """Give the version that the next write of ``row`` makes."""
        stored = self._rows.get(row)
        return max(stored.rv if stored else 0, self._version) + 1

    def take(self, change: Change, write: Write, scope: Scope, *, freely: bool = False) -> Verdict:
        """Apply a put or a patch, unless there is a reason not to.

        ``freely`` lets it write where the device may not.
        """
        if self.drops(change, write.fields):
            self._drop(change, write, scope)
            return Verdict.ERASED
        stored = self._rows.get(change.r)
        if stored is None and change.k == "patch":
            return Verdict.UNKNOWN_ROW
        if _is_unlike(change, write.fields) or (stored is not None and stored.type != change.t):
            self.keep_apart(change)
            return Verdict.MALFORMED
        completed = stored is None and not scope.defaults.keys() <= write.fields.keys()
        if completed:
            write = replace(write, fields={**scope.defaults, **write.fields})
        if not (freely or self._may(change, write.fields, scope)):
            self.keep_apart(change)
            return Verdict.OUT_OF_SCOPE
        return self._write(change, write, mended=completed or freely or change.stands_in)

    def drops(self, change: Change, fields: Mapping[str, Any]) -> bool:
        """Tell whether a change is of a row that is erased, or about a person who is."""
        stored = self._rows.get(change.r)
        if stored is not None and stored.merged is None:
            return True
        return change.r in self._erased or mentions.about(fields) in self._erased

    def keep_apart(self, change: Change) -> None:
        """Send the row again to whoever shows it with a change that is not applied."""
        stored = self._rows.get(change.r)
        if stored is not None and stored.merged is not None:
            self._keep(change.r, replace(stored, mended=True))

    def save(self, at: int) -> None:
        """Write what has changed, and publish it."""
        digests = rows.save(self._connection, self._changed)
        conflicts.record(self._connection, self._before, self._changed, at)
        publication.publish(self._connection, self._changed, digests, self._places)

    def _may(self, change: Change, fields: Mapping[str, Any], scope: Scope) -> bool:
        """Tell whether a device may write the row where it is or was, and where it goes."""
        goes = feeds(change.t, fields)
        if not (may_write(scope.role, change.t) and goes <= scope.writable):
            return False
        stored = self._rows.get(change.r)
        document = stored.merged.document if stored and stored.merged else {}
        if change.k == "patch" and not may_patch(scope.role, change.t, document, fields):
            return False
        if not (goes or feeds(change.t, {**document, **fields})):
            return False
        if change.r not in self._before:
            return True
        return not scope.writable.isdisjoint(self._places.get(change.r, ()))

    def _write(self, change: Change, write: Write, *, mended: bool) -> Verdict:
        stored = self._rows.get(change.r)
        if self._erased and not self._erased.isdisjoint(mentions.listed(write.fields)):
            write = replace(write, fields=mentions.without(write.fields, self._erased))
            mended = True
        if stored is None or stored.merged is None:
            merged = merge.create(change.t, write)
        else:
            merged = merge.apply(stored.merged, write)
        mended = mended or bool(stored and stored.mended)
        self._keep(change.r, Stored(change.t, merged.rv, merged, mended))
        return Verdict.APPLIED

    def _drop(self, change: Change, write: Write, scope: Scope) -> None:
        """Tell whoever holds a row of an erased person that it is erased: its author, if no other.

        A row that is there, and that this change would make one about them, is sent again.
        """
        stored = self._rows.get(change.r)
        if stored is not None and stored.merged is not None:
            self.keep_apart(change)
            return
        told = feeds(change.t, write.fields) & scope.writable if stored is None else frozenset()
        known = told.union(self._places.get(change.r, ()))
        if known.isdisjoint(scope.readable):
            told |= {own_feed(scope.device)}
        if told:
            self._places[change.r] = dict.fromkeys(told, LEFT)
            self._keep(change.r, stored or Stored(change.t, write.stamp.rv, None))

    def _keep(self, row: str, stored: Stored) -> None:
        self._rows[row] = self._changed[row] = stored


def _is_unlike(change: Change, fields: Mapping[str, Any]) -> bool:
    """Tell whether a set is no list, so that nobody could merge it."""
    sets = policies.sets(change.t)
    return any(name in fields and not isinstance(fields[name], list) for name in sets)


def _erased(
    connection: Connection, all_fields: Iterable[Mapping[str, Any]], ids: list[str]
) -> frozenset[str]:
    """Give whoever of those that changes are about, or list, is erased."""
    named = set(ids)
    for fields in all_fields:
        named.update(mentions.listed(fields))
        if person := mentions.about(fields):
            named.add(person)
    query = select(erasure.c.row).where(bulk.among(connection, erasure.c.row, named))
    return frozenset(connection.execute(query).scalars())
