"""What a device may read and write, as it stands in this transaction."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from maraude.domain import feeds
from maraude.domain.feeds import Role
from maraude.server.tables import access_grant, device, feed


class UnknownDeviceError(LookupError):
    """No such device was ever enrolled."""


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
    query = select(device.c.role, device.c.revoked_at).where(device.c.id == device_id)
    found = connection.execute(query.with_for_update() if lock else query).one_or_none()
    if found is None:
        raise UnknownDeviceError(device_id)
    grants = select(access_grant.c.feed).where(access_grant.c.device == device_id)
    granted = sorted(connection.execute(grants).scalars())
    own = select(feed.c.feed).where(feed.c.feed == own_feed(device_id))
    revoked = found.revoked_at is not None
    role = Role(found.role)
    return Scope(
        device_id,
        revoked,
        frozenset()
        if revoked
        else feeds.readable(role, granted).union(connection.execute(own).scalars()),
        frozenset() if revoked else feeds.writable(role, granted),
        _defaults(granted),
        role,
    )


def own_feed(device_id: str) -> str:
    """Give the feed of a device alone: whoever is erased of whom it wrote, wherever they were."""
    return f"device:{device_id}"


def _defaults(granted: list[str]) -> dict[str, str]:
    first: dict[str, str] = {}
    for grant in granted:
        name = grant.partition(":")[0]
        if name in feeds.SCOPE:
            first.setdefault(name, grant)
    return first
