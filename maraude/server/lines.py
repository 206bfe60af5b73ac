"""Lines of changes of which something is taken away for ever; their places stay."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, delete, exists, or_, select, update

from maraude.domain.free_text import VOID
from maraude.protocol import changes
from maraude.protocol.changes import MalformedChangeError
from maraude.server import bulk
from maraude.server.tables import change, quarantine

Says = Callable[[Mapping[str, Any]], bool]
"""Tells whether the fields of a change say what has to go."""
Place = tuple[str, int]
"""An incarnation, and the number of a change of it."""


def void(connection: Connection, among: ColumnElement[bool], says: Says) -> None:
    """Take away the lines of changes ``among`` which say it, and those that cannot be read."""
    for place, line in _lines(connection, among):
        if _line_says(line, says):
            _write(connection, place, None)


def silence(connection: Connection, ids: Collection[str], names: Collection[str]) -> None:
    """Take fields out of the lines of some rows' changes; away those that cannot be read."""
    for place, line in _lines(connection, _of(connection, ids)):
        left = _without(line, names)
        if left != line:
            _write(connection, place, left)
    forget_empty(connection)


def saying(connection: Connection, ids: Collection[str], name: str) -> set[str]:
    """Give which of some rows have a change that says something in a field."""
    query = select(change.c.row, change.c.line).where(
        bulk.among(connection, change.c.row, ids), change.c.line.is_not(None)
    )
    return {
        row
        for row, line in connection.execute(query)
        if _line_says(line, lambda fields: fields.get(name, VOID) != VOID)
    }


def forget_empty(connection: Connection) -> None:
    """Keep nothing apart of which the line was taken away."""
    empty = exists().where(
        change.c.inc == quarantine.c.inc, change.c.n == quarantine.c.n, change.c.line.is_(None)
    )
    connection.execute(delete(quarantine).where(empty))


def _lines(connection: Connection, among: ColumnElement[bool]) -> Iterator[tuple[Place, bytes]]:
    query = select(change.c.inc, change.c.n, change.c.line)
    for inc, n, line in connection.execute(query.where(among, change.c.line.is_not(None))).all():
        yield (inc, n), bytes(line)


def _of(connection: Connection, ids: Collection[str]) -> ColumnElement[bool]:
    """Give the condition that a change is of some rows, or cannot be read and names one."""
    unread = [bulk.contains(change.c.line, msgspec.json.encode(id_)) for id_ in ids]
    named = and_(change.c.row == "", or_(*unread)) if unread else None
    rows = bulk.among(connection, change.c.row, ids)
    return rows if named is None else or_(rows, named)


def _write(connection: Connection, place: Place, line: bytes | None) -> None:
    row = update(change).where(change.c.inc == place[0], change.c.n == place[1])
    connection.execute(row.values(line=line))


def _without(line: bytes, names: Iterable[str]) -> bytes | None:
    try:
        return changes.without(line, tuple(names))
    except MalformedChangeError:
        return None


def _line_says(line: bytes, says: Says) -> bool:
    try:
        _change, fields = changes.read(line)
    except MalformedChangeError:
        return True
    return says(fields)
