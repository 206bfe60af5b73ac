"""What a coordinator is told of the server itself: what it set aside, and whom it has not heard."""

from datetime import timedelta

from sqlalchemy import Connection, Select, func, or_, select

from maraude.domain.feeds import Role
from maraude.protocol.messages import Base
from maraude.server.tables import device, incarnation, quarantine

SILENT = timedelta(days=3)
_MOST = 50


def overview(connection: Connection, at: int) -> Base:
    """Give it as it stands at ``at`` (ms since 1970, UTC); of 50 laptops and reasons at most."""
    apart = select(func.count()).where(quarantine.c.released_at.is_(None))
    before = at - SILENT // timedelta(milliseconds=1)
    silent = (
        select(device.c.name, func.coalesce(device.c.seen_at, 0))
        .where(
            device.c.revoked_at.is_(None),
            device.c.role != Role.ADMINISTRATOR,
            or_(device.c.seen_at.is_(None), device.c.seen_at < before),
        )
        .order_by(func.coalesce(device.c.seen_at, 0), device.c.name)
        .limit(_MOST)
    )
    return Base(
        connection.execute(apart).scalar_one(),
        tuple((name, seen) for name, seen in connection.execute(silent)),
        tuple((name, why, n) for name, why, n in connection.execute(_reasons())),
    )


def _reasons() -> Select[str, str, int]:
    """Give of which laptop how many changes are kept apart, and why."""
    return (
        select(device.c.name, quarantine.c.reason, func.count())
        .join_from(quarantine, incarnation, incarnation.c.inc == quarantine.c.inc)
        .join(device, device.c.id == incarnation.c.device)
        .where(quarantine.c.released_at.is_(None))
        .group_by(device.c.name, quarantine.c.reason)
        .order_by(func.count().desc(), device.c.name, quarantine.c.reason)
        .limit(_MOST)
    )
