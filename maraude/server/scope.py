"""What a device may read and write, as it stands in this transaction."""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, literal, select

from maraude.domain import feeds
from maraude.domain.feeds import Role
from maraude.server.tables import access_grant, device, feed

_OWN = "device:"
_held = (
    select(device.c.role, device.c.revoked_at, access_grant.c.feed, feed.c.feed.label("own"))
    .outerjoin(access_grant, access_grant.c.device == device.c.id)
    .outerjoin(feed, feed.c.feed == literal(_OWN) + device.c.id)
    .where(device.c.id == bindparam("device"))
)
_locked = _held.with_for_update(of=device)


class UnknownDeviceError(LookupError):
    """No such device was ever enrolled."""


class RevokedDeviceError(PermissionError):
    """The device was revoked, if only since its request was let in."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A device's feeds to read and to write; ``defaults`` say where its rows belong.

    A revoked device reads and writes nothing.
    """

    device: str
    revoked: bool
    readable: frozenset[str]
    writable: frozenset[str]
    defaults: dict[str, str]
    role: Role


def scope(connection: Connection, device_id: str, *, lock: bool = False) -> Scope:
    """Give a device's scope, the device's row locked if asked; UnknownDeviceError."""
    found = connection.execute(_locked if lock else _held, {"device": device_id}).all()
    if not found:
        raise UnknownDeviceError(device_id)
    role, revoked_at, _feed, own = found[0]
    granted = sorted(row.feed for row in found if row.feed is not None)
    role, revoked = Role(role), revoked_at is not None
    return Scope(
        device_id,
        revoked,
        frozenset() if revoked else feeds.readable(role, granted).union([own] if own else ()),
        frozenset() if revoked else feeds.writable(role, granted),
        _defaults(granted),
        role,
    )


def own_feed(device_id: str) -> str:
    """Give the feed of a device alone: whoever is erased of whom it wrote, wherever they were."""
    return f"{_OWN}{device_id}"


def _defaults(granted: list[str]) -> dict[str, str]:
    first: dict[str, str] = {}
    for grant in granted:
        name = grant.partition(":")[0]
        if name in feeds.SCOPE:
            first.setdefault(name, grant)
    return first
