"""``maraude near``: what is open near a point."""

from argparse import Namespace
from datetime import date, datetime, tzinfo
from functools import partial

from maraude.cli import access, addresses
from maraude.cli.output import Answer
from maraude.directory import experience, walking
from maraude.i18n import _
from maraude.usecases import directory, experiences, orient
from maraude.usecases.orient import Nearby, Question


def near(arguments: Namespace) -> Answer:
    """Give the services that answer a need near a point, best first."""
    with access.session(arguments) as session:
        place = addresses.place(session, arguments)
        when = access.moment(session, arguments.when) or session.now()
        directory.refresh(session.services, session.now().astimezone(session.zone).date())
        question = Question(
            position=place.position,
            when=when,
            zone=session.zone,
            categories=(arguments.category,) if arguments.category else (),
            need=arguments.need or "",
            for_=tuple(name.strip() for name in arguments.for_.split(",") if name.strip()),
            minutes=arguments.minutes,
            speed=session.profile.speed,
        )
        found = orient.near(
            session.services,
            question,
            limit=arguments.limit,
            learn=partial(experiences.at, session),
        )
        zone = session.zone
    lines = [line for service in found for line in told(service, zone)]
    lines += sorted({service.attribution for service in found})
    document: dict[str, object] = {"services": [document(service) for service in found]}
    if arguments.address:
        document["from"] = addresses.document(place)
    nothing = [_("Rien de tel dans l'annuaire autour d'ici.")]
    return Answer(document, addresses.understood(place) + (lines or nothing))


def document(found: Nearby) -> dict[str, object]:
    """Give a service seen from somewhere, as JSON has it."""
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
        "referrals": [
            {"result": o.result, "times": o.times, "last_at": _iso(o.last_at)}
            for o in found.experience.outcomes
        ],
        "verified_on": _iso(found.verified_on),
        "copied_on": _iso(found.copied_on),
        "attribution": found.attribution,
    }


def _iso(moment: date | datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def told(found: Nearby, zone: tzinfo) -> tuple[str, str]:
    """Say in two lines what a service is like from somewhere."""
    further = "" if found.within else " · " + _("plus loin que demandé")
    walk = _("{minutes} à pied, estimé").format(minutes=walking.phrase(found.minutes))
    said = " ".join(filter(None, (found.why, experience.summary(found.experience, zone))))
    return f"{found.name} · {walk}{further}", f"    {said}"
