"""A text voided everywhere: in rows, in what they have held, and in every change that said it."""

from collections.abc import Iterable

from sqlalchemy import Connection, select, update

from maraude.domain import merge
from maraude.protocol import changes
from maraude.protocol.changes import MalformedChangeError
from maraude.server import bulk, publication, rows
from maraude.server.rows import Stored
from maraude.server.tables import change, conflict


def redact(connection: Connection, ids: Iterable[str], field: str) -> None:
    """Void the text ``field`` of rows for ever; their other fields, numbers and feeds stay."""
    found = rows.load(connection, ids)
    after = {
        id_: _without(one.type, one.merged, field)
        for id_, one in found.items()
        if one.merged and _says(one.merged, field)
    }
    digests = rows.save(connection, after)
    publication.publish(connection, after, digests, publication.places(connection, after))
    _wipe_changes(connection, list(after), field)
    disputes = bulk.among(connection, conflict.c.row, after)
    connection.execute(
        update(conflict).where(disputes, conflict.c.field == field).values(rivals=None)
    )


def _says(row: merge.Row, field: str) -> bool:
    return bool(row.document.get(field)) or field in row.traces


def _without(type_name: str, row: merge.Row, field: str) -> Stored:
    traces = {name: held for name, held in row.traces.items() if name != field}
    document = {**row.document, field: ""}
    voided = merge.Row(row.type, row.rv + 1, document, row.base, traces, row.overtaken)
    return Stored(type_name, voided.rv, voided, mended=True)


def _wipe_changes(connection: Connection, ids: list[str], field: str) -> None:
    query = select(change.c.inc, change.c.n, change.c.line)
    found = query.where(bulk.among(connection, change.c.row, ids), change.c.line.is_not(None))
    for inc, n, line in connection.execute(found).all():
        if _line_says(line, field):
            row = update(change).where(change.c.inc == inc, change.c.n == n)
            connection.execute(row.values(line=None))


def _line_says(line: bytes, field: str) -> bool:
    try:
        _change, fields = changes.read(line)
    except MalformedChangeError:
        return True
    return field in fields
