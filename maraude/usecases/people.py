"""What people are called."""

from collections.abc import Sequence

from maraude.store import persons
from maraude.usecases.session import Session


def called(session: Session, ids: Sequence[str]) -> tuple[str, ...]:
    """Give what to call each person, in the order of their ids."""
    names = persons.called(session.store.reader, tuple(ids))
    return tuple(names[person] for person in ids if person in names)
