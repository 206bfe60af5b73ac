"""Whom the teams saw often and then no more: nobody is lost from sight in silence."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from maraude.domain.evening import Evening
from maraude.domain.person import Person
from maraude.i18n import _
from maraude.store import alerts, follow_ups, persons, sightings
from maraude.store.sightings import Sighting
from maraude.usecases import restriction
from maraude.usecases.session import Session

EVENINGS = 3
WINDOW = 60
QUIET = 21
SHOWN = 20
DEATH = "DEC"


@dataclass(frozen=True, slots=True)
class Lost:
    """A person seen on so many ``evenings`` of the window, and when that was last."""

    person: str
    called: str
    evenings: int
    last: Sighting


def definition() -> str:
    """Say who is suggested."""
    return _(
        "vus au moins {evenings} soirées en {window} jours, puis plus pendant {quiet} jours"
    ).format(evenings=EVENINGS, window=WINDOW, quiet=QUIET)


def suggestions(session: Session) -> tuple[Lost, ...]:
    """Give at most 20 persons who may have been lost from sight, those seen most often first.

    Left out are those who do not want a file, who contest it or asked to be forgotten,
    whose death was announced, and for whom something is planned already.
    """
    return tuple(islice(_suggestions(session), SHOWN))


def _suggestions(session: Session) -> Iterator[Lost]:
    reader = session.store.reader
    until = session.evening.later(-QUIET).ends(session.zone)
    since = session.evening.later(-QUIET - WINDOW).ends(session.zone)
    named: set[str] = set()
    for candidate in sightings.often_then_never(reader, since, until, EVENINGS):
        for person in persons.heads(reader, (candidate,)):
            if person.id not in named and _may_be_looked_for(session, person):
                named.add(person.id)
                yield from _lost(session, person, since, until)


def _lost(session: Session, person: Person, since: datetime, until: datetime) -> Iterator[Lost]:
    """Give the person if they were seen on enough evenings, and not since."""
    seen = sightings.seen_since(session.store.reader, person.id, since)
    evenings = {Evening.at(sighting.at, session.zone) for sighting in seen}
    if len(evenings) >= EVENINGS and seen[0].at < until:
        yield Lost(person.id, person.called, len(evenings), seen[0])


def _may_be_looked_for(session: Session, person: Person) -> bool:
    reader = session.store.reader
    if person.opposed or person.forget_at or restriction.is_frozen(session, person.id):
        return False
    if follow_ups.of_person(reader, person.id):
        return False
    return all(alert.code != DEATH for alert in alerts.open_about(reader, person.id, None))
