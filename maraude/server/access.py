"""The devices that may exchange with the server: whose token it is, and what it is granted."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from maraude.domain.clock import Now
from maraude.domain.feeds import Role
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.server import audit, feed_keys
from maraude.server.tables import access_grant, device

TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Device:
    """A laptop that was enrolled; moments are milliseconds since 1970, UTC.

    ``wipe_told_at`` is when it was first told to empty itself, ``wiped_at`` when it said that it
    had handed over all and was about to.
    """

    id: str
    name: str
    role: Role
    feeds: tuple[str, ...]
    enrolled_at: int
    seen_at: int | None
    app: str
    revoked_at: int | None
    wipe_told_at: int | None
    wiped_at: int | None

    @property
    def revoked(self) -> bool:
        """Whether it may no longer read anything."""
        return self.revoked_at is not None


def new_token() -> tuple[str, bytes]:
    """Give a device's token, which is said once, and the digest of it that is kept."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    return token, _digest(token)


def authenticate(connection: Connection, token: str) -> Device | None:
    """Give the device whose token it is, a revoked one too.

    The search is for the digest: how long it takes says nothing of how near a guess comes.
    """
    found = _read(connection, select(device).where(device.c.token_hash == _digest(token)))
    return found[0] if found else None


def devices(connection: Connection) -> tuple[Device, ...]:
    """Give every device, by name and then in order of enrolment."""
    return _read(connection, select(device).order_by(device.c.name, device.c.enrolled_at))


def named(connection: Connection, word: str) -> Device:
    """Give the device of this id, else the only one of this name.

    Refusal: ``unknown-device``, ``which-device``.
    """
    found = [one for one in devices(connection) if word in (one.id, one.name)]
    if not found:
        raise Refusal(
            "unknown-device",
            _(
                "Aucun ordinateur ne s'appelle « {name} ». La liste : maraude server devices."
            ).format(name=word),
        )
    if len(found) > 1:
        raise Refusal(
            "which-device",
            _(
                "Plusieurs ordinateurs s'appellent « {name} » : donnez l'identifiant de l'un."
            ).format(name=word),
        )
    return found[0]


def revoke(connection: Connection, device_id: str, now: Now, actor: str = audit.SERVER) -> None:
    """Let a device read nothing any more, from the end of this transaction on."""
    at = audit.milliseconds(now)
    revoked = connection.execute(
        update(device)
        .where(device.c.id == device_id, device.c.revoked_at.is_(None))
        .values(revoked_at=at)
    )
    if revoked.rowcount:
        feed_keys.rotate(connection)
        audit.record(connection, actor, "revoke", device_id, at)


def keep_wipe(connection: Connection, device_id: str, at: int, *, leaving: bool) -> None:
    """Keep that a revoked device is told to wipe, and where it is ``leaving``, that it does."""
    told = func.coalesce(device.c.wipe_told_at, at)
    done = func.coalesce(device.c.wiped_at, at) if leaving else device.c.wiped_at
    changed = update(device).where(device.c.id == device_id, device.c.revoked_at.is_not(None))
    connection.execute(changed.values(wipe_told_at=told, wiped_at=done))


def grant(
    connection: Connection,
    device_id: str,
    feeds: Iterable[str],
    now: Now,
    *,
    only: bool = False,
    actor: str = audit.SERVER,
) -> None:
    """Let a device read ``feeds`` too, or ``only`` those and no others."""
    held = _feeds(connection, [device_id])[device_id]
    wanted = set(feeds) if only else held | set(feeds)
    if taken := held - wanted:
        feed_keys.rotate(connection)
        connection.execute(
            delete(access_grant).where(
                access_grant.c.device == device_id, access_grant.c.feed.in_(taken)
            )
        )
    if given := wanted - held:
        connection.execute(
            insert(access_grant), [{"device": device_id, "feed": feed} for feed in sorted(given)]
        )
    if taken or given:
        audit.record(connection, actor, "grant", device_id, audit.milliseconds(now))


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def _feeds(connection: Connection, devices: Sequence[str]) -> Mapping[str, set[str]]:
    """Give the feeds granted to each device."""
    granted: dict[str, set[str]] = {one: set() for one in devices}
    for row in connection.execute(select(access_grant).where(access_grant.c.device.in_(devices))):
        granted[row.device].add(row.feed)
    return granted


def _read(connection: Connection, query: Select[Any]) -> tuple[Device, ...]:
    rows = connection.execute(query).all()
    feeds = _feeds(connection, [row.id for row in rows])
    return tuple(
        Device(
            id=row.id,
            name=row.name,
            role=Role(row.role),
            feeds=tuple(sorted(feeds[row.id])),
            enrolled_at=row.enrolled_at,
            seen_at=row.seen_at,
            app=row.app,
            revoked_at=row.revoked_at,
            wipe_told_at=row.wipe_told_at,
            wiped_at=row.wiped_at,
        )
        for row in rows
    )
