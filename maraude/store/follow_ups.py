"""Follow-ups as stored."""

from maraude.domain.followup import FollowUp
from maraude.store import persons
from maraude.store.engine import Connection
from maraude.store.records import select

_OPEN = "state = 'open' AND deleted = 0"


def due_on(connection: Connection, evening: str) -> tuple[FollowUp, ...]:
    """Give the open follow-ups that are due on an evening (ISO date)."""
    return tuple(select(connection, FollowUp, f"due = ? AND {_OPEN} ORDER BY rowid", evening))


def overdue(connection: Connection, evening: str, limit: int = -1) -> tuple[FollowUp, ...]:
    """Give the open follow-ups that were due before an evening (ISO date), the latest first."""
    where = f"due < ? AND {_OPEN} ORDER BY due DESC LIMIT ?"
    return tuple(select(connection, FollowUp, where, evening, limit))


def count_overdue(connection: Connection, evening: str) -> int:
    """Count the open follow-ups that were due before an evening (ISO date)."""
    (count,) = connection.execute(
        f"SELECT count(*) FROM follow_up WHERE due < ? AND {_OPEN}",  # noqa: S608 - a constant
        (evening,),
    ).fetchone()
    return int(count)


def without_evening(connection: Connection) -> tuple[FollowUp, ...]:
    """Give the open follow-ups whose evening is still to be said."""
    return tuple(select(connection, FollowUp, f"due IS NULL AND {_OPEN} ORDER BY rowid"))


def open_for(connection: Connection, person: str, until: str = "9999") -> tuple[FollowUp, ...]:
    """Give a person's open follow-ups due by ``until`` (ISO date), the one due first first."""
    files = persons.all_ids(connection, person)
    marks = ", ".join("?" * len(files))
    where = f"person IN ({marks}) AND due <= ? AND {_OPEN} ORDER BY due"
    return tuple(select(connection, FollowUp, where, *files, until))


def of_person(connection: Connection, person: str) -> tuple[FollowUp, ...]:
    """Give a person's open follow-ups, those without an evening last."""
    files = persons.all_ids(connection, person)
    marks = ", ".join("?" * len(files))
    where = f"person IN ({marks}) AND {_OPEN} ORDER BY due IS NULL, due"
    return tuple(select(connection, FollowUp, where, *files))
