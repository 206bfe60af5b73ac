"""A fictional town on a grid, and the way to write any town as an OpenStreetMap extract."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import osmium
from osmium.osm.mutable import Node, Way

from maraude.directory.streets import Streets
from maraude.directory.walking import METRES_A_DEGREE
from maraude.domain.spot import Position
from tests.directory.services import REPUBLIQUE, TODAY

NARROWING = 0.6578
"""Cosine of the latitude of the town."""
ATTRIBUTION = "Ville fictive"


def at(east: float, north: float) -> Position:
    """Give the place so many metres from the middle of the town."""
    return Position(
        REPUBLIQUE.lat + north / METRES_A_DEGREE,
        REPUBLIQUE.lon + east / METRES_A_DEGREE / NARROWING,
    )


def town(
    places: Sequence[tuple[float, float]],
    edges: Sequence[tuple[int, int]],
    copied_on: date = TODAY,
) -> Streets:
    """Give the streets that join ``places``, in metres east and north of the middle."""
    nodes = [at(east, north) for east, north in places]
    return Streets(
        np.round([node.lat for node in nodes], 6),
        np.round([node.lon for node in nodes], 6),
        np.asarray(edges, np.int32).reshape(-1, 2),
        ATTRIBUTION,
        copied_on,
    )


def grid(blocks: int = 30, metres: float = 100.0) -> Streets:
    """Give a town of as many square blocks each way, around the middle."""
    side = blocks + 1
    half = blocks * metres / 2
    places = [(e * metres - half, n * metres - half) for n in range(side) for e in range(side)]
    across = [(n * side + e, n * side + e + 1) for n in range(side) for e in range(blocks)]
    along = [(n * side + e, (n + 1) * side + e) for n in range(blocks) for e in range(side)]
    return town(places, across + along)


def write_extract(
    path: Path,
    places: Mapping[int, tuple[float, float]],
    ways: Sequence[tuple[Sequence[int], Mapping[str, str]]],
    barriers: Mapping[int, Mapping[str, str]] | None = None,
) -> Path:
    """Write nodes, in metres from the middle, and ways with their tags, as an extract."""
    tags = barriers or {}
    with osmium.SimpleWriter(str(path)) as writer:
        for number, (east, north) in places.items():
            place = at(east, north)
            writer.add_node(
                Node(id=number, location=(place.lon, place.lat), tags=tags.get(number, {}))
            )
        for number, (nodes, told) in enumerate(ways, start=1):
            writer.add_way(Way(id=number, nodes=list(nodes), tags=dict(told)))
    return path
