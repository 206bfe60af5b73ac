"""``maraude near``: what is open near a point."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, tzinfo
from functools import partial

from maraude.cli import access, addresses, confidential, service_words
from maraude.cli.output import Answer
from maraude.directory import experience, links, reasons
from maraude.directory.experience import Experience
from maraude.directory.links import Link
from maraude.directory.service import Service
from maraude.directory.walking import Basis
from maraude.domain.evening import Evening
from maraude.domain.spot import Position
from maraude.i18n import _
from maraude.usecases import directory, experiences, orient, service_notes
from maraude.usecases.orient import Nearby, Question
from maraude.usecases.session import Session


def near(arguments: Namespace) -> Answer:
    """Give the services that answer a need near a point, best first."""
    with access.session(arguments) as session:
        place = addresses.place(session, arguments)
        directory.refresh(session.services, session.now().astimezone(session.zone).date())
        question = _question(arguments, place.position, session)
        learn = partial(experiences.at, session)
        found = orient.near(session.services, question, limit=arguments.limit, learn=learn)
        document, lines = shown(session, found)
    if arguments.address:
        document["from"] = addresses.document(place)
    nothing = [_("Rien de tel dans l'annuaire autour d'ici.")]
    return Answer(document, addresses.understood(place) + (lines or nothing))


def shown(session: Session, found: Sequence[Nearby]) -> tuple[dict[str, object], list[str]]:
    """Give services seen from somewhere as a JSON document has them, and in lines.

    What only professionals know is counted and not named.
    """
    named, withheld = confidential.apart(found)
    linked = {
        one.id: confidential.links(directory.links(session.services, one.service)) for one in named
    }
    lines = [
        line
        for service in named
        for line in (
            *_lines(service, session.zone),
            *(f"    {links.sentence(link)}" for link in linked[service.id]),
        )
    ]
    sources = {service.attribution for service in named}
    streets = session.services.streets.get()
    if streets and any(service.walk.basis is Basis.GRAPH for service in named):
        sources.add(streets.attribution)
    lines += sorted(sources)
    services = [_document(service, linked[service.id]) for service in named]
    document = {"services": services, "withheld": withheld, "attributions": sorted(sources)}
    return document, lines + confidential.sentences(withheld)


def _question(arguments: Namespace, position: Position, session: Session) -> Question:
    when = access.moment(session, arguments.when) or session.now()
    return Question(
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
        **_learnt(found.experience),
        "links": [
            {"id": link.id, "source": link.source, "name": link.name, "sign": link.sign.value}
            for link in linked
        ],
        "corrected": [service_words.document(note) for note in found.corrected],
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


def _learnt(learned: Experience) -> dict[str, object]:
    """Give what came of our referrals, and how many came back this month."""
    return {
        "referrals": [
            {"result": o.result, "times": o.times, "last_at": _iso(o.last_at)}
            for o in learned.outcomes
        ],
        "refusals_this_month": asdict(learned.refusals),
    }


def _iso(moment: date | datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _lines(found: Nearby, zone: tzinfo) -> tuple[str, ...]:
    further = "" if found.within else " · " + _("plus loin que demandé")
    by_streets = found.walk.basis is Basis.GRAPH
    walk = (_("{minutes} à pied") if by_streets else _("{minutes} à pied, estimé")).format(
        minutes=found.walk.words
    )
    said = " ".join(filter(None, (found.why, experience.summary(found.experience, zone))))
    source = reasons.provenance(found.service, found.freshness)
    return f"{found.name} · {walk}{further}", f"    {said}", f"    {source}"
