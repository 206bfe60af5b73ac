"""Writes a source's services and their openings into an unfinished directory."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from maraude.directory import categories, hours, links
from maraude.directory.hours import Schedule
from maraude.directory.importers.batch import Batch
from maraude.directory.service import TEAM, Service
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.store import service_rows
from maraude.store.engine import Connection

LARGE_REMOVAL = 0.2
"""A source that loses more than this share of its services is not replaced unasked."""
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
        _refuse_large_removal(batch, known)
    fresh = {service.id: service_rows.digest(service) for service in batch.services}
    removed = known.keys() - fresh.keys()
    updated = {i for i in known.keys() & fresh.keys() if known[i][0] != fresh[i]}
    for identifier in (*removed, *updated):
        service_rows.delete(connection, identifier)
    new = [s for s in batch.services if s.id in updated or s.id not in known]
    _insert(connection, new, progress)
    connection.execute(
        "INSERT OR REPLACE INTO source VALUES (?, ?, ?)",
        (batch.source, batch.attribution, copied_on.isoformat()),
    )
    _supersede(connection)
    return Replacement(len(fresh), len(fresh.keys() - known.keys()), len(updated), len(removed))


def confirm(connection: Connection, source: str, copied_on: date) -> None:
    """Note the day on which a source was found to say what it said before."""
    connection.execute(
        "UPDATE source SET copied_on = ? WHERE source = ?", (copied_on.isoformat(), source)
    )


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


def _refuse_large_removal(batch: Batch, known: dict[str, tuple[str, str]]) -> None:
    removed = known.keys() - {service.id for service in batch.services}
    if len(removed) > LARGE_REMOVAL * len(known):
        raise Refusal(
            "large-removal",
            _(
                "Ce fichier ferait disparaître {removed} des {known} services de cette source."
                " Vérifiez qu'il est complet ; sinon, confirmez l'import."
            ).format(removed=len(removed), known=len(known)),
        )
    lost = {category for _digest, category in known.values()} - {
        service.category for service in batch.services
    }
    if lost:
        listed = categories.load()
        names = ", ".join(listed[code].label if code in listed else code for code in sorted(lost))
        raise Refusal(
            "large-removal",
            _(
                "Ce fichier ne contient plus aucun service de cette sorte : {names}. Vérifiez"
                " qu'il est complet ; sinon, confirmez l'import."
            ).format(names=names),
        )


def _supersede(connection: Connection) -> None:
    """Mark anew what the team has verified itself, where other sources speak of it."""
    connection.execute("DELETE FROM superseded")
    rows = connection.execute("SELECT key FROM service WHERE source = ?", (TEAM,))
    winners = service_rows.select(connection, [key for (key,) in rows]).values()
    for winner in winners:
        others = service_rows.select(connection, service_rows.beside(connection, winner))
        connection.executemany(
            "INSERT OR IGNORE INTO superseded VALUES (?)",
            [(key,) for key, other in others.items() if links.same(winner, other)],
        )


def _insert(connection: Connection, services: list[Service], progress: Progress | None) -> None:
    (last_key,) = connection.execute("SELECT coalesce(max(key), 0) FROM service").fetchone()
    schedules = {schedule: key for key, schedule in service_rows.schedules(connection).items()}
    for count, service in enumerate(services, start=1):
        schedule = _schedule(connection, schedules, hours.schedule(service))
        service_rows.insert(connection, last_key + count, service, schedule)
        if progress and (count % PROGRESS_EVERY == 0 or count == len(services)):
            progress(count, len(services))


def _schedule(
    connection: Connection, known: dict[Schedule, int], wanted: Schedule | None
) -> int | None:
    """Give the key of a schedule, written where it is new."""
    if wanted is None:
        return None
    if wanted not in known:
        known[wanted] = max(known.values(), default=0) + 1
        service_rows.insert_schedule(connection, known[wanted], wanted)
    return known[wanted]
