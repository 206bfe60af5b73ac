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
    )
    lasting = [known for known in of(session, person.id) if known.until is None]

    def job(transaction: Transaction) -> None:
        transaction.save(*(replace(known, until=first) for known in lasting), situation)

    session.store.write(job, undoable_in=person.id).result()
    return situation
