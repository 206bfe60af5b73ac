"""``maraude near``: what is open near a point."""

from argparse import Namespace
from datetime import date, datetime

from maraude.cli import access
from maraude.cli.output import Answer
from maraude.directory import walking
from maraude.i18n import _
from maraude.usecases import directory, orient
from maraude.usecases.orient import Nearby


def near(arguments: Namespace) -> Answer:
    """Give the services that answer a need near a point, best first."""
    position = access.position(arguments.at)
    with access.session(arguments) as session:
        when = access.moment(session, arguments.when) or session.now()
        directory.refresh(session.services, session.now().astimezone(session.zone).date())
        found = orient.near(
            session.services,
            categories=(arguments.category,) if arguments.category else (),
            need=arguments.need or "",
            position=position,
            when=when,
            zone=session.zone,
            for_=tuple(name.strip() for name in arguments.for_.split(",") if name.strip()),
            minutes=arguments.minutes,
            limit=arguments.limit,
            speed=session.profile.speed,
        )
    lines = [line for service in found for line in _lines(service)]
    lines += sorted({service.attribution for service in found})
    return Answer(
        {"services": [_document(service) for service in found]},
        lines or (_("Rien de tel dans l'annuaire autour d'ici."),),
    )


def _document(found: Nearby) -> dict[str, object]:
    fewest, most = found.minutes
    return {
        "id": found.id,
        "name": found.name,
        "category": found.category,
        "source": found.source,
        "lat": found.lat,
        "lon": found.lon,
        "metres": found.metres,
        "minutes": most,
        "minutes_range": [fewest, most],
        "within": found.within,
        "state": found.state.value,
        "opens_at": _iso(found.opens_at),
        "closes_at": _iso(found.closes_at),
        "accepts": found.accepts.value,
        "why": found.why,
        "verified_on": _iso(found.verified_on),
        "copied_on": _iso(found.copied_on),
        "attribution": found.attribution,
    }


def _iso(moment: date | datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _lines(found: Nearby) -> tuple[str, str]:
    further = "" if found.within else " · " + _("plus loin que demandé")
    walk = _("{minutes} à pied, estimé").format(minutes=walking.phrase(found.minutes))
    return f"{found.name} · {walk}{further}", f"    {found.why}"
