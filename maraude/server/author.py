"""Who wrote the changes that are being applied, and when at the latest."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from maraude.domain.clock import HybridTime
from maraude.domain.merge import Lineage, Stamp, Write
from maraude.protocol.changes import Change
from maraude.server import incarnations

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

    def write(self, change: Change, fields: dict[str, Any], rv: int) -> Write:
        """Give a change as the merge takes it, making version ``rv`` of its row."""
        stamp = Stamp(rv, self.inc, change.n, min(change.h, self.latest), change.a)
        lineage = {**self.ancestors, self.inc: change.n}
        return Write(stamp, change.b, fields, lineage, frozenset(change.s))
