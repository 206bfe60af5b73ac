"""A person's rights: where each stands, and the next step with its evening.

Where each stands is for who decides; every team reads what comes next, and not for which right.
"""

from dataclasses import replace

from maraude.domain import codes
from maraude.domain.evening import Evening
from maraude.domain.person import Person
from maraude.domain.refusal import Refusal
from maraude.domain.right import Right, RightStep
from maraude.domain.text import clean_line
from maraude.i18n import _
from maraude.store import of_person
from maraude.usecases import protected
from maraude.usecases.session import Session


def of(session: Session, person: str) -> tuple[Right, ...]:
    """Give a person's rights, those with a next step first; none to who may not read them."""
    return of_person.rights(session.store.reader, person) if may_read(session) else ()


def steps(session: Session, person: str) -> tuple[RightStep, ...]:
    """Give what comes next with a person's papers, but for the rights that are read here."""
    known = {right.id for right in of(session, person)}
    found = of_person.right_steps(session.store.reader, person)
    return tuple(step for step in found if step.right not in known)


def may_read(session: Session) -> bool:
    """Tell whether who works here reads where rights stand."""
    return protected.reads(session, "right")


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
    told = _step(session, right)
    saved = (right, told) if told else (right,)
    session.store.write(lambda t: t.save(*saved), undoable_in=person.id).result()
    return right


def put_step(
    session: Session,
    person: Person,
    text: str,
    due: Evening | None = None,
    known: RightStep | None = None,
) -> RightStep:
    """Note what comes next with a person's papers, or change what was ``known``.

    Without text what was known is dropped, and else refused: ``empty-note``.
    """
    text = clean_line(text)
    if known is None and not text:
        raise Refusal("empty-note", _("La note est vide."))
    before = known or RightStep(id=session.ids.record(), person=person.id, text=text)
    step = replace(before, text=text, due=due, deleted=not text)
    session.store.write(lambda t: t.save(step), undoable_in=person.id).result()
    return step


def _step(session: Session, right: Right) -> RightStep | None:
    """Give what every team is to read of a right now; None where they never read anything of it."""
    found = of_person.right_steps(session.store.reader, right.person)
    known = next((step for step in found if step.right == right.id), None)
    if known is None and not right.next_step:
        return None
    step = known or RightStep(id=session.ids.record(), person=right.person, text="", right=right.id)
    return replace(step, text=right.next_step, due=right.due, deleted=not right.next_step)
