"""A text voided everywhere: in rows, in what they have held, and in every change that said it.

Whoever writes it again knowing that it was voided writes another text, which stays; what comes
from those who did not know is voided at the door.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, func, select, update

from maraude.domain import free_text, merge
from maraude.domain.feeds import may_redact, may_write
from maraude.domain.merge import Lineage
from maraude.protocol.changes import Change
from maraude.protocol.messages import Voided
from maraude.server import audit, bulk, lines, meta, publication, rows
from maraude.server.applying import Verdict
from maraude.server.rows import Stored
from maraude.server.scope import Scope
from maraude.server.tables import change, conflict, incarnation, redaction

Marks = dict[str, dict[str, Voided]]
"""By row and field, how a field was voided last."""
BY_SERVER = Voided(0, "", 0)


def take(
    connection: Connection,
    inc: str,
    wanted: Change,
    fields: Mapping[str, Any],
    reach: Scope,
    at: int,
    *,
    freely: bool = False,
) -> Verdict:
    """Void fields at the word of a device whose text it is, or of one that may void others'.

    ``freely`` lets it do so where it may not. A redaction that is known changes nothing.
    """
    texts = free_text.of(wanted.t)
    is_whole = bool(fields) and all(
        name in texts and value == free_text.VOID for name, value in fields.items()
    )
    stored = rows.load(connection, [wanted.r]).get(wanted.r)
    if not is_whole or wanted.r.split() != [wanted.r] or (stored and stored.type != wanted.t):
        return Verdict.MALFORMED
    if stored and stored.merged is None:
        return Verdict.ERASED
    if not (freely or _may(connection, wanted, fields, stored, reach)):
        _send_again(connection, wanted.r, stored)
        return Verdict.OUT_OF_SCOPE if stored else Verdict.UNKNOWN_ROW
    known = marks(connection, [wanted.r]).get(wanted.r, {})
    new = [name for name in fields if not _is(known.get(name), inc, wanted.n)]
    redact(connection, [wanted.r], new, at, Voided(0, inc, wanted.n))
    audit.record(connection, reach.device, "redact", wanted.r, at)
    return Verdict.APPLIED


def redact(
    connection: Connection,
    ids: Iterable[str],
    names: Collection[str],
    at: int,
    by: Voided = BY_SERVER,
) -> None:
    """Void texts of rows for ever; their other fields, numbers and feeds stay.

    ``by`` is of no version where it is said for the first time.
    """
    ids = list(ids)
    if not (ids and names):
        return
    found, version = rows.load(connection, ids), meta.version(connection)
    after, said = {}, []
    for id_ in ids:
        stored = found.get(id_)
        rv = max(stored.rv if stored else 0, version) + 1
        if stored and stored.merged:
            after[id_] = _without(stored.type, stored.merged, names, rv)
        said += [(id_, name, by.rv or rv, by.inc, by.n, at) for name in names]
    bulk.upsert(connection, redaction, said)
    digests = rows.save(connection, after)
    publication.publish(connection, after, digests, publication.places(connection, after))
    lines.silence(connection, ids, names)
    disputes = bulk.among(connection, conflict.c.row, ids)
    of_names = bulk.among(connection, conflict.c.field, names)
    closed = func.coalesce(conflict.c.closed_at, at)
    connection.execute(
        update(conflict).where(disputes, of_names).values(rivals=None, closed_at=closed)
    )


def marks(connection: Connection, ids: Iterable[str]) -> Marks:
    """Give what of some rows was voided."""
    query = select(redaction).where(bulk.among(connection, redaction.c.row, ids))
    found: Marks = {}
    for row in connection.execute(query):
        found.setdefault(row.row, {})[row.field] = Voided(row.rv, row.inc, row.n)
    return found


def unaware(known: Mapping[str, Voided], written: Change, lineage: Lineage) -> list[str]:
    """Give the fields of a row that were voided and whose author did not know it."""
    return [
        name
        for name, one in known.items()
        if one.rv > written.b and not (one.inc in lineage and one.n <= lineage[one.inc])
    ]


def said(connection: Connection, ids: Iterable[str], name: str) -> list[str]:
    """Give which of some rows say something in a field, or ever did so."""
    ids = list(ids)
    found = rows.load(connection, ids)
    now = {id_ for id_, one in found.items() if one.merged and _says(one.merged, name)}
    return sorted(now.union(lines.saying(connection, ids, name)))


def _may(
    connection: Connection,
    wanted: Change,
    fields: Mapping[str, Any],
    stored: Stored | None,
    reach: Scope,
) -> bool:
    if not may_write(reach.role, wanted.t):
        return False
    if stored is None or stored.merged is None:
        query = select(change.c.inc).where(change.c.row == wanted.r).distinct()
        writers = set(connection.execute(query).scalars())
        return bool(writers) and _are_own(connection, writers, reach)
    places = publication.places(connection, [wanted.r]).get(wanted.r, {})
    if reach.writable.isdisjoint(places):
        return False
    writers = {
        one.stamp.inc
        for name in fields
        for one in merge.candidates(stored.merged, name)
        if one.value != free_text.VOID
    }
    return may_redact(reach.role, wanted.t) or _are_own(connection, writers, reach)


def _are_own(connection: Connection, writers: set[str], reach: Scope) -> bool:
    query = select(incarnation.c.inc).where(incarnation.c.device == reach.device)
    own = query.where(bulk.among(connection, incarnation.c.inc, writers))
    return writers == set(connection.execute(own).scalars())


def _send_again(connection: Connection, row: str, stored: Stored | None) -> None:
    """Send a row again to whoever shows it void although it is not."""
    if stored:
        after = {row: replace(stored, mended=True)}
        digests = rows.save(connection, after)
        publication.publish(connection, after, digests, publication.places(connection, after))


def _is(known: Voided | None, inc: str, n: int) -> bool:
    return known is not None and (known.inc, known.n) == (inc, n)


def _says(row: merge.Row, name: str) -> bool:
    return bool(row.document.get(name)) or name in row.traces


def _without(type_name: str, row: merge.Row, names: Collection[str], rv: int) -> Stored:
    traces = {name: held for name, held in row.traces.items() if name not in names}
    document = {**row.document, **dict.fromkeys(names, free_text.VOID)}
    voided = merge.Row(row.type, rv, document, row.base, traces, row.overtaken)
    return Stored(type_name, rv, voided, mended=True)
