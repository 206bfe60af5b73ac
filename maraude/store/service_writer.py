"""Writes a source's services and their openings into an unfinished directory."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from maraude.directory import documents, hours, links, naming, replacing
from maraude.directory.hours import Schedule
from maraude.directory.importers.batch import Batch
from maraude.directory.service import VERIFIED, Service
from maraude.store import published, service_rows
from maraude.store.engine import Connection

PROGRESS_EVERY = 500

Progress = Callable[[int, int], None]
"""Told how many services are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """What a new state of a source changed: ``kept`` services in all, of which some are new.

    ``added`` and ``updated`` are among those kept.
    """

    kept: int
    added: int
    updated: int
    removed: int


def replace(
    connection: Connection,
    batch: Batch,
    copied_on: date,
    progress: Progress | None,
    *,
    confirmed: bool,
) -> Replacement:
    """Put the services of ``batch`` in the place of all that its source gave before.

    Refusal: ``large-removal`` where much would disappear and nobody ``confirmed`` it.
    """
    known = _known(connection, batch.source)
    if not confirmed:
        categories = {identifier: category for identifier, (_mark, category) in known.items()}
        replacing.refuse_large_removal(categories, batch.services)
    fresh = {service.id: documents.mark(service) for service in batch.services}
    removed = known.keys() - fresh.keys()
    updated = {i for i in known.keys() & fresh.keys() if known[i][0] != fresh[i]}
    for identifier in (*removed, *updated):
        service_rows.delete(connection, identifier)
    new = [s for s in batch.services if s.id in updated or s.id not in known]
    insert = Inserting(connection)
    for count, service in enumerate(new, start=1):
        insert(service, fresh[service.id])
        if progress and (count % PROGRESS_EVERY == 0 or count == len(new)):
            progress(count, len(new))
    keep_source(connection, batch.source, batch.attribution, copied_on)
    published.forget(connection, batch.source)
    supersede(connection)
    return Replacement(len(fresh), len(fresh.keys() - known.keys()), len(updated), len(removed))


def confirm(connection: Connection, source: str, copied_on: date) -> None:
    """Note the day on which a source was found to say what it said before."""
    connection.execute(
        "UPDATE source SET copied_on = ? WHERE source = ?", (copied_on.isoformat(), source)
    )


def remove(connection: Connection, source: str) -> None:
    """Remove a source with all that it gave."""
    service_rows.delete_source(connection, source)
    connection.execute("DELETE FROM source WHERE source = ?", (source,))
    supersede(connection)


def expand(connection: Connection, today: date, zone: ZoneInfo) -> None:
    """Write the openings of every schedule in use, from ``today`` on, local to ``zone``."""
    connection.execute(
        "DELETE FROM schedule WHERE key NOT IN"
        " (SELECT schedule FROM placement WHERE schedule IS NOT NULL)"
    )
    connection.execute("DELETE FROM opening_interval")
    for key, schedule in service_rows.schedules(connection).items():
        connection.executemany(
            "INSERT INTO opening_interval VALUES (?, ?, ?, ?, ?)",
            (
                (key, int(i.end.timestamp()), int(i.start.timestamp()), i.state, i.comment)
                for i in hours.expand(schedule, zone, today)
            ),
        )
    first, last = hours.horizon(today, zone)
    connection.execute("DELETE FROM coverage")
    connection.execute(
        "INSERT INTO coverage VALUES (?, ?, ?)",
        (zone.key, int(first.timestamp()), int(last.timestamp())),
    )


def _known(connection: Connection, source: str) -> dict[str, tuple[str, str]]:
    """Give digest and category of each service that ``source`` gave before, by id."""
    rows = connection.execute(
        "SELECT id, digest, category FROM service WHERE source = ?", (source,)
    )
    return {identifier: (digest, category) for identifier, digest, category in rows}


def supersede(connection: Connection) -> None:
    """Mark anew what team and base have verified themselves, where other sources speak of it."""
    connection.execute("DELETE FROM superseded")
    sources = [source for (source,) in connection.execute("SELECT source FROM source")]
    for source in (one for one in sources if naming.family(one) in VERIFIED):
        no_worse = VERIFIED[: VERIFIED.index(naming.family(source)) + 1]
        rows = connection.execute("SELECT key FROM service WHERE source = ?", (source,))
        winners = service_rows.select(connection, [key for (key,) in rows]).values()
        for winner in winners:
            others = service_rows.select(connection, service_rows.beside(connection, winner))
            connection.executemany(
                "INSERT OR IGNORE INTO superseded VALUES (?)",
                [
                    (key,)
                    for key, other in others.items()
                    if naming.family(other.source) not in no_worse and links.same(winner, other)
                ],
            )


def keep_source(connection: Connection, source: str, attribution: str, copied_on: date) -> None:
    """Write whose a source is, and when it was copied."""
    row = source, attribution, copied_on.isoformat()
    connection.execute("INSERT OR REPLACE INTO source VALUES (?, ?, ?)", row)


class Inserting:
    """Writes services one by one, those with the same hours with one schedule."""

    def __init__(self, connection: Connection) -> None:
        (self._last,) = connection.execute("SELECT coalesce(max(key), 0) FROM service").fetchone()
        self._schedules = {s: key for key, s in service_rows.schedules(connection).items()}
        self._connection = connection

    def __call__(self, service: Service, digest: str) -> None:
        """Write a service of this digest."""
        self._last += 1
        schedule = self._schedule(hours.schedule(service))
        service_rows.insert(self._connection, self._last, service, digest, schedule)

    def _schedule(self, wanted: Schedule | None) -> int | None:
        """Give the key of a schedule, written where it is new."""
        if wanted is None:
            return None
        if wanted not in self._schedules:
            key = max(self._schedules.values(), default=0) + 1
            self._schedules[wanted] = key
            service_rows.insert_schedule(self._connection, key, wanted)
        return self._schedules[wanted]
