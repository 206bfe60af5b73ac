"""``maraude directory search``: services by a few words."""

from argparse import Namespace
from collections.abc import Sequence

from maraude.cli import access, addresses, confidential, near, service_words
from maraude.cli.output import Answer
from maraude.directory import categories, corrections
from maraude.directory.categories import Category
from maraude.directory.corrections import Notes
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
    holding = service_notes.holding(session)
    named = [service for service in found.services if not service.confidential]
    hidden = len(found.services) - len(named)
    document = {
        "understood": [category.code for category in found.understood],
        "services": [_document(service, _of(service, holding)) for service in named],
        "withheld": hidden,
    }
    lines = [_line(service, _of(service, holding)) for service in named]
    lines += sorted({service.attribution for service in named}) + confidential.sentences(hidden)
    return Answer(document, _understood(found.understood) + (lines or _nothing()))


def _understood(found: Sequence[Category]) -> list[str]:
    labels = ", ".join(category.label for category in found)
    return [_("Compris : {labels}").format(labels=labels)] if labels else []


def _nothing() -> list[str]:
    return [_("Rien de tel dans l'annuaire.")]


def _of(service: Service, holding: Notes) -> Notes:
    return [note for note in holding if note.service == service.id]


def _document(service: Service, notes: Notes) -> dict[str, object]:
    service = corrections.applied(notes, service)
    return {
        "id": service.id,
        "name": service.name,
        "category": service.category,
        "source": service.source,
        "lat": service.position.lat,
        "lon": service.position.lon,
        "address": service.address,
        "corrected": [service_words.document(note) for note in notes],
        "verified_on": service.verified_on.isoformat() if service.verified_on else None,
        "copied_on": service.copied_on.isoformat(),
        "attribution": service.attribution,
    }


def _line(service: Service, notes: Notes) -> str:
    service = corrections.applied(notes, service)
    known = categories.load().get(service.category)
    kind = known.label if known else service.category
    said = map(corrections.words, notes)
    return " · ".join(filter(None, (service.name, kind, service.address, *said)))
