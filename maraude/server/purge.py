"""The end of what is kept of people, carried out by the server's own clock; each has a receipt."""

import logging
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from maraude.domain import retention as rule
from maraude.domain.clock import Now
from maraude.domain.feeds import Role
from maraude.server import audit, meta, publication, retention
from maraude.server.database import Database
from maraude.server.exchange import milliseconds
from maraude.server.retention import Ending, Files
from maraude.server.scope import scope
from maraude.server.tables import device

SOON, DAY = 60.0, 86_400.0
"""Seconds from the start of a server until it first purges by itself, and between two purges."""
_PURGED_AT = "purged_at"
_A_DAY = timedelta(hours=20)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Purged:
    """Who is erased, of so many ``files``; where that would be too ``many`` at once, nobody is."""

    gone: tuple[Ending, ...]
    files: int
    many: bool = False


def look(database: Database, until: datetime) -> Files:
    """Give whose two years end by ``until``."""
    with database.read() as connection:
        return retention.files(connection, until)


def run(database: Database, now: Now, *, many: bool = False) -> Purged:
    """Erase everybody whose two years are over; where those are ``many``, only if allowed."""
    at = now()
    return _carry_out(database, look(database, at), at, at, many=many)


def by_itself(database: Database, now: Now) -> Purged:
    """Do the same without anybody's word, and so with more patience.

    What every laptop has told counts, so it waits for those that are silent: up to 30 days; and
    nobody goes of whom the server has heard for the first time since.
    """
    at = now()
    with database.read() as connection:
        told = _told_by_all(connection, at)
        found = retention.files(connection, told)
        over = [
            one for one in found.ending if retention.last_heard(connection, one) <= at - rule.NOTICE
        ]
    done = _carry_out(database, Files(found.count, tuple(over)), told, at, many=False)
    if done.many:
        _log.warning("%d of %d files are over: maraude server purge", len(over), found.count)
    with database.write() as connection:
        meta.keep(connection, _PURGED_AT, str(milliseconds(at)))
    return done


def asked(database: Database, now: Now, device_id: str, persons: Iterable[str]) -> tuple[str, ...]:
    """Erase those of some persons, by the file that goes on, whose two years are over.

    At the word of a coordinator's device, of those in its feeds; UnknownDeviceError.
    """
    at, wanted = now(), frozenset(persons)
    found = look(database, at)
    with database.read() as connection:
        reach = scope(connection, device_id)
        places = publication.places(connection, wanted)
    mine = [
        one
        for one in found.ending
        if one.files[0] in wanted and reach.writable.intersection(places.get(one.files[0], ()))
    ]
    gone = tuple(_gone(database, mine, at, at, device_id))
    if gone:
        database.shred()
    return tuple(one.files[0] for one in gone)


class Daily:
    """A thread that purges once a day, until told to end."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database = database
        self._now = now
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="maraude-purge", daemon=True)

    def __enter__(self) -> "Daily":
        self._thread.start()
        return self

    def __exit__(self, *_failure: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        wait = SOON
        while not self._over.wait(wait):
            wait = DAY
            try:
                if is_due(self._database, self._now()):
                    by_itself(self._database, self._now)
            except Exception:  # the next day tries again; laptops are answered meanwhile
                _log.exception("the purge failed")


def is_due(database: Database, at: datetime) -> bool:
    """Tell whether the last purge was not within a day before ``at``."""
    with database.read() as connection:
        last = int(meta.value(connection, _PURGED_AT) or 0)
    return not 0 <= milliseconds(at) - last < _A_DAY // timedelta(milliseconds=1)


def _carry_out(
    database: Database, found: Files, by: datetime, at: datetime, *, many: bool
) -> Purged:
    """Erase those found, each in a transaction of its own, so that laptops are answered between."""
    if rule.is_many(len(found.ending), found.count) and not many:
        return Purged((), found.count, many=True)
    gone = tuple(_gone(database, found.ending, by, at, audit.SERVER))
    if gone:
        database.shred()
    return Purged(gone, found.count)


def _gone(
    database: Database, endings: Iterable[Ending], by: datetime, at: datetime, actor: str
) -> Iterator[Ending]:
    """Erase those whose two years are over by a moment, and still are; the actor is kept."""
    stamp = milliseconds(at)
    for one in endings:
        with database.write() as connection:
            if not retention.is_over(connection, one, by):
                continue
            retention.forget(connection, one.files, stamp)
            for id_ in one.files:
                audit.record(connection, actor, "purge", id_, stamp)
        yield one


def _told_by_all(connection: Connection, at: datetime) -> datetime:
    """Give until when every laptop has told what it knew, but never more than 30 days before."""
    query = select(func.min(func.coalesce(device.c.seen_at, device.c.enrolled_at))).where(
        device.c.revoked_at.is_(None), device.c.role != Role.ADMINISTRATOR
    )
    seen = connection.execute(query).scalar()
    heard = at if seen is None else retention.moment(seen)
    return min(max(heard, at - rule.NOTICE), at)
