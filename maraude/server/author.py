"""Who wrote the changes that are being applied, and when at the latest."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, exists, select

from maraude.domain.clock import HybridTime
from maraude.domain.merge import Lineage, Stamp, Write
from maraude.protocol.changes import Change
from maraude.server import incarnations
from maraude.server.tables import change as change_table
from maraude.server.tables import quarantine

_AHEAD_MS = 120_000
"""How far past the server's clock a change may lie and still count as later than others."""


@dataclass(frozen=True, slots=True)
class Author:
    """An incarnation whose changes are being applied, as late as ``latest`` at most."""

    inc: str
    ancestors: Lineage
    latest: str

    @classmethod
    def of(cls, connection: Connection, inc: str, at: int) -> "Author":
        """Give the author of changes that arrive at ``at``."""
        latest = str(HybridTime(at + _AHEAD_MS))
        return cls(inc, incarnations.ancestors(connection, inc), latest)

    def write(
        self, connection: Connection, change: Change, fields: dict[str, Any], rv: int
    ) -> Write:
        """Give a change as the merge takes it, making version ``rv`` of its row."""
        stamp = Stamp(rv, self.inc, change.n, min(change.h, self.latest), change.a)
        settles = frozenset(change.s)
        overtakes = settles - _applied(connection, settles) if settles else settles
        return Write(stamp, change.b, fields, self.lineage(change.n), settles, overtakes)

    def lineage(self, n: int) -> Lineage:
        """Give what the author of change ``n`` knows as their own."""
        return {**self.ancestors, self.inc: n}


def _applied(
    connection: Connection, named: Iterable[tuple[str, int]]
) -> frozenset[tuple[str, int]]:
    """Give which changes (incarnation, n) have come, and are not kept apart."""
    kept_apart = and_(
        quarantine.c.inc == change_table.c.inc,
        quarantine.c.n == change_table.c.n,
        quarantine.c.released_at.is_(None),
    )
    query = select(change_table.c.n).where(~exists().where(kept_apart))
    return frozenset(
        (inc, n)
        for inc, n in named
        if connection.execute(
            query.where(change_table.c.inc == inc, change_table.c.n == n)
        ).one_or_none()
    )
