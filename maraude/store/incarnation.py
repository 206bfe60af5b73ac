"""The laptop's identity in the numbering of changes: eight random bytes, and counters."""

import secrets
from dataclasses import dataclass

from maraude.domain.clock import HybridTime
from maraude.store.engine import Connection


@dataclass(frozen=True, slots=True)
class Incarnation:
    """Which incarnation writes, and what it last gave: change number, transaction, time."""

    inc: str
    n: int
    tx: int
    h: HybridTime


def mint(connection: Connection) -> None:
    """Give a new profile its first incarnation."""
    connection.execute(
        "INSERT INTO incarnation (inc, n, tx, h) VALUES (?, 0, 0, ?)",
        (secrets.token_hex(8), str(HybridTime())),
    )


def fork(connection: Connection) -> None:
    """Go on under a new incarnation: a restored copy must not number changes a second time.

    The changes so far stay with the parent, up to ``parent_n``.
    """
    parent = current(connection)
    connection.execute(
        "INSERT INTO incarnation (inc, parent, parent_n, n, tx, h) VALUES (?, ?, ?, 0, ?, ?)",
        (secrets.token_hex(8), parent.inc, parent.n, parent.tx, str(parent.h)),
    )


def adopt(connection: Connection, inc: str, parent: str, parent_n: int, n: int) -> None:
    """Go on as an incarnation that the server has given, with ``n`` changes under its name."""
    now = current(connection)
    connection.execute(
        "INSERT INTO incarnation (inc, parent, parent_n, n, tx, h) VALUES (?, ?, ?, ?, ?, ?)",
        (inc, parent, parent_n, n, now.tx, str(now.h)),
    )


def is_known(connection: Connection, inc: str) -> bool:
    """Tell whether the laptop writes, or wrote, as ``inc``."""
    query = "SELECT 1 FROM incarnation WHERE inc = ?"
    return connection.execute(query, (inc,)).fetchone() is not None


def parent(connection: Connection, inc: str) -> tuple[str, int]:
    """Give from which incarnation one forked, and after which number; empty if from none."""
    parent, n = connection.execute(
        "SELECT parent, parent_n FROM incarnation WHERE inc = ?", (inc,)
    ).fetchone()
    return parent or "", n or 0


def current(connection: Connection) -> Incarnation:
    """Give the incarnation that writes now: the one minted last."""
    inc, n, tx, h = connection.execute(
        "SELECT inc, n, tx, h FROM incarnation ORDER BY rowid DESC LIMIT 1"
    ).fetchone()
    return Incarnation(inc, n, tx, HybridTime.parse(h))


def keep(connection: Connection, incarnation: Incarnation) -> None:
    """Keep the counters."""
    connection.execute(
        "UPDATE incarnation SET n = ?, tx = ?, h = ? WHERE inc = ?",
        (incarnation.n, incarnation.tx, str(incarnation.h), incarnation.inc),
    )
