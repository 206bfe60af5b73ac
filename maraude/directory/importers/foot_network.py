"""The foot network of an OpenStreetMap extract: what one may walk on, as nodes and edges.

The rules are those of the wiki for France (OSM tags for routing/Access restrictions), ``oneway``
left aside: it binds vehicles. Needs the extras ``osm`` and ``walk``.
"""

import math
from array import array
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from maraude.directory import street_codec, walking
from maraude.directory.importers import openstreetmap, pbf
from maraude.directory.importers.documents import beginning
from maraude.domain.refusal import Refusal
from maraude.domain.spot import Position
from maraude.i18n import _

try:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    from maraude.directory.streets import Edges, Streets
except ImportError as error:
    raise street_codec.missing_extra() from error

WALKED = frozenset(
    {
        "corridor",
        "elevator",
        "footway",
        "living_street",
        "path",
        "pedestrian",
        "platform",
        "primary",
        "primary_link",
        "residential",
        "road",
        "secondary",
        "secondary_link",
        "service",
        "steps",
        "tertiary",
        "tertiary_link",
        "track",
        "unclassified",
    }
)
"""Kinds of highway that one may walk on, unless told otherwise."""
IF_ALLOWED = frozenset({"bridleway", "cycleway", "trunk", "trunk_link"})
"""Kinds that one may walk on only where that is said."""
ALLOWED = frozenset({"yes", "designated", "permissive"})
FORBIDDEN = frozenset({"no", "private", "use_sidepath"})
LONGEST = 60.0
"""Metres of an edge that takes the place of several."""
BEND = 0.2
"""Metres by which such an edge may be shorter than the way it stands for."""
ISLAND = 0.1
"""Share of the nodes of the largest part below which another, cut off from it, is left out."""

ROW = 500
"""Steps of latitude (55 m) of the rows in which nodes are ordered from west to east."""


def read(path: Path, copied_on: date) -> Streets:
    """Read the foot network of an extract.

    Refusal: ``unreadable-file`` for what is no extract, or damaged; ``missing-extra``;
    ``no-streets`` where there is nothing to walk on.
    """
    if not pbf.recognises(beginning(path)):
        raise Refusal(
            "unreadable-file",
            _("Le fichier « {name} » n'est pas un extrait d'OpenStreetMap en PBF.").format(
                name=path.name
            ),
        )
    with pbf.reading(path):
        network = _Network(path)
    if not network.pairs:
        raise Refusal(
            "no-streets",
            _("Il n'y a aucune rue où marcher dans « {name} ».").format(name=path.name),
        )
    return Streets(*_ordered(*network.simplified()), openstreetmap.ATTRIBUTION, copied_on)


class _Network:
    """What is walked on, way by way; the places of nodes under their numbers in the extract."""

    def __init__(self, path: Path) -> None:
        self.places: dict[int, Position] = {}
        self.ways: list[array[int]] = []
        self._uses: dict[int, int] = {}
        for way in _ways(path):
            self._add(way)

    @property
    def pairs(self) -> bool:
        """Whether anything leads anywhere."""
        return bool(self.ways)

    def simplified(self) -> tuple[list[Position], list[tuple[int, int]]]:
        """Give nodes and edges, a node about every ``LONGEST`` metres of a straight street.

        Whoever stands beside a street is then near one of its nodes.
        """
        numbers: dict[int, int] = {}
        places: list[Position] = []
        edges: list[tuple[int, int]] = []
        joined: set[frozenset[int]] = set()
        for way in self.ways:
            for pair in pairwise(self._kept(way)):
                if frozenset(pair) in joined or pair[0] == pair[1]:
                    continue
                joined.add(frozenset(pair))
                for number in pair:
                    if numbers.setdefault(number, len(places)) == len(places):
                        places.append(self.places[number])
                one, other = (numbers[number] for number in pair)
                between = _between(places[one], places[other])
                edges += pairwise((one, *range(len(places), len(places) + len(between)), other))
                places += between
        return places, edges

    def _add(self, way: list[tuple[int, Position]]) -> None:
        if len(way) < 2:
            return
        self.ways.append(array("q", (number for number, _place in way)))
        self.places.update(way)
        for number, _place in way:
            self._uses[number] = self._uses.get(number, 0) + 1

    def _kept(self, way: "array[int]") -> Iterator[int]:
        """Give the nodes of a way that stay: its ends, crossings, and where it bends."""
        start, last = way[0], len(way) - 1
        yield start
        walked = 0.0
        for at in range(1, last):
            here, following = way[at], way[at + 1]
            walked += self._metres(way[at - 1], here)
            onwards = walked + self._metres(here, following)
            bends = onwards - self._metres(start, following) > BEND
            if bends or onwards > LONGEST or self._uses[here] > 1:
                yield here
                start, walked = here, 0.0
        yield way[last]

    def _metres(self, one: int, other: int) -> float:
        return walking.metres(self.places[one], self.places[other])


