"""The streets of a territory as one walks them: how far it is by them, and which are in view.

Needs numpy and scipy, the extra ``walk``; nothing else of this program imports them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from maraude.directory.walking import METRES_A_DEGREE, Box
from maraude.domain.spot import Position

NODE_WITHIN = 150.0
"""Metres beyond which the nearest street known is not the one on which somewhere is."""

Degrees = NDArray[np.float64]
Edges = NDArray[np.int32]


@dataclass(frozen=True)
class Streets:
    """A foot network: nodes at ``lat`` and ``lon``, in degrees, and the pairs that are joined.

    An edge is a straight piece of street, walked both ways. ``attribution`` must be shown with
    whatever is told from it; ``copied_on`` is the day of its making.
    """

    lat: Degrees
    lon: Degrees
    edges: Edges
    attribution: str
    copied_on: date

    @cached_property
    def box(self) -> Box:
        """The box around all nodes."""
        south, west, north, east = (
            float(edge) for a in (np.min, np.max) for edge in (a(self.lat), a(self.lon))
        )
        return Box(south, west, north, east)

    def ways(self, start: Position, limit: float) -> "Ways | None":
        """Give the ways from ``start`` up to ``limit`` metres; None where no street is near."""
        (node,), (first,) = self.nearest([start])
        if first > NODE_WITHIN or not self.box.holds(start):
            return None
        walked = dijkstra(self._graph, indices=int(node), limit=max(limit - first, 0.0))
        return Ways(self, walked + first, limit)

    def pieces(self, box: Box) -> list[tuple[float, float, float, float]]:
        """Give the latitude and longitude of both ends of each edge that may be seen in ``box``."""
        a, b = self.edges[:, 0], self.edges[:, 1]
        seen = (
            (np.maximum(self.lat[a], self.lat[b]) >= box.south)
            & (np.minimum(self.lat[a], self.lat[b]) <= box.north)
            & (np.maximum(self.lon[a], self.lon[b]) >= box.west)
            & (np.minimum(self.lon[a], self.lon[b]) <= box.east)
        )
        a, b = a[seen], b[seen]
        ends = np.stack((self.lat[a], self.lon[a], self.lat[b], self.lon[b]), axis=1)
        return [(one, two, three, four) for one, two, three, four in ends.tolist()]

    def nearest(self, places: Sequence[Position]) -> tuple[NDArray[np.intp], Degrees]:
        """Give the node nearest to each place, and the straight metres to it."""
        lat = np.fromiter((place.lat for place in places), np.float64, len(places))
        lon = np.fromiter((place.lon for place in places), np.float64, len(places))
        metres, nodes = self._tree.query(self._flat(lat, lon))
        return nodes, metres

    def _flat(self, lat: Degrees, lon: Degrees) -> Degrees:
        """Lay degrees out in metres, true in the middle of the territory."""
        return METRES_A_DEGREE * np.stack((lat, lon * self._narrowing), axis=1)

    @cached_property
    def _narrowing(self) -> float:
        return float(np.cos(np.radians((self.box.south + self.box.north) / 2)))

    @cached_property
    def _tree(self) -> cKDTree:
        return cKDTree(self._flat(self.lat, self.lon))

    @cached_property
    def _graph(self) -> csr_array:
        """The lengths of the edges in metres, both ways round."""
        a, b = self.edges[:, 0], self.edges[:, 1]
        between = np.cos(np.radians((self.lat[a] + self.lat[b]) / 2))
        length = METRES_A_DEGREE * np.hypot(
            self.lat[a] - self.lat[b], (self.lon[a] - self.lon[b]) * between
        )
        # Two nodes at one place are joined all the same: a sparse graph has no edge of no length.
        length = np.maximum(length, 0.01)
        rows, columns = np.concatenate((a, b)), np.concatenate((b, a))
        count = len(self.lat)
        return csr_array((np.concatenate((length, length)), (rows, columns)), shape=(count, count))


@dataclass(frozen=True)
class Ways:
    """The ways from one place: metres walked to each node, endless beyond ``limit``."""

    streets: Streets
    walked: Degrees
    limit: float

    def metres(self, places: Sequence[Position]) -> list[float | None]:
        """Give the metres walked to each place, infinity beyond ``limit``, None off the streets."""
        if not places:
            return []
        nodes, last = self.streets.nearest(places)
        total = self.walked[nodes] + last
        total[total > self.limit] = np.inf
        return [
            walked if off <= NODE_WITHIN and self.streets.box.holds(place) else None
            for place, walked, off in zip(places, total.tolist(), last.tolist(), strict=True)
        ]
