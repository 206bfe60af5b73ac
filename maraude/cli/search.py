"""``maraude directory search``: services by a few words."""

from argparse import Namespace
from collections.abc import Sequence

from maraude.cli import access, addresses, confidential, near
from maraude.cli.output import Answer
from maraude.directory import categories
from maraude.directory.categories import Category
from maraude.directory.service import Service
from maraude.i18n import _
from maraude.usecases import directory, search, service_notes
from maraude.usecases.orient import Question
from maraude.usecases.session import Session


def run(arguments: Namespace) -> Answer:
    """Give the services that a few words ask for, from somewhere or from nowhere in particular."""
    text = " ".join(arguments.text)
    with access.session(arguments) as session:
        if arguments.at or arguments.address:
            return _from_somewhere(session, text, arguments)
        return _from_anywhere(session, text, arguments.limit)


def _from_somewhere(session: Session, text: str, arguments: Namespace) -> Answer:
    place = addresses.place(session, arguments)
    directory.refresh(session.services, session.now().astimezone(session.zone).date())
    question = Question(
        position=place.position,
        when=session.now(),
        zone=session.zone,
        speed=session.profile.speed,
        corrected=service_notes.holding(session),
    )
    found = search.near(session, text, question, limit=arguments.limit)
    document, lines = near.shown(session, found.services)
    document["understood"] = [category.code for category in found.understood]
    told = [*addresses.understood(place), *_understood(found.understood)]
    return Answer(document, told + (lines or _nothing()))


def _from_anywhere(session: Session, text: str, limit: int) -> Answer:
    found = search.anywhere(session, text, limit=limit)
    named = [service for service in found.services if not service.confidential]
    hidden = len(found.services) - len(named)
    document = {
        "understood": [category.code for category in found.understood],
        "services": [_document(service) for service in named],
        "withheld": hidden,
    }
    lines = [_line(service) for service in named]
    lines += sorted({service.attribution for service in named}) + confidential.sentences(hidden)
    return Answer(document, _understood(found.understood) + (lines or _nothing()))


def _understood(found: Sequence[Category]) -> list[str]:
    labels = ", ".join(category.label for category in found)
    return [_("Compris : {labels}").format(labels=labels)] if labels else []


def _nothing() -> list[str]:
    return [_("Rien de tel dans l'annuaire.")]


def _document(service: Service) -> dict[str, object]:
    return {
        "id": service.id,
        "name": service.name,
        "category": service.category,
        "source": service.source,
        "lat": service.position.lat,
        "lon": service.position.lon,
        "address": service.address,
        "verified_on": service.verified_on.isoformat() if service.verified_on else None,
        "copied_on": service.copied_on.isoformat(),
        "attribution": service.attribution,
    }


def _line(service: Service) -> str:
    known = categories.load().get(service.category)
    kind = known.label if known else service.category
    return " · ".join(filter(None, (service.name, kind, service.address)))
