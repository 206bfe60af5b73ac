"""``maraude spots``: the team's places."""

from argparse import Namespace
from pathlib import Path

from maraude import paths
from maraude.cli import access, addresses
from maraude.cli.output import Answer
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.usecases import spots
from maraude.usecases.session import Session
from maraude.usecases.spots import PlacedSpot


def run(arguments: Namespace) -> Answer:
    """List the places that start with a text, add one, or import a file of them."""
    with access.session(arguments) as session:
        match arguments.words:
            case ["add", *name] if name:
                return _add(session, " ".join(name), arguments)
            case ["import", file]:
                return _import(session, paths.typed(file))
            case ["add" | "import", *_others]:
                raise Refusal(
                    "missing-word",
                    _("Il manque un mot : maraude spots add NOM, maraude spots import FICHIER."),
                )
            case words:
                return _list(session, " ".join(words))


def _list(session: Session, prefix: str) -> Answer:
    found = spots.find(session, prefix)
    lines = tuple(_line(placed) for placed in found)
    return Answer(
        {"spots": [_document(placed) for placed in found]}, lines or (_("Aucun lieu de ce nom."),)
    )


def _add(session: Session, name: str, arguments: Namespace) -> Answer:
    is_placed = arguments.at or arguments.address
    place = addresses.place(session, arguments) if is_placed else None
    at = place.position if place else None
    spot = spots.add(session, name, at, kind=arguments.kind, sector=arguments.sector)
    lines = [*addresses.understood(place), _("Lieu noté : {name}").format(name=spot.name)]
    return Answer({"spot": _document(PlacedSpot(spot, at))}, lines)


def _import(session: Session, file: Path) -> Answer:
    done = spots.import_csv(session, file)
    refused = [{"record": row.row, "reason": row.reason} for row in done.refused]
    lines = [
        _("Lieux ajoutés : {kept}, déjà connus : {known}.").format(kept=done.kept, known=done.known)
    ]
    lines += [
        _("Ligne {row} refusée : {reason}").format(row=row.row, reason=row.reason)
        for row in done.refused
    ]
    lines += [
        _("La colonne « {name} » n'est pas connue : elle n'a pas été lue.").format(name=name)
        for name in done.unknown_columns
    ]
    document = {
        "read": done.read,
        "kept": done.kept,
        "known": done.known,
        "refused": refused,
        "unknown_columns": list(done.unknown_columns),
    }
    return Answer(document, lines)


def _document(placed: PlacedSpot) -> dict[str, object]:
    spot, at = placed.spot, placed.position
    return {
        "id": spot.id,
        "name": spot.name,
        "kind": spot.kind,
        "sector": spot.sector,
        "lat": at.lat if at else None,
        "lon": at.lon if at else None,
    }


def _line(placed: PlacedSpot) -> str:
    at = placed.position
    where = f"{at.lat:.5f}, {at.lon:.5f}" if at else _("sans position")
    return f"{placed.spot.name:<36} {placed.spot.sector:<16} {where}"
