"""Answer a call to the 115 that is still open."""

from dataclasses import replace

from maraude.domain.referral import CALL, OPEN_CALL, Referral
from maraude.domain.refusal import Refusal
from maraude.domain.tour import Tour
from maraude.i18n import _
from maraude.store import encounters
from maraude.store.records import get
from maraude.usecases.session import Session


def oldest_open(session: Session, tour: Tour) -> Referral | None:
    """Give the tour's call that has waited longest for an answer."""
    return next(iter(encounters.open_calls(session.store.reader, tour.id)), None)


def by_id(session: Session, call: str) -> Referral:
    """Give a call; Refusal where it is unknown."""
    found = get(session.store.reader, Referral, call)
    if found is None:
        raise Refusal("no-such-call", _("Cet appel n'est plus dans la maraude."))
    return found


def answer(session: Session, call: Referral, result: str) -> Referral:
    """Close a call with a result of the call results; the minutes since it was noted are added."""
    if call.target != CALL or call.result != OPEN_CALL:
        raise Refusal("call-closed", _("Cet appel au 115 a déjà sa réponse."))
    now = session.now()
    waited = (call.waited or 0) + max(0, round((now - call.at).total_seconds() / 60))
    answered = replace(call, result=result, waited=waited, closed_at=now)
    session.store.write(lambda t: t.save(answered), undoable_in=call.tour).result()
    return answered
