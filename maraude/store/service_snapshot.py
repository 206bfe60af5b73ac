"""What is asked of the directory: services around a point, and when they are open."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from maraude.directory import hours
from maraude.directory.hours import LOOK_AHEAD_DAYS
from maraude.directory.opening import Interval, Opening, State, look
from maraude.directory.service import Eligibility, Service
from maraude.domain.spot import Position
from maraude.store import published, service_rows
from maraude.store.engine import Connection
from maraude.store.published import Standing

METRES_A_DEGREE = 6_371_008.8 * math.pi / 180


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a service is: enough to rank it. ``schedule`` is None where its hours are unknown."""

    service: int
    position: Position
    schedule: int | None
    facets: str
    languages: str

    @property
    def eligibility(self) -> Eligibility:
        """Whom the service takes."""
        return service_rows.unpack(self.facets, self.languages)


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """One source of the directory: how many services, how many with hours, since when."""

    source: str
    attribution: str
    copied_on: date
    services: int
    with_hours: int


class Snapshot:
    """The directory as it was when opened; for the thread that opened it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        row = connection.execute("SELECT zone, first, last FROM coverage").fetchone()
        zone, first, last = row or (None, 0, 0)
        self.zone = ZoneInfo(zone) if zone else None
        self.covers_from, self._covers_until = _utc(first), _utc(last)

    zone: ZoneInfo | None
    """The time zone of the services' hours; None before the first import."""
    covers_from: datetime
    """From when on openings are expanded, in UTC."""

    def around(self, category: str, position: Position, metres: float) -> Iterator[Placement]:
        """Give the services of a category in a square of twice ``metres`` around ``position``.

        What a team knows better is given as the team says, and not as another source does.
        """
        lat, lon = position.lat, position.lon
        by_lat = metres / METRES_A_DEGREE
        by_lon = by_lat / max(math.cos(math.radians(lat)), 0.01)
        for service, here_lat, here_lon, schedule, facets, languages in self._connection.execute(
            "SELECT service, lat, lon, schedule, facets, languages FROM placement"
            " WHERE category = ? AND lat BETWEEN ? AND ? AND lon BETWEEN ? AND ?"
            " AND service NOT IN (SELECT service FROM superseded)",
            (category, lat - by_lat, lat + by_lat, lon - by_lon, lon + by_lon),
        ):
            yield Placement(service, Position(here_lat, here_lon), schedule, facets, languages)

    def has(self, identifier: str) -> bool:
        """Tell whether there is a service of this id."""
        query = "SELECT 1 FROM service WHERE id = ?"
        return self._connection.execute(query, (identifier,)).fetchone() is not None

    def placements(self, identifiers: Iterable[str]) -> dict[str, tuple[str, Placement]]:
        """Give the category and the placement of services, by those of their ids that are here."""
        found = {}
        for identifier in identifiers:
            row = self._connection.execute(
                "SELECT placement.category, placement.service, placement.lat, placement.lon,"
                " schedule, placement.facets, placement.languages FROM placement"
                " JOIN service ON key = placement.service WHERE id = ?"
                " AND placement.service NOT IN (SELECT service FROM superseded)",
                (identifier,),
            ).fetchone()
            if row:
                category, service, lat, lon, *rest = row
                found[identifier] = category, Placement(service, Position(lat, lon), *rest)
        return found

    def opening(self, schedule: int | None, when: datetime) -> Opening:
        """Give the state of a schedule at an aware ``when``, unknown for None."""
        if schedule is None or self.zone is None:
            return Opening()
        if self.covers_from <= when <= self._covers_until - timedelta(days=LOOK_AHEAD_DAYS):
            return look(self._intervals(schedule, when), when, self._covers_until)
        return hours.opening(service_rows.schedule(self._connection, schedule), self.zone, when)

    def services(self, keys: Iterable[int]) -> dict[int, Service]:
        """Give services whole, by the keys of their placements."""
        return service_rows.select(self._connection, keys)

    def standing(self) -> Standing:
        """Give how far the base's directory was read."""
        return published.standing(self._connection)

    def sources(self) -> tuple[SourceStatus, ...]:
        """Give the state of each source, by name."""
        rows = self._connection.execute(
            "SELECT source.source, attribution, copied_on, count(id),"
            " coalesce(sum(hours_osm != ''), 0)"
            " FROM source LEFT JOIN service USING (source) GROUP BY source.source ORDER BY 1"
        )
        return tuple(
            SourceStatus(source, attribution, date.fromisoformat(copied_on), services, with_hours)
            for source, attribution, copied_on, services, with_hours in rows
        )

    def _intervals(self, schedule: int, when: datetime) -> Iterator[Interval]:
        for starts, ends, state, comment in self._connection.execute(
            "SELECT starts, ends, state, comment FROM opening_interval"
            " WHERE schedule = ? AND ends > ? ORDER BY ends",
            (schedule, when.timestamp()),
        ):
            yield Interval(_utc(starts), _utc(ends), State(state), comment)


def _utc(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
