"""Correct a service of the directory for every team, and take a correction back."""

from collections.abc import Sequence
from dataclasses import replace

from maraude.directory.service import FACETS
from maraude.domain.evening import Evening
from maraude.domain.refusal import Refusal
from maraude.domain.service_note import Correction, ServiceNote
from maraude.domain.spot import Position
from maraude.domain.text import clean_line
from maraude.i18n import _
from maraude.store import service_notes
from maraude.usecases import conflicts
from maraude.usecases.session import Session


def holding(session: Session, evening: Evening | None = None) -> tuple[ServiceNote, ...]:
    """Give the corrections that hold on an evening, tonight by default, the latest first."""
    return service_notes.holding(session.store.reader, str(evening or session.evening))


def of_service(session: Session, service: str) -> tuple[ServiceNote, ...]:
    """Give the corrections of a service that hold tonight, the latest first."""
    return tuple(note for note in holding(session) if note.service == service)


def may_correct(session: Session) -> bool:
    """Tell whether who works here corrects services; without a server, everyone does."""
    return conflicts.may_settle(session)


def correct(
    session: Session,
    service: str,
    what: Correction,
    *,
    facet: str = "",
    text: str = "",
    position: Position | None = None,
    until: Evening | None = None,
) -> ServiceNote:
    """Say of a service (id) what is not as its source says; all laptops know once they exchange.

    Refusal: ``not-coordinator``, ``unknown-service``, ``unknown-facet``, ``missing-place``,
    ``bad-evening``.
    """
    _refuse_volunteers(session)
    _refuse_unknown(session, service)
    text = clean_line(text)
    _refuse_empty(what, facet, said=bool(text or position))
    if until and until < session.evening:
        raise Refusal("bad-evening", _("Cette soirée est passée."))
    note = ServiceNote(
        id=session.ids.record(),
        service=service,
        at=session.now(),
        what=what,
        author=session.store.author,
        text=text,
        facet=facet if what is Correction.REFUSES else "",
        lat=position.lat if position else None,
        lon=position.lon if position else None,
        until=until,
    )
    _keep(session, [note])
    return note


def withdraw(session: Session, notes: Sequence[ServiceNote]) -> None:
    """Take corrections back: the source is right again. Refusal: ``not-coordinator``."""
    _refuse_volunteers(session)
    _keep(session, [replace(note, deleted=True) for note in notes])


def _refuse_unknown(session: Session, service: str) -> None:
    with session.services.reading() as snapshot:
        known = snapshot.knows(service)
    if not known:
        raise Refusal(
            "unknown-service", _("L'annuaire n'a pas de service « {id} ».").format(id=service)
        )


def _refuse_empty(what: Correction, facet: str, *, said: bool) -> None:
    if what is Correction.REFUSES and facet not in FACETS:
        raise Refusal(
            "unknown-facet",
            _("Dites qui n'est pas accueilli : {known}.").format(known=", ".join(FACETS)),
        )
    if what is Correction.MOVED and not said:
        raise Refusal("missing-place", _("Dites où ce lieu a déménagé."))


def _keep(session: Session, notes: Sequence[ServiceNote]) -> None:
    session.store.write(lambda t: t.save(*notes), undoable_in=session.scope(None)).result()


def _refuse_volunteers(session: Session) -> None:
    if not may_correct(session):
        raise Refusal(
            "not-coordinator",
            _("La coordination corrige l'annuaire : dites-lui ce que vous avez vu."),
        )