def _ways(path: Path) -> Iterator[list[tuple[int, Position]]]:
    """Give what one may walk on, cut where a gate is closed or the extract lacks a node."""
    osmium = pbf.osmium_library()
    closed: set[int] = set()
    elements = osmium.FileProcessor(osmium.io.File(str(path), "pbf")).with_locations()
    for element in elements.with_filter(osmium.filter.KeyFilter("highway", "barrier")):
        tags = element.tags
        if element.is_node():
            if "barrier" in tags and _is_closed(tags):
                closed.add(element.id)
        elif element.is_way() and is_walked(tags):
            yield from _stretches(element.nodes, closed)


def is_walked(tags: Mapping[str, str]) -> bool:
    """Tell whether one may walk on a way with such tags."""
    kind = tags.get("highway", "")
    if kind not in WALKED | IF_ALLOWED or tags.get("motorroad") == "yes":
        return False
    if kind in IF_ALLOWED:
        return tags.get("foot") in ALLOWED
    return not _is_closed(tags)


def _is_closed(tags: Mapping[str, str]) -> bool:
    """Tell whether those on foot are kept out; what is said of them wins over all others."""
    said = tags.get("foot") or tags.get("access") or ""
    return said in FORBIDDEN


def _stretches(nodes: Any, closed: set[int]) -> Iterator[list[tuple[int, Position]]]:
    stretch: list[tuple[int, Position]] = []
    for node in nodes:
        if node.ref in closed or not node.location.valid():
            yield stretch
            stretch = []
        else:
            stretch.append((node.ref, Position(node.location.lat, node.location.lon)))
    yield stretch


def _between(one: Position, other: Position) -> list[Position]:
    """Give places that cut the straight line between two into pieces of ``LONGEST`` at most."""
    pieces = math.ceil(walking.metres(one, other) / LONGEST)
    return [
        Position(
            one.lat + (other.lat - one.lat) * piece / pieces,
            one.lon + (other.lon - one.lon) * piece / pieces,
        )
        for piece in range(1, pieces)
    ]


def _ordered(
    places: list[Position], edges: list[tuple[int, int]]
) -> tuple[NDArray[np.float64], NDArray[np.float64], Edges]:
    """Leave out what is cut off, and order nodes by place: the file is smaller, and the same."""
    pairs = np.unique(np.sort(np.asarray(edges, np.int64), axis=1), axis=0)
    count = len(places)
    joined = csr_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    _parts, part = connected_components(joined, directed=False)
    sizes = np.bincount(part)
    kept = sizes[part] >= ISLAND * sizes.max()
    # The steps of the file: what is kept of it is what is read again.
    steps_lat = np.rint([place.lat * street_codec.DEGREE for place in places])
    steps_lon = np.rint([place.lon * street_codec.DEGREE for place in places])
    order = np.lexsort((steps_lon, steps_lat // ROW))
    order = order[kept[order]]
    numbers = np.full(count, -1)
    numbers[order] = np.arange(len(order))
    moved = np.sort(numbers[pairs[kept[pairs[:, 0]]]], axis=1)
    moved = moved[np.lexsort((moved[:, 1], moved[:, 0]))]
    return (
        steps_lat[order] / street_codec.DEGREE,
        steps_lon[order] / street_codec.DEGREE,
        moved.astype(np.int32),
    )
