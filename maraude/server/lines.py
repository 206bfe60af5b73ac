"""Lines of changes that are taken away for ever; their places stay."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, update

from maraude.protocol import changes
from maraude.protocol.changes import MalformedChangeError
from maraude.server.tables import change

Says = Callable[[Mapping[str, Any]], bool]
"""Tells whether the fields of a change say what has to go."""


def void(connection: Connection, among: ColumnElement[bool], says: Says) -> None:
    """Take away the lines of changes ``among`` which say it, and those that cannot be read."""
    query = select(change.c.inc, change.c.n, change.c.line)
    for inc, n, line in connection.execute(query.where(among, change.c.line.is_not(None))).all():
        if _line_says(line, says):
            row = update(change).where(change.c.inc == inc, change.c.n == n)
            connection.execute(row.values(line=None))


def _line_says(line: bytes, says: Says) -> bool:
    try:
        _change, fields = changes.read(line)
    except MalformedChangeError:
        return True
    return says(fields)
