"""One exchange with a laptop: its changes in, then what it has not seen out."""

from datetime import datetime

import msgspec
from sqlalchemy import Connection

from maraude.domain.clock import Now
from maraude.domain.feeds import Role
from maraude.domain.version import is_older
from maraude.protocol import messages
from maraude.protocol.messages import Hello, Welcome
from maraude.server import (
    audit,
    barrier,
    directory,
    dismissals,
    feed_keys,
    incarnations,
    meta,
    pull,
    quarantine,
)
from maraude.server.database import Database
from maraude.server.ingest import Taken, ingest
from maraude.server.overview import overview
from maraude.server.scope import scope


def exchange(database: Database, device: str, body: bytes, now: Now) -> bytes:
    """Answer a device's request.

    MalformedMessageError for what is no request, UnknownDeviceError, NotReplicatedError where
    it has to ask again.
    """
    hello, lines = messages.read_request(body)
    at = milliseconds(now())
    with database.write() as connection:
        taken = ingest(connection, device, hello, lines, at)
        dismissals.confirm(connection, device, hello.dismissed, at)
        epoch = meta.epoch(connection)
    if taken.erases:
        database.shred()
    with database.read(confined=True) as connection:
        known = hello.next - 1 + len(lines)
        return messages.answer(_lines(connection, device, hello, known, taken, epoch, at))


def read_on(database: Database, device: str, hello: Hello, now: Now) -> bytes:
    """Answer where ``hello`` reads on after another answer, which somebody carries with this one.

    Nothing is kept of it: the device has read neither yet.
    """
    with database.read(confined=True) as connection:
        known = hello.next - 1
        at = milliseconds(now())
        lines = _lines(connection, device, hello, known, Taken(known, 0), hello.epoch, at)
        return messages.answer(lines)


def milliseconds(moment: datetime) -> int:
    """Give a moment as the tables keep it: ms since 1970, UTC."""
    return int(moment.timestamp() * 1000)


def _lines(
    connection: Connection,
    device: str,
    hello: Hello,
    known: int,
    taken: Taken,
    epoch: str,
    at: int,
) -> list[bytes]:
    """Give the answer's lines; a device that was revoked meanwhile gets no row."""
    reach = scope(connection, device)
    coordinates = reach.role is Role.COORDINATOR and not reach.revoked
    barrier.show(connection, reach.readable)
    kept = meta.every(connection)
    keys = feed_keys.of(kept, reach.readable)
    least = kept.get(meta.MIN_APP, "")
    old = bool(least) and is_older(hello.app, least)
    welcome = Welcome(
        nonce=hello.nonce,
        epoch=epoch,
        acked=taken.acked,
        safe=taken.safe,
        now=at,
        feeds=tuple(sorted(reach.readable)),
        quarantined=quarantine.count(connection, hello.inc),
        fork=taken.fork,
        wipe=reach.revoked,
        min_app=least if old else "",
        base=overview(connection, at) if coordinates else None,
        keys=keys if keys and keys.id != hello.keys and not reach.revoked else None,
        reached=incarnations.reached(connection, hello.guests) if hello.guests else {},
        directory=None if reach.revoked else directory.edition(kept, hello.directory),
        audit=audit.since(connection, hello.audit),
        dismiss=dismissals.pending(connection, device),
    )
    # After a fork the incarnation's changes are another laptop's: the next exchange sends rows.
    rows = () if taken.fork or old else pull.pages(connection, reach.readable, hello, known)
    return [msgspec.json.encode(welcome), *rows]
