"""``maraude near``: what is open near a point."""

from argparse import Namespace
from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from functools import partial

from maraude.cli import access
from maraude.cli.output import Answer
from maraude.directory import experience, links, reasons
from maraude.directory.links import Link
from maraude.directory.service import Service
from maraude.directory.streets import Streets
from maraude.directory.walking import Basis
from maraude.i18n import _, ngettext
from maraude.store.services import Services
from maraude.usecases import directory, experiences, orient
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
        )
        found = orient.near(
            session.services,
            question,
            limit=arguments.limit,
            learn=partial(experiences.at, session),
        )
        shown = [service for service in found if not service.service.confidential]
        linked = {one.id: _links(session.services, one) for one in shown}
        zone = session.zone
        streets = session.services.streets.get()
    withheld = len(found) - len(shown)
    sources = _sources(shown, streets)
    lines = [line for one in shown for line in _lines(one, zone, linked[one.id])]
    lines += [*sources, *([_withheld(withheld)] if withheld else [])]
    services = [_document(service, linked[service.id]) for service in shown]
    return Answer(
        {"services": services, "withheld": withheld, "attributions": sources},
        lines or (_("Rien de tel dans l'annuaire autour d'ici."),),
    )


def _sources(shown: Sequence[Nearby], streets: Streets | None) -> list[str]:
    """Give what must be shown with the services, and with the streets where these were asked."""
    sources = {service.attribution for service in shown}
    if streets and any(service.walk.basis is Basis.GRAPH for service in shown):
        sources.add(streets.attribution)
    return sorted(sources)


def _links(services: Services, found: Nearby) -> tuple[Link, ...]:
    linked = directory.links(services, found.service)
    return tuple(link for link in linked if not link.confidential)


def _withheld(count: int) -> str:
    """Say that places which only professionals know are told on the screen alone.

    What a command prints is copied, sent and kept by others.
    """
    return ngettext(
        "{n} lieu réservé aux professionnels n'est montré que dans l'application.",
        "{n} lieux réservés aux professionnels ne sont montrés que dans l'application.",
        count,
    ).format(n=count)


def _document(found: Nearby, linked: tuple[Link, ...]) -> dict[str, object]:
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
        "walk": found.walk.basis.value,
        "within": found.within,
        "state": found.state.value,
        "opens_at": _iso(found.opens_at),
        "closes_at": _iso(found.closes_at),
        "accepts": found.accepts.value,
        "hours": found.service.hours.raw,
        "hours_normalised": found.service.hours.normalised,
        "comment": found.comment,
        "why": found.why,
        "against": list(found.against),
        **_conditions(found.service),
        "referrals": [
            {"result": o.result, "times": o.times, "last_at": _iso(o.last_at)}
            for o in found.experience.outcomes
        ],
        "links": [
            {"id": link.id, "source": link.source, "name": link.name, "sign": link.sign.value}
            for link in linked
        ],
        "refusals_this_month": {
            "times": found.experience.refusals.times,
            "of": found.experience.refusals.of,
            "reason": found.experience.refusals.reason,
        },
        "freshness": found.freshness.value,
        "verified_on": _iso(found.verified_on),
        "copied_on": _iso(found.copied_on),
        "attribution": found.attribution,
    }


def _conditions(service: Service) -> dict[str, object]:
    """Give what the source says of how one gets in, in its own words where it has some."""
    return {
        "access": service.access.value,
        "load": service.load.value,
        "round": service.round,
        "notice": service.notice,
        "conditions": service.conditions,
        "min_age": service.eligibility.min_age,
        "max_age": service.eligibility.max_age,
    }


def _iso(moment: date | datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _lines(found: Nearby, zone: tzinfo, linked: tuple[Link, ...]) -> tuple[str, ...]:
    further = "" if found.within else " · " + _("plus loin que demandé")
    by_streets = found.walk.basis is Basis.GRAPH
    walk = (_("{minutes} à pied") if by_streets else _("{minutes} à pied, estimé")).format(
        minutes=found.walk.words
    )
    said = " ".join(filter(None, (found.why, experience.summary(found.experience, zone))))
    source = reasons.provenance(found.service, found.freshness)
    told = (said, source, *map(links.sentence, linked))
    return f"{found.name} · {walk}{further}", *(f"    {sentence}" for sentence in told)
