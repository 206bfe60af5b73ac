"""Whole tables of synced records, as the documents that laptops exchange."""

import json
from collections.abc import Iterator
from typing import Any

from maraude.store import records
from maraude.store.engine import Connection


def documents(connection: Connection, type_name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the id and the document of every row that is not deleted, in a lasting order.

    A document has the fields that newer programs wrote, too, and where the row belongs.
    """
    shape = records.table(type_name)
    columns = ", ".join(f'"{name}"' for name in shape.columns)
    query = f'SELECT id, extra, {columns} FROM "{type_name}" WHERE deleted = 0 ORDER BY id'  # noqa: S608 - names are ours
    for identifier, extra, *values in connection.execute(query):
        yield identifier, {**shape.document(tuple(values)), **json.loads(extra)}
