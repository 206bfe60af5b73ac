"""What is asked of the directory: services around a point, and when they are open."""

import hashlib
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from maraude.directory import hours
from maraude.directory.hours import LOOK_AHEAD_DAYS, Schedule
from maraude.directory.links import Link
from maraude.directory.opening import Interval, Opening, State, look
from maraude.directory.service import Eligibility, Service
from maraude.directory.walking import METRES_A_DEGREE
from maraude.domain.spot import Position
from maraude.store import published, service_links, service_names, service_rows
from maraude.store.engine import Connection, listed
from maraude.store.published import Standing

_INTERVALS = """
WITH now AS (
    SELECT value AS schedule,
        (SELECT min(ends) FROM opening_interval WHERE schedule = value AND ends > ?) AS ends
    FROM json_each(?)
)
SELECT now.schedule, at.starts, at.ends, at.state, at.comment, next.starts, next.ends
FROM now JOIN opening_interval AS at ON at.schedule = now.schedule AND at.ends = now.ends
LEFT JOIN opening_interval AS next ON at.state != 'open' AND next.schedule = at.schedule
    AND next.ends = (
        SELECT min(ends) FROM opening_interval AS later
        WHERE later.schedule = at.schedule AND later.ends > at.ends AND later.state = 'open'
    )
"""
_PLACED = """
SELECT id, category, key, lat, lon, schedule, placement.facets, placement.languages, load = 'full'
FROM service JOIN placement USING (category, lat, lon)
WHERE placement.service = key AND {column} IN (SELECT value FROM json_each(?))
AND key NOT IN (SELECT service FROM superseded)
"""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a service is: enough to rank it.

    ``schedule`` is None where its hours are unknown; ``is_full`` tells that its source says so.
    """

    service: int
    position: Position
    schedule: int | None
    facets: str
    languages: str
    is_full: bool

    @property
    def eligibility(self) -> Eligibility:
        """Whom the service takes."""
        return service_rows.unpack(self.facets, self.languages)


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """One source of the directory: how many services, how many with hours, since when.

    ``verified_on`` is the last day on which it says that any of them was verified.
    """

    source: str
    attribution: str
    copied_on: date
    verified_on: date | None
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
        for (
            service,
            here_lat,
            here_lon,
            schedule,
            facets,
            languages,
            full,
        ) in self._connection.execute(
            "SELECT service, lat, lon, schedule, facets, languages,"
            " service IN (SELECT key FROM service WHERE load = 'full') FROM placement"
            " WHERE category = ? AND lat BETWEEN ? AND ? AND lon BETWEEN ? AND ?"
            " AND service NOT IN (SELECT service FROM superseded)",
            (category, lat - by_lat, lat + by_lat, lon - by_lon, lon + by_lon),
        ):
            here = Position(here_lat, here_lon)
            yield Placement(service, here, schedule, facets, languages, bool(full))

    def named(self, words: Sequence[str], limit: int) -> dict[int, str]:
        """Give services that share the most with folded ``words``, and what each is called."""
        return service_names.alike(self._connection, words, limit)

    def of_categories(self, categories: Iterable[str], limit: int) -> list[int]:
        """Give services of some categories, in order of name, by their keys."""
        rows = self._connection.execute(
            "SELECT key FROM service WHERE category IN (SELECT value FROM json_each(?))"
            " AND key NOT IN (SELECT service FROM superseded) ORDER BY name, key LIMIT ?",
            (listed(categories), limit),
        )
        return [key for (key,) in rows]

    def placements(self, keys: Iterable[int]) -> Iterator[Placement]:
        """Give where services are, by their keys, but for what a team knows better."""
        return (placement for _id, _category, placement in self._placed("key", keys))

    def knows(self, identifier: str) -> bool:
        """Tell whether there is a service of this id."""
        query = "SELECT 1 FROM service WHERE id = ?"
        return self._connection.execute(query, (identifier,)).fetchone() is not None

    def placed(self, identifiers: Iterable[str]) -> dict[str, tuple[str, Placement]]:
        """Give the category and the placement of services, by those of their ids that are here."""
        placed = self._placed("id", identifiers)
        return {identifier: (category, placement) for identifier, category, placement in placed}

    def opening(self, schedule: int | None, when: datetime) -> Opening:
        """Give the state of a schedule at an aware ``when``, unknown for None."""
        return self.openings((schedule,), when)[schedule]

    def openings(
        self, schedules: Iterable[int | None], when: datetime
    ) -> dict[int | None, Opening]:
        """Give the state of each schedule at an aware ``when``, unknown for None."""
        found: dict[int | None, Opening] = dict.fromkeys(schedules, Opening())
        asked = [schedule for schedule in found if schedule is not None and self.zone]
        if self.covers_from <= when <= self._covers_until - timedelta(days=LOOK_AHEAD_DAYS):
            for schedule, intervals in self._intervals(asked, when):
                found[schedule] = look(intervals, when, self._covers_until)
        elif self.zone:
            for schedule in asked:
                rule = service_rows.schedule(self._connection, schedule)
                found[schedule] = hours.opening(rule, self.zone, when)
        return found

    def services(self, keys: Iterable[int]) -> dict[int, Service]:
        """Give services whole, by the keys of their placements."""
        return service_rows.select(self._connection, keys)

    def standing(self) -> Standing:
        """Give how far the base's directory was read."""
        return published.standing(self._connection)

    def links(self, service: Service) -> tuple[Link, ...]:
        """Give the records of other sources that may be about ``service``."""
        return service_links.of(self._connection, service)

    def kept(self, source: str) -> list[str]:
        """Give the records of a source as they came, in the order of their import."""
        rows = self._connection.execute(
            "SELECT raw FROM record JOIN service ON key = service WHERE source = ? ORDER BY key",
            (source,),
        )
        return [raw for (raw,) in rows]

    def sources(self) -> tuple[SourceStatus, ...]:
        """Give the state of each source, by name."""
        rows = self._connection.execute(
            "SELECT source.source, attribution, copied_on, max(verified_on), count(id),"
            " coalesce(sum(hours_osm != ''), 0)"
            " FROM source LEFT JOIN service USING (source) GROUP BY source.source ORDER BY 1"
        )
        return tuple(
            SourceStatus(
                source,
                attribution,
                date.fromisoformat(copied_on),
                date.fromisoformat(verified_on) if verified_on else None,
                services,
                with_hours,
            )
            for source, attribution, copied_on, verified_on, services, with_hours in rows
        )

    def mark(self, source: str) -> str:
        """Give a mark that changes when anything that a source says does; empty without one."""
        rows = self._connection.execute(
            "SELECT digest FROM service WHERE source = ? ORDER BY id", (source,)
        )
        content = hashlib.sha256()
        found = False
        for (digest,) in rows:
            content.update(digest.encode())
            found = True
        return content.hexdigest() if found else ""

    def schedule(self, key: int) -> Schedule:
        """Give what the openings of placements depend on."""
        return service_rows.schedule(self._connection, key)

    def has(self, category: str) -> bool:
        """Tell whether there is any service of a category."""
        query = "SELECT 1 FROM placement WHERE category = ? LIMIT 1"
        return self._connection.execute(query, (category,)).fetchone() is not None

    def _placed(
        self, column: str, values: Iterable[str | int]
    ) -> Iterator[tuple[str, str, Placement]]:
        """Give id, category and placement of services by their keys or ids."""
        query = _PLACED.format(column=column)
        rows = self._connection.execute(query, (listed(values),))
        for identifier, category, service, lat, lon, *rest in rows:
            schedule, facets, languages, full = rest
            here = Position(lat, lon)
            placed = Placement(service, here, schedule, facets, languages, bool(full))
            yield identifier, category, placed

    def _intervals(
        self, schedules: list[int], when: datetime
    ) -> Iterator[tuple[int, list[Interval]]]:
        """Give of each schedule the interval at ``when``, and the next in which it is open."""
        rows = self._connection.execute(_INTERVALS, (when.timestamp(), listed(schedules)))
        for schedule, starts, ends, state, comment, opens, closes in rows:
            intervals = [Interval(_utc(starts), _utc(ends), State(state), comment)]
            if opens is not None:
                intervals.append(Interval(_utc(opens), _utc(closes), State.OPEN, ""))
            yield schedule, intervals


def _utc(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
