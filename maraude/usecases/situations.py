"""Where a person sleeps and spends the day: begin an episode, which ends the one before."""

from dataclasses import replace

from maraude.domain import codes
from maraude.domain.evening import Evening
from maraude.domain.person import Person
from maraude.domain.refusal import Refusal
from maraude.domain.situation import Situation
from maraude.domain.text import clean_line
from maraude.i18n import _
from maraude.store import of_person
from maraude.store.transaction import Transaction
from maraude.usecases.session import Session


def of(session: Session, person: str) -> tuple[Situation, ...]:
    """Give a person's episodes, the present one first."""
    return of_person.situations(session.store.reader, person)


def disputed(session: Session) -> tuple[tuple[str, tuple[Situation, ...]], ...]:
    """Give the files in which several episodes last, with these, the latest first.

    One laptop ends an episode where it begins another: two people did not know of each other.
    """
    reader = session.store.reader
    return tuple((file, lasting(session, file)) for file in of_person.disputed(reader))


def lasting(session: Session, person: str) -> tuple[Situation, ...]:
    """Give the episodes of a person that have not ended, the latest first."""
    return tuple(one for one in of(session, person) if one.until is None)


def words(situation: Situation) -> str:
    """Say where a person sleeps and spends the day, in an episode."""
    day = _("le jour : {day}").format(day=situation.day) if situation.day else ""
    night = codes.load("situations").label(situation.night)
    return " · ".join(filter(None, (night, situation.place, day)))


def begin(
    session: Session,
    person: Person,
    night: str,
    *,
    place: str = "",
    day: str = "",
    since: Evening | None = None,
) -> Situation:
    """Say where a person sleeps (list 3) since an evening, tonight by default."""
    if night not in codes.load("situations"):
        raise Refusal("unknown-code", _("« {code} » n'est pas dans la liste.").format(code=night))
    first = since or session.evening
    if first > session.evening:
        raise Refusal("bad-evening", _("Cette soirée n'est pas encore venue."))
    situation = Situation(
        id=session.ids.record(),
        person=person.id,
        night=night,
        since=first,
        place=clean_line(place),
        day=clean_line(day),
        author=session.store.author,
        at=session.now(),
    )
    ended = [replace(known, until=first) for known in lasting(session, person.id)]

    def job(transaction: Transaction) -> None:
        transaction.save(*ended, situation)

    session.store.write(job, undoable_in=person.id).result()
    return situation
