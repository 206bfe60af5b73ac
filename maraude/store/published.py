"""How far this laptop has read the directory that the base publishes."""

from collections.abc import Mapping
from dataclasses import dataclass

from maraude.protocol import directory
from maraude.protocol.directory import Page
from maraude.store.engine import Connection


@dataclass(frozen=True, slots=True)
class Standing:
    """The ``version`` that the directory has come to, and how far each source was read.

    The version is 0 where nothing was read yet, or where a file was imported here in the place of
    what the base publishes.
    """

    version: int
    positions: Mapping[str, int]


def standing(connection: Connection) -> Standing:
    """Give how far it was read."""
    rows = connection.execute("SELECT source, position, version FROM published").fetchall()
    positions = {source: position for source, position, _version in rows}
    return Standing(min((version for _s, _p, version in rows), default=0), positions)


def keep(connection: Connection, positions: Mapping[str, int], version: int) -> None:
    """Keep that sources were read so far, and all of the directory up to ``version``."""
    connection.executemany(
        "INSERT OR REPLACE INTO published VALUES (?, ?, 0)", list(positions.items())
    )
    connection.execute("UPDATE published SET version = ?", (version,))


def forget(connection: Connection, source: str) -> None:
    """Let a source be read anew: it was imported here in the place of what the base publishes."""
    gone = connection.execute("DELETE FROM published WHERE source = ?", (source,))
    if gone.rowcount:
        connection.execute("UPDATE published SET version = 0")


def is_as_told(connection: Connection, page: Page) -> bool:
    """Tell whether a source has the services that the base says it has."""
    query = "SELECT digest FROM service WHERE source = ?"
    digests = [digest for (digest,) in connection.execute(query, (page.source,))]
    return (len(digests), directory.total(digests)) == (page.count, page.sum)
