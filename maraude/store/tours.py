"""Tours as stored."""

from maraude.domain.evening import Evening
from maraude.domain.tour import Tour
from maraude.store.engine import Connection
from maraude.store.records import select


def of_evening(connection: Connection, evening: Evening) -> Tour | None:
    """Give the tour of an evening: the open one first, else the one that began last."""
    return next(
        select(
            connection,
            Tour,
            "evening = ? AND deleted = 0 ORDER BY ended_at IS NULL DESC, started_at DESC LIMIT 1",
            str(evening),
        ),
        None,
    )


def before(connection: Connection, evening: Evening) -> Tour | None:
    """Give the last tour of the evenings before one."""
    where = "evening < ? AND deleted = 0 ORDER BY evening DESC, started_at DESC LIMIT 1"
    return next(select(connection, Tour, where, str(evening)), None)


def after(connection: Connection, evening: Evening) -> Tour | None:
    """Give the first tour of the evenings after one."""
    where = "evening > ? AND deleted = 0 ORDER BY evening, started_at LIMIT 1"
    return next(select(connection, Tour, where, str(evening)), None)


def left_open(connection: Connection, before: Evening) -> tuple[Tour, ...]:
    """Give the tours of earlier evenings that nobody ended."""
    return tuple(
        select(
            connection,
            Tour,
            "ended_at IS NULL AND deleted = 0 AND evening < ? ORDER BY evening",
            str(before),
        )
    )


def all_of_evening(connection: Connection, evening: Evening) -> tuple[Tour, ...]:
    """Give every team's tours of an evening, in the order in which they began."""
    where = "evening = ? AND deleted = 0 ORDER BY started_at"
    return tuple(select(connection, Tour, where, str(evening)))


def last_of_team(
    connection: Connection, team: str, *, loaded: bool = False, but: str = ""
) -> Tour | None:
    """Give the tour that a team began last, ``but`` one; with ``loaded``, one that took stock."""
    where = "team = ? AND id <> ? AND deleted = 0"
    stock = " AND stock_out <> '[]'" if loaded else ""
    order = " ORDER BY evening DESC, started_at DESC LIMIT 1"
    return next(select(connection, Tour, where + stock + order, team, but), None)
