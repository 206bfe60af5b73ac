"""Plan to see someone, or a place, again; move it, do it, drop it."""

from dataclasses import replace

from maraude.domain.evening import Evening
from maraude.domain.followup import FollowUp, FollowUpState
from maraude.domain.refusal import Refusal
from maraude.domain.text import clean_line
from maraude.i18n import _
from maraude.store import follow_ups
from maraude.usecases import tours
from maraude.usecases.session import Session

LONGEST = 366


def due(session: Session, evening: Evening) -> tuple[FollowUp, ...]:
    """Give the open follow-ups of an evening."""
    return follow_ups.due_on(session.store.reader, str(evening))


def overdue(session: Session) -> tuple[FollowUp, ...]:
    """Give the open follow-ups of evenings that have passed, the latest first."""
    return follow_ups.overdue(session.store.reader, str(session.evening))


def without_evening(session: Session) -> tuple[FollowUp, ...]:
    """Give the open follow-ups that nobody gave an evening yet."""
    return follow_ups.without_evening(session.store.reader)


def of_person(session: Session, person: str) -> tuple[FollowUp, ...]:
    """Give a person's open follow-ups, the next one first, those without an evening last."""
    return follow_ups.of_person(session.store.reader, person)


def plan(
    session: Session,
    *,
    person: str | None = None,
    spot: str | None = None,
    due: Evening | None = None,
    every: int = 0,
    note: str = "",
) -> FollowUp:
    """Plan to see a person, else a spot, again; ``every`` so many evenings once it is done."""
    tour = tours.current(session)
    planned = FollowUp(
        id=session.ids.record(),
        due=_ahead(session, due),
        tour=tour.id if tour else "",
        person=person,
        spot=spot,
        every=every,
        note=clean_line(note),
    )
    return _keep(session, planned)


def move(session: Session, follow_up: FollowUp, due: Evening | None) -> FollowUp:
    """Give a follow-up another evening, or none for now."""
    return _keep(session, replace(follow_up, due=_ahead(session, due)))


def finish(session: Session, follow_up: FollowUp) -> FollowUp:
    """Mark a follow-up as done; one that comes back is planned again."""
    done = replace(follow_up, state=FollowUpState.DONE)
    again = next_one(session, follow_up, session.evening)
    job = (done, again) if again else (done,)
    session.store.write(
        lambda t: t.save(*job), undoable_in=session.scope(follow_up.person)
    ).result()
    return done


def drop(session: Session, follow_up: FollowUp) -> FollowUp:
    """Give up a follow-up, which then does not come back."""
    return _keep(session, replace(follow_up, state=FollowUpState.DROPPED))


def next_one(session: Session, follow_up: FollowUp, evening: Evening) -> FollowUp | None:
    """Give the follow-up that comes after one done on an evening, None where none does."""
    if not follow_up.every:
        return None
    due = evening.later(follow_up.every)
    return replace(follow_up, id=session.ids.record(), due=due, encounter=None)


def _ahead(session: Session, due: Evening | None) -> Evening | None:
    tonight = session.evening
    if due is not None and not tonight <= due <= tonight.later(LONGEST):
        raise Refusal("bad-evening", _("Cette soirée est passée, ou à plus d'un an."))
    return due


def _keep(session: Session, follow_up: FollowUp) -> FollowUp:
    session.store.write(
        lambda t: t.save(follow_up), undoable_in=session.scope(follow_up.person)
    ).result()
    return follow_up
