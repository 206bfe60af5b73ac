"""Words for whoever comes next: transmissions to the teams, notes on a person or a place."""

from dataclasses import replace

from maraude.domain.evening import Evening
from maraude.domain.note import Note
from maraude.domain.refusal import Refusal
from maraude.domain.text import clean
from maraude.i18n import _
from maraude.store import notes
from maraude.usecases import tours
from maraude.usecases.session import Session


def transmissions(session: Session) -> tuple[Note, ...]:
    """Give the transmissions that hold tonight, the latest first."""
    return notes.transmissions(session.store.reader, str(session.evening))


def of_person(session: Session, person: str) -> tuple[Note, ...]:
    """Give the notes on a person that hold tonight, the latest first."""
    return notes.of_person(session.store.reader, person, str(session.evening))


def write(
    session: Session,
    text: str,
    *,
    person: str | None = None,
    spot: str | None = None,
    to: str = "",
    until: Evening | None = None,
) -> Note:
    """Write a note, through the evening ``until`` if it is given; Refusal where it is empty."""
    text = clean(text).strip()
    if not text:
        raise Refusal("empty-note", _("La note est vide."))
    tour = tours.current(session)
    note = Note(
        id=session.ids.record(),
        at=session.now(),
        text=text,
        tour=tour.id if tour else "",
        person=person,
        spot=spot,
        to=clean(to).strip(),
        until=until,
    )
    return _keep(session, note)


def withdraw(session: Session, note: Note) -> Note:
    """Take a note back; it can be undone."""
    return _keep(session, replace(note, deleted=True))


def _keep(session: Session, note: Note) -> Note:
    session.store.write(lambda t: t.save(note), undoable_in=session.scope(note.person)).result()
    return note
