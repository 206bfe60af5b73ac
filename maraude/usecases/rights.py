"""A person's rights: where each stands, and the next step with its evening."""

from dataclasses import replace

from maraude.domain import codes
from maraude.domain.evening import Evening
from maraude.domain.person import Person
from maraude.domain.refusal import Refusal
from maraude.domain.right import Right
from maraude.domain.text import clean_line
from maraude.i18n import _
from maraude.store import of_person
from maraude.usecases.session import Session


def of(session: Session, person: str) -> tuple[Right, ...]:
    """Give a person's rights, those with a next step first."""
    return of_person.rights(session.store.reader, person)


def put(
    session: Session,
    person: Person,
    code: str,
    state: str,
    *,
    next_step: str = "",
    due: Evening | None = None,
) -> Right:
    """Say where a right (list 11) stands; what was said of it before is replaced."""
    if code not in codes.load("rights") or state not in codes.load("right_states"):
        raise Refusal(
            "unknown-code", _("« {code} » n'est pas dans la liste.").format(code=f"{code} {state}")
        )
    known = next((right for right in of(session, person.id) if right.code == code), None)
    before = known or Right(id=session.ids.record(), person=person.id, code=code, state=state)
    right = replace(before, state=state, next_step=clean_line(next_step), due=due)
    session.store.write(lambda t: t.save(right), undoable_in=person.id).result()
    return right
