"""Follow a referral to its result."""

from dataclasses import replace

from maraude.domain import codes
from maraude.domain.referral import Referral
from maraude.domain.refusal import Refusal
from maraude.domain.shorthand.meaning import AWAITED
from maraude.i18n import _
from maraude.store import of_person
from maraude.usecases.session import Session


def of(session: Session, person: str) -> tuple[Referral, ...]:
    """Give a person's referrals, the latest first."""
    return of_person.referrals(session.store.reader, person)


def is_awaited(referral: Referral) -> bool:
    """Tell whether something may still come of a referral."""
    return referral.result in AWAITED


def conclude(
    session: Session, referral: Referral, result: str, *, person: str, reason: str = ""
) -> Referral:
    """Say what came of a referral: a result of its list, and why (list 8) where it was declined.

    It can be undone in the file of ``person``.
    """
    listed = "call_results" if referral.is_call else "referral_results"
    if result not in codes.load(listed) or (reason and reason not in codes.load("refusal_reasons")):
        raise Refusal(
            "unknown-code", _("« {code} » n'est pas dans la liste.").format(code=reason or result)
        )
    closed_at = None if result in AWAITED else session.now()
    followed = replace(referral, result=result, reason=reason, closed_at=closed_at)
    session.store.write(lambda t: t.save(followed), undoable_in=person).result()
    return followed
