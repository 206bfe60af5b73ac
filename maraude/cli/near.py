"""``maraude near``: what is open near a point."""

from argparse import Namespace
from datetime import date, datetime, tzinfo
from functools import partial

from maraude.cli import access, service_words
from maraude.cli.output import Answer
from maraude.directory import experience, walking
from maraude.domain.evening import Evening
from maraude.i18n import _
from maraude.usecases import directory, experiences, orient, service_notes
from maraude.usecases.orient import Nearby, Question


def near(arguments: Namespace) -> Answer:
    """Give the services that answer a need near a point, best first."""
    position = access.position(arguments.at)
    with access.session(arguments) as session:
        when = access.moment(session, arguments.when) or session.now()
        directory.refresh(session.services, session.now().astimezone(session.zone).date())
        question = Question(
            position=position,
            when=when,
            zone=session.zone,
            categories=(arguments.category,) if arguments.category else (),
            need=arguments.need or "",
            for_=tuple(name.strip() for name in arguments.for_.split(",") if name.strip()),
            minutes=arguments.minutes,
            speed=session.profile.speed,
            corrected=service_notes.holding(session, Evening.at(when, session.zone)),
        )
        found = orient.near(
            session.services,
            question,
            limit=arguments.limit,
            learn=partial(experiences.at, session),
        )
        zone = session.zone
    lines = [line for service in found for line in _lines(service, zone)]
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
        "referrals": [
            {"result": o.result, "times": o.times, "last_at": _iso(o.last_at)}
            for o in found.experience.outcomes
        ],
        "corrected": [service_words.document(note) for note in found.corrected],
        "verified_on": _iso(found.verified_on),
        "copied_on": _iso(found.copied_on),
        "attribution": found.attribution,
    }


def _iso(moment: date | datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _lines(found: Nearby, zone: tzinfo) -> tuple[str, str]:
    further = "" if found.within else " · " + _("plus loin que demandé")
    walk = _("{minutes} à pied, estimé").format(minutes=walking.phrase(found.minutes))
    said = " ".join(filter(None, (found.why, experience.summary(found.experience, zone))))
    return f"{found.name} · {walk}{further}", f"    {said}"
