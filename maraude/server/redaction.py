"""A text voided everywhere: in rows, in what they have held, and in every change that said it."""

from collections.abc import Iterable

from sqlalchemy import Connection, update

from maraude.domain import merge
from maraude.server import bulk, lines, publication, rows
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
    lines.void(connection, bulk.among(connection, change.c.row, after), lambda f: field in f)
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
