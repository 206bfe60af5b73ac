"""What is kept about one person, under their file and those merged into it."""

from collections.abc import Iterator
from typing import TypeVar

from maraude.domain.encounter import SafetyNote
from maraude.domain.health_note import HealthMark, HealthNote
from maraude.domain.person import PersonIdentity
from maraude.domain.referral import Referral
from maraude.domain.right import Right, RightStep
from maraude.domain.situation import Situation
from maraude.store import persons
from maraude.store.engine import Connection
from maraude.store.records import select

R = TypeVar("R")


def identity(connection: Connection, person: str) -> PersonIdentity | None:
    """Give who a person is on paper, None where nobody noted it."""
    return next(_select(connection, PersonIdentity, person, "rowid"), None)


def situations(connection: Connection, person: str) -> tuple[Situation, ...]:
    """Give where a person slept, the present episode first."""
    return tuple(_select(connection, Situation, person, "until IS NOT NULL, since DESC"))


def disputed(connection: Connection) -> tuple[str, ...]:
    """Give the files in which more than one episode lasts, each by its id.

    Episodes of files merged into one count as its own; a file to be forgotten is left in peace.
    """
    rows = connection.execute(
        "WITH RECURSIVE lasting (id, file) AS ("
        " SELECT id, person FROM situation WHERE until IS NULL AND deleted = 0 UNION"
        " SELECT lasting.id, person.merged_into FROM lasting"
        " JOIN person ON person.id = lasting.file WHERE person.merged_into IS NOT NULL)"
        " SELECT file FROM lasting JOIN person ON person.id = file"
        " WHERE merged_into IS NULL AND deleted = 0 AND forget_at IS NULL"
        " GROUP BY file HAVING count(*) > 1 ORDER BY file"
    )
    return tuple(file for (file,) in rows)


def rights(connection: Connection, person: str) -> tuple[Right, ...]:
    """Give a person's rights, those with a next step first, by its evening."""
    order = "next_step = '', due IS NULL, due, code"
    return tuple(_select(connection, Right, person, order))


def right_steps(connection: Connection, person: str) -> tuple[RightStep, ...]:
    """Give what comes next with a person's papers, by its evening."""
    return tuple(_select(connection, RightStep, person, "due IS NULL, due, rowid"))


def safety_notes(connection: Connection, person: str) -> tuple[SafetyNote, ...]:
    """Give the notes on violence or exploitation about a person, the latest first."""
    return tuple(_select(connection, SafetyNote, person, "at DESC"))


def health_notes(connection: Connection, person: str) -> tuple[HealthNote, ...]:
    """Give what the care team noted of a person, the latest first."""
    return tuple(_select(connection, HealthNote, person, "at DESC"))


def health_marks(connection: Connection, person: str) -> tuple[HealthMark, ...]:
    """Give which notes the care team keeps of a person, the latest first."""
    return tuple(_select(connection, HealthMark, person, "at DESC"))


def referrals(connection: Connection, person: str) -> tuple[Referral, ...]:
    """Give the referrals of a person, the latest first."""
    files = persons.all_ids(connection, person)
    marks = ", ".join("?" * len(files))
    found = select(
        connection,
        Referral,
        f"deleted = 0 AND encounter IN (SELECT encounter FROM met WHERE person IN ({marks}))"  # noqa: S608 - marks only
        " ORDER BY at DESC",
        *files,
    )
    return tuple(referral for referral in found if set(files) & set(referral.persons))


def _select(connection: Connection, record_type: type[R], person: str, order: str) -> Iterator[R]:
    files = persons.all_ids(connection, person)
    marks = ", ".join("?" * len(files))
    where = f"person IN ({marks}) AND deleted = 0 ORDER BY {order}"
    return select(connection, record_type, where, *files)
