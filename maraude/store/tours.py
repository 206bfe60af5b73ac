"""Tours as stored."""

from maraude.domain.evening import Evening
from maraude.domain.tour import Tour
from maraude.store.engine import Connection
from maraude.store.records import select


def of_evening(connection: Connection, team: str, evening: Evening) -> Tour | None:
    """Give a team's tour of an evening: the open one first, else the one that began last."""
    return next(
        select(
            connection,
            Tour,
            "team = ? AND evening = ? AND deleted = 0"
            " ORDER BY ended_at IS NULL DESC, started_at DESC LIMIT 1",
            team,
            str(evening),
        ),
        None,
    )


def before(connection: Connection, team: str, evening: Evening) -> Tour | None:
    """Give a team's last tour of the evenings before one."""
    where = "team = ? AND evening < ? AND deleted = 0 ORDER BY evening DESC, started_at DESC"
    return next(select(connection, Tour, f"{where} LIMIT 1", team, str(evening)), None)


def after(connection: Connection, team: str, evening: Evening) -> Tour | None:
    """Give a team's first tour of the evenings after one."""
    where = "team = ? AND evening > ? AND deleted = 0 ORDER BY evening, started_at"
    return next(select(connection, Tour, f"{where} LIMIT 1", team, str(evening)), None)


def left_open(connection: Connection, team: str, before: Evening) -> tuple[Tour, ...]:
    """Give a team's tours of earlier evenings that nobody ended."""
    where = "team = ? AND ended_at IS NULL AND deleted = 0 AND evening < ? ORDER BY evening"
    return tuple(select(connection, Tour, where, team, str(before)))


def evening_before(connection: Connection, evening: Evening) -> Evening | None:
    """Give the last evening before one on which any team was out."""
    return _evening(connection, "SELECT max(evening) FROM tour WHERE evening < ?", evening)


def evening_after(connection: Connection, evening: Evening) -> Evening | None:
    """Give the first evening after one on which any team was out."""
    return _evening(connection, "SELECT min(evening) FROM tour WHERE evening > ?", evening)


def all_of_evening(connection: Connection, evening: Evening) -> tuple[Tour, ...]:
    """Give every team's tours of an evening, in the order in which they began."""
    where = "evening = ? AND deleted = 0 ORDER BY started_at"
    return tuple(select(connection, Tour, where, str(evening)))


def between(connection: Connection, first: Evening, last: Evening) -> tuple[Tour, ...]:
    """Give every team's tours of the evenings from ``first`` to ``last``."""
    where = "evening BETWEEN ? AND ? AND deleted = 0"
    return tuple(select(connection, Tour, where, str(first), str(last)))


def last_of_team(
    connection: Connection, team: str, *, loaded: bool = False, but: str = ""
) -> Tour | None:
    """Give the tour that a team began last, ``but`` one; with ``loaded``, one that took stock."""
    where = "team = ? AND id <> ? AND deleted = 0"
    stock = " AND stock_out <> '[]'" if loaded else ""
    order = " ORDER BY evening DESC, started_at DESC LIMIT 1"
    return next(select(connection, Tour, where + stock + order, team, but), None)


def _evening(connection: Connection, query: str, evening: Evening) -> Evening | None:
    (found,) = connection.execute(f"{query} AND deleted = 0", (str(evening),)).fetchone()
    return Evening.parse(found) if found else None
