"""Raise an alert on a person or a place, say what to do about it, close it."""

from dataclasses import replace

from maraude.domain import codes
from maraude.domain.alert import Alert
from maraude.domain.evening import Evening
from maraude.domain.refusal import Refusal
from maraude.domain.text import clean_line
from maraude.i18n import _
from maraude.store import alerts
from maraude.usecases import tours
from maraude.usecases.session import Session


def open_now(session: Session) -> tuple[Alert, ...]:
    """Give the alerts that hold tonight, the gravest first, then the latest."""
    return alerts.open_now(session.store.reader, str(session.evening))


def about(session: Session, person: str) -> tuple[Alert, ...]:
    """Give the alerts on a person that are not closed, the gravest first."""
    return alerts.open_about(session.store.reader, person, None)


def put_up(
    session: Session,
    code: str,
    *,
    person: str | None = None,
    spot: str | None = None,
    what_to_do: str = "",
    until: Evening | None = None,
) -> Alert:
    """Raise an alert of list 6; Refusal where the same one is open already."""
    known = alerts.open_about(session.store.reader, person, spot)
    if any(alert.code == code for alert in known):
        raise Refusal("alert-open", _("Cette alerte est déjà ouverte."))
    tour = tours.current(session)
    alert = Alert(
        id=session.ids.record(),
        code=code,
        severity=codes.load("alerts")[code].severity,
        since=session.now(),
        tour=tour.id if tour else "",
        person=person,
        spot=spot,
        what_to_do=clean_line(what_to_do),
        until=until,
    )
    return _keep(session, alert)


def instruct(session: Session, alert: Alert, what_to_do: str) -> Alert:
    """Say what to do about an alert."""
    return _keep(session, replace(alert, what_to_do=clean_line(what_to_do)))


def close(session: Session, alert: Alert) -> Alert:
    """Close an alert: it no longer holds."""
    if alert.closed_at is not None:
        raise Refusal("alert-closed", _("Cette alerte est déjà close."))
    return _keep(session, replace(alert, closed_at=session.now()))


def _keep(session: Session, alert: Alert) -> Alert:
    session.store.write(lambda t: t.save(alert), undoable_in=session.scope(alert.person)).result()
    return alert
