"""What people are called."""

from collections.abc import Sequence

from maraude.domain.person import Person
from maraude.store import persons
from maraude.store.records import get
from maraude.usecases.session import Session


def called(session: Session, ids: Sequence[str]) -> tuple[str, ...]:
    """Give what to call each person, in the order of their ids."""
    names = persons.called(session.store.reader, tuple(ids))
    return tuple(names[person] for person in ids if person in names)


def codes(session: Session, ids: Sequence[str]) -> tuple[str, ...]:
    """Give the code of each person, in the order of their ids."""
    found = (get(session.store.reader, Person, person) for person in ids)
    return tuple(person.code for person in found if person)
