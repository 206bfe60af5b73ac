"""What is kept about one person, under their file and those merged into it."""

from collections.abc import Iterator
from typing import TypeVar

from maraude.domain.person import PersonIdentity
from maraude.domain.referral import Referral
from maraude.domain.right import Right
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


def rights(connection: Connection, person: str) -> tuple[Right, ...]:
    """Give a person's rights, those with a next step first, by its evening."""
    order = "next_step = '', due IS NULL, due, code"
    return tuple(_select(connection, Right, person, order))


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
