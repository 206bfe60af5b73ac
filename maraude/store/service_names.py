"""Services by what they are called: an index of the runs of three letters in their names."""

from collections.abc import Sequence
from functools import lru_cache

from maraude.domain.text import searchable
from maraude.store import trigrams
from maraude.store.engine import Connection, listed


def create(connection: Connection) -> None:
    """Make the index, over the services that are there already."""
    connection.execute(
        "CREATE VIRTUAL TABLE service_part"
        " USING fts5(words, content='', contentless_delete=1, tokenize='trigram')"
    )
    for key, name, organisation in connection.execute(
        "SELECT key, name, organisation FROM service"
    ).fetchall():
        insert(connection, key, name, organisation)


def insert(connection: Connection, key: int, name: str, organisation: str) -> None:
    """Have a service found by its name and that of its organisation."""
    words = f" {_called(name, organisation)} "
    connection.execute("INSERT INTO service_part (rowid, words) VALUES (?, ?)", (key, words))


def delete(connection: Connection, identifier: str) -> None:
    """Have a service, still there, found no longer."""
    connection.execute(
        "DELETE FROM service_part WHERE rowid IN (SELECT key FROM service WHERE id = ?)",
        (identifier,),
    )


def alike(connection: Connection, words: Sequence[str], limit: int) -> dict[int, str]:
    """Give the services that share the most with folded ``words``, and what each is called."""
    expression = trigrams.any_of(_rarest(connection, trigrams.parts(words)))
    if not expression:
        return {}
    rows = connection.execute(
        "SELECT key, name, organisation FROM"
        " (SELECT rowid, rank FROM service_part WHERE service_part MATCH ? ORDER BY rank LIMIT ?)"
        " AS found JOIN service ON key = found.rowid ORDER BY found.rank",
        (expression, limit),
    )
    return {key: _called(name, organisation) for key, name, organisation in rows}


def _rarest(connection: Connection, parts: Sequence[str]) -> list[str]:
    """Give the parts that tell most: as many as stand together in no more names than there are.

    What stands in nearly every name tells nothing, and ranking takes time for each name.
    """
    connection.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.service_part_count"
        " USING fts5vocab(main, service_part, row)"
    )
    (left,) = connection.execute("SELECT count(*) FROM service").fetchone()
    rows = connection.execute(
        "SELECT term, doc FROM service_part_count"
        " WHERE term IN (SELECT value FROM json_each(?)) ORDER BY doc",
        (listed(parts),),
    )
    found: list[str] = []
    for part, names in rows:
        left -= names
        if found and left < 0:
            break
        found.append(part)
    return found


@lru_cache(maxsize=16_384)
def _called(*names: str) -> str:
    return searchable(" ".join(names))
