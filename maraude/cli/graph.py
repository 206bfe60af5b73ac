"""``maraude directory graph``: the streets by which the minutes on foot are counted."""

from argparse import Namespace
from datetime import date

from maraude import paths
from maraude.cli import access
from maraude.cli.output import Answer
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.usecases import streets
from maraude.usecases.session import Session
from maraude.usecases.streets import Status


def build(arguments: Namespace) -> Answer:
    """Make the streets of an OpenStreetMap extract."""
    with access.session(arguments) as session:
        made = streets.build(session.services, paths.typed(arguments.file), _today(session))
    return Answer(_document(made), (sentence(made),))


def status(arguments: Namespace) -> Answer:
    """Say which streets there are."""
    with access.session(arguments) as session:
        found = streets.status(session.services, _today(session))
    document = _document(found) if found else None
    return Answer({"graph": document}, (sentence(found) if found else _none(),))


def remove(arguments: Namespace) -> Answer:
    """Remove the streets."""
    with access.session(arguments) as session:
        removed = streets.remove(session.services)
    said = _("Plan des rues retiré : les minutes à pied sont estimées.") if removed else _none()
    return Answer({"removed": removed}, (said,))


def of(session: Session) -> tuple[dict[str, object] | None, str]:
    """Give the streets of a profile as a document and in words, those that are damaged too."""
    try:
        found = streets.status(session.services, _today(session))
    except Refusal as refusal:
        return {"problem": refusal.message}, refusal.message
    return (_document(found), sentence(found)) if found else (None, _none())


def sentence(found: Status) -> str:
    """Say which streets there are, and what stands against using them."""
    box = found.box
    said = _(
        "Plan des rues : {nodes} points, {edges} tronçons, de {south},{west} à {north},{east}"
        " · {kilobytes} ko · copie du {copied} · {attribution}"
    ).format(
        nodes=found.nodes,
        edges=found.edges,
        south=f"{box.south:.4f}",
        west=f"{box.west:.4f}",
        north=f"{box.north:.4f}",
        east=f"{box.east:.4f}",
        kilobytes=max(1, round(found.size / 1000)),
        copied=f"{found.copied_on:%d/%m/%Y}",
        attribution=found.attribution,
    )
    return f"{said}\n{found.problem}" if found.problem else said


def _today(session: Session) -> date:
    return session.now().astimezone(session.zone).date()


def _none() -> str:
    return _(
        "Pas de plan des rues : les minutes à pied sont estimées. Pour en faire un : maraude"
        " directory graph build FICHIER.osm.pbf."
    )


def _document(found: Status) -> dict[str, object]:
    box = found.box
    return {
        "nodes": found.nodes,
        "edges": found.edges,
        "box": {"south": box.south, "west": box.west, "north": box.north, "east": box.east},
        "bytes": found.size,
        "copied_on": found.copied_on.isoformat(),
        "age": found.age,
        "attribution": found.attribution,
        "problem": found.problem,
    }
