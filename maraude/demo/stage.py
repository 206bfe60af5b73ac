"""What the demonstration's history is written with: a session whose clock stands still."""

from dataclasses import dataclass, field
from datetime import datetime, time

from maraude.domain.evening import Evening
from maraude.domain.person import Person
from maraude.protocol.documents import Record
from maraude.store.records import get
from maraude.usecases.session import Session


class StillClock:
    """A clock that shows ``moment`` (UTC) until it is set to another one."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        """Give the moment that it shows."""
        return self.moment


@dataclass(frozen=True, slots=True)
class Stage:
    """``tonight`` is the last evening; ``persons`` and ``spots`` are ids by word and by name."""

    session: Session
    clock: StillClock
    tonight: Evening
    persons: dict[str, str] = field(default_factory=dict)
    spots: dict[str, str] = field(default_factory=dict)

    def evening(self, ago: int) -> Evening:
        """Give the evening that was so many evenings ago; a negative number is one to come."""
        return self.tonight.later(-ago)

    def set_clock(self, ago: int, wall: time) -> datetime:
        """Put the clock to an hour of an evening; gives the moment."""
        self.clock.moment = self.evening(ago).moment(wall, self.session.zone)
        return self.clock.moment

    def person(self, word: str) -> Person:
        """Give the file of someone who was met already."""
        found = get(self.session.store.reader, Person, self.persons[word])
        if found is None:
            raise KeyError(word)
        return found

    def save(self, *records: Record) -> None:
        """Write records in one transaction."""
        self.session.store.write(lambda transaction: transaction.save(*records)).result()
