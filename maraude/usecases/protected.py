"""What fewer may read than a person's file: notes on violence, notes of the care team."""

from dataclasses import replace

from maraude.domain import codes, feeds
from maraude.domain.encounter import SafetyNote
from maraude.domain.feeds import CARE, Role
from maraude.domain.health_note import HealthMark, HealthNote
from maraude.domain.person import Person
from maraude.domain.refusal import Refusal
from maraude.domain.text import clean, fold
from maraude.domain.tour import Tour
from maraude.i18n import _
from maraude.store import of_person
from maraude.usecases import enrolment
from maraude.usecases.session import Session

SAFETY = ("VIO", "EXP")
"""The alerts (list 6) that are notes of one person alone."""
_NURSES = frozenset({"infirmier", "infirmiere", "nurse"})
"""What a crew's nurse is said to be, folded."""
_OF_CARE = frozenset({"health_note", "health_mark"})


def reads(session: Session, type_name: str) -> bool:
    """Tell whether who works here reads records of a type, those of a narrower audience too.

    Without a server nobody has a role: what is written here is read here, but there is no care
    team to write for.
    """
    role = _role(session)
    return type_name not in _OF_CARE if role is None else feeds.may_read(role, type_name)


def writes(session: Session, type_name: str) -> bool:
    """Tell whether who works here writes records of a type."""
    role = _role(session)
    return type_name not in _OF_CARE if role is None else feeds.may_write(role, type_name)


def has_nurse(session: Session, tour: Tour) -> bool:
    """Tell whether who works here is a carer, or somebody of the crew is said to be a nurse."""
    roles = {fold(member.role) for member in tour.members}
    return _role(session) in CARE or not roles.isdisjoint(_NURSES)


def safety(session: Session, person: str) -> tuple[SafetyNote, ...]:
    """Give the notes on violence about a person, the latest first; none to who may not read."""
    if not reads(session, "safety_note"):
        return ()
    return of_person.safety_notes(session.store.reader, person)


def health(session: Session, person: str) -> tuple[HealthNote, ...]:
    """Give what the care team noted of a person, the latest first; none to who may not read."""
    if not reads(session, "health_note"):
        return ()
    return of_person.health_notes(session.store.reader, person)


def health_marks(session: Session, person: str) -> tuple[HealthMark, ...]:
    """Give which notes the care team keeps of a person, to who decides and may not read them."""
    if not reads(session, "health_mark"):
        return ()
    return of_person.health_marks(session.store.reader, person)


def note_safety(session: Session, person: Person, code: str, text: str) -> SafetyNote:
    """Note violence or exploitation (``SAFETY``) of one person, for who decides; anyone may.

    Refusal: ``unknown-code``, ``empty-note``.
    """
    if code not in SAFETY:
        label = codes.load("alerts").label(code)
        raise Refusal("unknown-code", _("« {code} » n'est pas dans la liste.").format(code=label))
    note = SafetyNote(
        id=session.ids.record(), at=session.now(), code=code, person=person.id, text=_text(text)
    )
    session.store.write(lambda t: t.save(note), undoable_in=person.id).result()
    return note


def note_health(session: Session, person: Person, text: str) -> HealthNote:
    """Note something for the care team, and for who decides that there is such a note.

    Refusal: ``not-care``, ``empty-note``.
    """
    if not writes(session, "health_note"):
        raise Refusal(
            "not-care",
            _(
                "Une note de santé s'écrit sur l'ordinateur d'un soignant. Ici, notez le besoin :"
                " « à voir par l'infirmier »."
            ),
        )
    note = HealthNote(id=session.ids.record(), person=person.id, at=session.now(), text=_text(text))
    mark = HealthMark(id=session.ids.record(), person=person.id, health_note=note.id, at=note.at)
    session.store.write(lambda t: t.save(note, mark), undoable_in=person.id).result()
    return note


def withdraw(session: Session, person: Person, note: SafetyNote | HealthNote) -> None:
    """Take a note back, with what tells that it exists; it can be undone."""
    gone: list[SafetyNote | HealthNote | HealthMark] = [replace(note, deleted=True)]
    if isinstance(note, HealthNote):
        marks = of_person.health_marks(session.store.reader, person.id)
        gone += [replace(mark, deleted=True) for mark in marks if mark.health_note == note.id]
    session.store.write(lambda t: t.save(*gone), undoable_in=person.id).result()


def _role(session: Session) -> Role | None:
    """Give what this laptop is to its server; None where it has none."""
    server = enrolment.server(session)
    if server is None:
        return None
    # A role that only newer programs know reads here what everyone reads.
    return Role(server.role) if server.role in set(Role) else Role.VOLUNTEER


def _text(text: str) -> str:
    text = clean(text).strip()
    if not text:
        raise Refusal("empty-note", _("La note est vide."))
    return text
