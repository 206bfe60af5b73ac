"""``maraude conflicts`` and ``settle``: what two people wrote differently, and which is right."""

from argparse import Namespace

from maraude.cli import access
from maraude.cli.output import Answer
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.usecases import conflicts
from maraude.usecases.conflicts import Disagreement
from maraude.usecases.session import Session


def show(arguments: Namespace) -> Answer:
    """List the fields on which two people disagree, with every value."""
    with access.session(arguments) as session:
        found = conflicts.listed(session)
        zone = session.zone
    document = {"conflicts": [_document(one) for one in found]}
    lines = [f"{one.name} · {one.about} · {conflicts.told(one, zone)}" for one in found]
    return Answer(document, lines or [_("Aucun désaccord : chacun a écrit la même chose.")])


def settle(arguments: Namespace) -> Answer:
    """Settle one disagreement, named as ``show`` names it."""
    with access.session(arguments) as session:
        found = conflicts.named(session, arguments.conflict)
        _settle(session, found, arguments)
        left = conflicts.count(session)
    document = {"settled": found.name, "conflicts": left}
    return Answer(document, (_("Tranché. Les autres l'auront au prochain échange."),))


def _settle(session: Session, found: Disagreement, arguments: Namespace) -> None:
    if arguments.keep_all:
        conflicts.keep_both(session, found)
    elif arguments.text is not None:
        if not found.is_text:
            raise Refusal("no-text", _("Ce désaccord n'est pas un texte : choisissez une valeur."))
        conflicts.write(session, found, arguments.text)
    elif 1 <= arguments.value <= len(found.values):
        conflicts.choose(session, found, arguments.value - 1)
    else:
        raise Refusal(
            "unknown-value",
            _("Il y a {n} valeurs, numérotées dans l'ordre de la liste.").format(
                n=len(found.values)
            ),
        )


def _document(found: Disagreement) -> dict[str, object]:
    """Give a disagreement with its values as they are kept, or the episodes that last."""
    one = found.conflict
    about = {"conflict": found.name, "about": found.about, "person": found.person}
    if one is None:
        values = [
            {"value": value.words, "author": episode.author, "at": value.at.isoformat()}
            for value, episode in zip(found.values, found.episodes, strict=True)
        ]
        return {"type": "situation", "record": None, "field": None, **about, "values": values}
    rivals = [
        {"value": rival.value, "author": rival.author, "at": rival.at.isoformat()}
        for rival in one.rivals
    ]
    named = {"type": one.type, "record": one.record, "field": one.field}
    return {**named, **about, "values": rivals}
