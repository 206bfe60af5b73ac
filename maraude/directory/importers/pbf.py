"""OpenStreetMap extracts in PBF, read by osmium, which is an extra of this program."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from maraude.directory.importers import openstreetmap, records
from maraude.directory.importers.batch import Batch
from maraude.directory.importers.documents import refuse_unless_file
from maraude.directory.importers.openstreetmap import Element
from maraude.domain.refusal import Refusal
from maraude.i18n import _

FORMAT = "osm-pbf"
MARK = b"OSMHeader"
"""What stands within the first bytes of every such file."""


def recognises(beginning: bytes) -> bool:
    """Tell whether a file that begins so is a PBF extract."""
    return MARK in beginning[:64]


def read(path: Path, copied_on: date) -> Batch:
    """Read the places of an extract; a way or a relation is in the middle of its nodes.

    Refusal: ``missing-extra`` where osmium is not installed, ``unreadable-file`` for a file that
    is damaged or cut: then nothing of it is kept.
    """
    refuse_unless_file(path)
    with reading(path):
        return openstreetmap.batch(_elements(path, copied_on), copied_on)


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Refuse as ``unreadable-file`` what osmium cannot read of ``path`` to the end."""
    try:
        yield
    except (RuntimeError, OSError, UnicodeDecodeError) as error:
        raise Refusal(
            "unreadable-file",
            _("Le fichier « {name} » est abîmé ou incomplet. Téléchargez-le de nouveau.").format(
                name=path.name
            ),
        ) from error


def _elements(path: Path, copied_on: date) -> Iterator[Element]:
    """Give the elements with tags of ours; relations come last, as in every sorted extract."""
    osmium = osmium_library()
    relations = []
    places = osmium.FileProcessor(osmium.io.File(str(path), "pbf")).with_locations()
    for element in places.with_filter(osmium.filter.KeyFilter(*openstreetmap.KEYS)):
        if element.is_relation():
            ways = frozenset(member.ref for member in element.members if member.type == "w")
            relations.append((element.id, _tags(element), ways, _edited_on(element, copied_on)))
            continue
        nodes = [element] if element.is_node() else element.nodes
        yield _element(
            "node" if element.is_node() else "way",
            element.id,
            _tags(element),
            _places(nodes),
            _edited_on(element, copied_on),
        )
    wanted = {
        way for _id, tags, ways, _on in relations if openstreetmap.category(tags) for way in ways
    }
    outlines = _outlines(path, wanted) if wanted else {}
    for number, tags, ways, edited_on in relations:
        points = [point for way in ways for point in outlines.get(way, ())]
        yield _element("relation", number, tags, points, edited_on)


def _outlines(path: Path, ways: set[int]) -> dict[int, list[tuple[float, float]]]:
    """Read the file once more for the ways that relations are made of."""
    osmium = osmium_library()
    everything = osmium.FileProcessor(
        osmium.io.File(str(path), "pbf"), osmium.osm.NODE | osmium.osm.WAY
    ).with_locations()
    of_ways = osmium.filter.IdFilter(ways).enable_for(osmium.osm.WAY)
    only_ways = osmium.filter.EntityFilter(osmium.osm.WAY)
    filtered = everything.with_filter(only_ways).with_filter(of_ways)
    return {way.id: _places(way.nodes) for way in filtered}


def _element(
    kind: str,
    number: int,
    tags: dict[str, object],
    points: list[tuple[float, float]],
    edited_on: date | None,
) -> Element:
    return Element(kind, number, tags, lambda: records.middle(points), edited_on)


def _tags(element: Any) -> dict[str, object]:
    return {tag.k: tag.v for tag in element.tags}


def _places(nodes: Iterable[Any]) -> list[tuple[float, float]]:
    """Give latitude and longitude of the nodes that the extract holds."""
    return [(node.location.lat, node.location.lon) for node in nodes if node.location.valid()]


def _edited_on(element: Any, copied_on: date) -> date | None:
    """Give the day of the last change; an extract without such days says 1970."""
    return records.past_day(element.timestamp.date().isoformat(), copied_on)


def osmium_library() -> Any:
    """Import osmium; Refusal ``missing-extra`` where it is not installed."""
    try:
        import osmium
        import osmium.filter
    except ImportError as error:
        raise Refusal(
            "missing-extra",
            _(
                "Pour lire un extrait PBF d'OpenStreetMap, installez maraude avec l'option osm :"
                " pip install 'maraude[osm]'."
            ),
        ) from error
    return osmium
