"""What happened to the team or to someone on the street, and who was told of it."""

from dataclasses import replace

from maraude.domain.incident import Incident
from maraude.domain.refusal import Refusal
from maraude.domain.text import clean, clean_line
from maraude.domain.tour import Tour
from maraude.i18n import _
from maraude.store import incidents
from maraude.usecases.session import Session


def of_tour(session: Session, tour: Tour) -> tuple[Incident, ...]:
    """Give a tour's incidents, in the order in which they were written."""
    return incidents.of_tour(session.store.reader, tour.id)


def write(session: Session, tour: Tour, text: str, told: str = "") -> Incident:
    """Write what happened now, where the tour is, and who was told; Refusal where it is empty."""
    incident = Incident(
        id=session.ids.record(), tour=tour.id, at=session.now(), text="", told="", spot=tour.spot
    )
    return change(session, incident, text, told)


def change(session: Session, incident: Incident, text: str, told: str) -> Incident:
    """Write an incident's words anew; Refusal where nothing is left of them."""
    text = clean(text).strip()
    if not text:
        raise Refusal("empty-incident", _("Dites en quelques mots ce qui s'est passé."))
    return _keep(session, replace(incident, text=text, told=clean_line(told)))


def withdraw(session: Session, incident: Incident) -> Incident:
    """Take an incident back; it can be undone."""
    return _keep(session, replace(incident, deleted=True))


def _keep(session: Session, incident: Incident) -> Incident:
    session.store.write(lambda t: t.save(incident), undoable_in=incident.tour).result()
    return incident
