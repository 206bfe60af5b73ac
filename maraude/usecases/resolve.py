"""Which person or place a word of the line stands for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from maraude.domain.choice import Choice, ChoiceKind
from maraude.domain.person import Person
from maraude.domain.spot import Spot
from maraude.domain.text import searchable
from maraude.store import persons, spots
from maraude.store.records import get
from maraude.usecases.session import Session

LONG_UNSEEN = timedelta(days=60)


class Unfiled(StrEnum):
    """Why an encounter does not go to the file of whom it names."""

    OPPOSED = "opposed"
    FROZEN = "frozen"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that a word may stand for. ``last_met`` is UTC; places have none.

    ``unfiled`` is why a person's file takes nothing, if that is so.
    """

    record: str
    name: str
    last_met: datetime | None = None
    unfiled: Unfiled | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """What a word stands for: ``chosen``, or else one of the ``candidates``, or a new record.

    ``choice`` is what the volunteer chose, if they did; ``long_unseen`` asks for one Enter more.
    """

    kind: ChoiceKind
    word: str
    candidates: tuple[Candidate, ...] = ()
    chosen: Candidate | None = None
    choice: Choice | None = None
    long_unseen: bool = False

    @property
    def name(self) -> str:
        """What to show for the word."""
        if self.chosen:
            return self.chosen.name
        return self.choice.name if self.choice else self.word

    @property
    def unfiled(self) -> Unfiled | None:
        """Why the file of the person for whom the word stands takes nothing, if that is so."""
        return self.chosen.unfiled if self.chosen else None

    @property
    def is_settled(self) -> bool:
        """Whether the word can be saved as it stands."""
        return self.chosen is not None or self.choice is not None


def as_name(word: str) -> str:
    """Give a word typed on the line as the name of a new record: with a capital."""
    return word[:1].upper() + word[1:]


def person(session: Session, word: str, choices: Sequence[Choice]) -> Match:
    """Match a word against what people are called; those met last come first."""
    if choice := _chosen(ChoiceKind.PERSON, word, choices):
        return _by_choice(session, choice, Person)
    known = persons.starting_with(session.store.reader, word)
    found = [person for person in known if person.forget_at is None]
    met = persons.last_met(session.store.reader, [person.id for person in found])
    frozen = persons.restricted(session.store.reader)
    match = _match(
        ChoiceKind.PERSON,
        word,
        tuple(
            Candidate(p.id, p.called, met[p.id].at if p.id in met else None, _unfiled(p, frozen))
            for p in found
        ),
    )
    last = match.chosen.last_met if match.chosen else None
    unseen = last is not None and not match.unfiled and session.now() - last > LONG_UNSEEN
    return Match(match.kind, word, match.candidates, match.chosen, long_unseen=unseen)


def spot(session: Session, word: str, choices: Sequence[Choice]) -> Match:
    """Match a word against the names of places."""
    if choice := _chosen(ChoiceKind.SPOT, word, choices):
        return _by_choice(session, choice, Spot)
    found = spots.starting_with(session.store.reader, word)
    return _match(ChoiceKind.SPOT, word, tuple(Candidate(s.id, s.name) for s in found))


def _chosen(kind: ChoiceKind, word: str, choices: Sequence[Choice]) -> Choice | None:
    same = (c for c in choices if c.kind is kind and searchable(c.word) == searchable(word))
    return next(same, None)


def _by_choice(session: Session, choice: Choice, record_type: type[Person] | type[Spot]) -> Match:
    if not choice.record:
        return Match(choice.kind, choice.word, choice=choice)
    record = get(session.store.reader, record_type, choice.record)
    if record is None or record.deleted:
        return Match(choice.kind, choice.word)
    if isinstance(record, Person):
        head = persons.head(session.store.reader, record)
        unfiled = _unfiled(head, persons.restricted(session.store.reader))
        candidate = Candidate(record.id, record.called, unfiled=unfiled)
    else:
        candidate = Candidate(record.id, record.name)
    return Match(choice.kind, choice.word, (candidate,), candidate, choice)


def _unfiled(person: Person, frozen: frozenset[str]) -> Unfiled | None:
    if person.id in frozen:
        return Unfiled.FROZEN
    return Unfiled.OPPOSED if person.opposed else None


def _match(kind: ChoiceKind, word: str, candidates: tuple[Candidate, ...]) -> Match:
    """Choose where there is no doubt: one candidate, or one that is called exactly so."""
    exact = [c for c in candidates if searchable(c.name) == searchable(word)]
    sure = exact if len(exact) == 1 else candidates
    return Match(kind, word, candidates, sure[0] if len(sure) == 1 else None)
