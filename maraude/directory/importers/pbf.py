"""OpenStreetMap extracts in PBF, read by osmium, which is an extra of this program."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from maraude.directory.importers import openstreetmap
from maraude.directory.importers.batch import Batch, RecordError, RefusedRecord, unrepeated
from maraude.directory.service import Service
from maraude.domain.refusal import Refusal
from maraude.domain.spot import Position
from maraude.i18n import _

FORMAT = "osm-pbf"
MARK = b"OSMHeader"
"""What stands within the first bytes of every such file."""


def recognises(beginning: bytes) -> bool:
    """Tell whether a file that begins so is a PBF extract."""
    return MARK in beginning[:64]


def read(path: Path, copied_on: date) -> Batch:
    """Read nodes and ways of an extract; a way is where its nodes are in the middle.

    Refusal: ``missing-extra`` where osmium is not installed, ``unreadable-file`` for a file that
    is damaged or cut: then nothing of it is kept.
    """
    numbered: list[tuple[int, Service]] = []
    refused: list[RefusedRecord] = []
    count = 0
    try:
        for count, element in enumerate(_elements(path), start=1):
            try:
                service = _service(element, copied_on)
                if service is not None:
                    numbered.append((count, service))
            except RecordError as error:
                refused.append(RefusedRecord(f"{_kind(element)}/{element.id}", str(error)))
    except (RuntimeError, OSError, ValueError) as error:
        raise Refusal(
            "unreadable-file",
            _("Le fichier « {name} » est abîmé ou incomplet. Téléchargez-le de nouveau.").format(
                name=path.name
            ),
        ) from error
    services, repeated = unrepeated(numbered)
    return Batch(
        openstreetmap.SOURCE, openstreetmap.ATTRIBUTION, count, services, (*refused, *repeated)
    )


def _elements(path: Path) -> Iterator[Any]:
    """Give the nodes and ways that have tags."""
    try:
        import osmium
    except ImportError as error:
        raise Refusal(
            "missing-extra",
            _(
                "Pour lire un extrait PBF d'OpenStreetMap, installez maraude avec l'option osm :"
                " pip install 'maraude[osm]'."
            ),
        ) from error
    everything = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY)
    for element in everything.with_locations():
        if len(element.tags):
            yield element


def _service(element: Any, copied_on: date) -> Service | None:
    tags = {tag.k: tag.v for tag in element.tags}
    if openstreetmap.category(tags) is None:
        return None
    return openstreetmap.service(_kind(element), element.id, tags, _position(element), copied_on)


def _kind(element: Any) -> str:
    return "node" if element.is_node() else "way"


def _position(element: Any) -> Position:
    """Give where a node is, or the middle of the nodes of a way that the extract holds."""
    nodes = [element] if element.is_node() else list(element.nodes)
    places = [node.location for node in nodes if node.location.valid()]
    if not places:
        raise RecordError(_("La fiche n'a pas de position."))
    return Position(
        sum(place.lat for place in places) / len(places),
        sum(place.lon for place in places) / len(places),
    )
