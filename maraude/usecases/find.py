"""Find a person by what they are called: accents, case and two slips are forgiven."""

from dataclasses import dataclass
from datetime import datetime

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from maraude.domain.identifiers import CODE_LENGTH, is_code
from maraude.domain.person import Person
from maraude.domain.refusal import Refusal
from maraude.domain.spot import Spot
from maraude.domain.text import searchable
from maraude.i18n import _
from maraude.store import persons
from maraude.store.engine import Connection
from maraude.store.records import get
from maraude.usecases import passages, restriction
from maraude.usecases.session import Session

LIMIT = 50
FEW = 8
"""So many good answers are enough: no other spelling is looked for."""
LEAST = 3
"""Letters from which on slips are forgiven."""
SHORT = 4
"""Letters up to which one slip is forgiven, two beyond."""


@dataclass(frozen=True, slots=True)
class Found:
    """A person, and when (UTC) and where they were last met, if they were.

    ``passed`` says who saw them a short while ago, ``hidden`` that the file is frozen, and that
    whoever works here is shown nothing of it.
    """

    person: Person
    last_met: datetime | None = None
    spot: str = ""
    passed: str = ""
    hidden: bool = False


def people(session: Session, text: str, limit: int = LIMIT) -> tuple[Found, ...]:
    """Give the persons whom ``text`` may name, the likeliest first, at most ``limit``.

    Without text, those last met. A word's beginning comes before a name spelt almost so.
    """
    reader = session.store.reader
    wanted = searchable(text)
    if not wanted:
        return _found(session, persons.recently_met(reader, limit))
    known = persons.by_code(reader, text.strip().upper()) if _may_be_code(text) else None
    exact = ((known,) if known else ()) + persons.starting_with(reader, wanted)
    if len(exact) >= FEW or len(wanted) < LEAST:
        return _found(session, exact[:limit])
    alike = persons.heads(reader, _alike(reader, wanted, limit))
    every = {person.id: person for person in (*exact, *alike)}
    return _found(session, tuple(every.values())[:limit])


def one(session: Session, code: str) -> Person | None:
    """Give the person of a code, as read aloud or typed."""
    return persons.by_code(session.store.reader, code.strip().upper())


def named(session: Session, code: str) -> Person:
    """Give the person of a code; Refusal ``no-such-person``."""
    person = one(session, code)
    if person is None:
        raise Refusal("no-such-person", _("Aucune fiche n'a le code {code}.").format(code=code))
    return person


def alike(session: Session, person: Person) -> tuple[Person, ...]:
    """Give other files that may be of the same person: called almost the same.

    What is known of both, age and gender, must not differ.
    """
    reader = session.store.reader
    ids: dict[str, None] = {}
    for name in person.names:
        wanted = searchable(name)
        ids.update(dict.fromkeys(_same(reader, wanted)))
    others = persons.heads(reader, ids)
    frozen = persons.restricted(reader)
    return tuple(
        other
        for other in others
        if other.id not in frozen | {person.id}
        and _may_be_one(person, other)
        and other.forget_at is None
    )


def slips(wanted: str) -> int:
    """Give how many letters of a folded text may be wrong, missing, too many or swapped."""
    if len(wanted) < LEAST:
        return 0
    return 1 if len(wanted) <= SHORT else 2


def _alike(reader: Connection, wanted: str, limit: int) -> list[str]:
    """Give the ids of those of whom a name begins almost so, the nearest first.

    A letter too many or missing moves the end of the word: several lengths are compared.
    """
    names = persons.names(reader)
    nearest: dict[str, int] = {}
    forgiven = slips(wanted)
    for length in range(len(wanted) - forgiven, len(wanted) + forgiven + 1):
        beginnings = [name[:length] for name, _record in names]
        for _text, distance, place in process.extract_iter(
            wanted, beginnings, scorer=DamerauLevenshtein.distance, score_cutoff=forgiven
        ):
            record = names[place][1]
            nearest[record] = min(int(distance), nearest.get(record, len(wanted)))
    return sorted(nearest, key=lambda record: nearest[record])[:limit]


def _same(reader: Connection, wanted: str) -> list[str]:
    """Give the ids of those of whom a whole name is almost so, but for short ones."""
    if len(wanted) < LEAST:
        return []
    names = persons.names(reader)
    cutoff = max(slips(wanted) - 1, 0)
    found = process.extract_iter(
        wanted,
        [name for name, _record in names],
        scorer=DamerauLevenshtein.distance,
        score_cutoff=cutoff,
    )
    return [names[place][1] for _text, _distance, place in found]


def _may_be_one(person: Person, other: Person) -> bool:
    """Tell whether nothing known of two persons differs."""
    pairs = ((person.age, other.age), (person.gender, other.gender))
    return all(not mine or not theirs or mine == theirs for mine, theirs in pairs)


def _found(session: Session, people: tuple[Person, ...]) -> tuple[Found, ...]:
    ids = [person.id for person in people]
    met = persons.last_met(session.store.reader, ids)
    passed = passages.recent(session, ids)
    spots: dict[str, str] = {}
    for spot in {last.spot for last in met.values() if last.spot}:
        record = get(session.store.reader, Spot, spot)
        spots[spot] = record.name if record else ""
    found = (
        Found(
            person,
            last.at,
            spots.get(last.spot or "", ""),
            passages.told(session, passed[person.id]) if person.id in passed else "",
        )
        if (last := met.get(person.id))
        else Found(person)
        for person in people
    )
    hidden = restriction.hidden(session)
    return tuple(Found(f.person, hidden=True) if f.person.id in hidden else f for f in found)


def _may_be_code(text: str) -> bool:
    bare = text.strip().upper()
    return len(bare) == CODE_LENGTH + 1 and is_code(bare)
