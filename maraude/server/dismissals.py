"""Who is to open a laptop no more: the base says so, the laptop does it at its next exchange."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from maraude.domain.clock import Now
from maraude.server import audit
from maraude.server.tables import dismissal

_pending = (
    select(dismissal.c.user)
    .where(dismissal.c.device == bindparam("device"), dismissal.c.done_at.is_(None))
    .order_by(dismissal.c.user)
)


@dataclass(frozen=True, slots=True)
class Dismissal:
    """``user`` was to leave a laptop at ``ordered_at``, and had at ``done_at`` (ms since 1970)."""

    user: str
    ordered_at: int
    done_at: int | None


def order(connection: Connection, device: str, user: str, now: Now) -> None:
    """Let ``user``, a slug, open ``device`` no more once it has exchanged; anew if need be."""
    at = audit.milliseconds(now)
    this = (dismissal.c.device == device, dismissal.c.user == user)
    connection.execute(delete(dismissal).where(*this))
    connection.execute(insert(dismissal).values(device=device, user=user, ordered_at=at))
    audit.record(connection, audit.SERVER, "dismiss", f"{device} {user}", at)


def pending(connection: Connection, device: str) -> tuple[str, ...]:
    """Give who is to leave ``device`` and, for all that it has said, has not."""
    return tuple(connection.execute(_pending, {"device": device}).scalars())


def confirm(connection: Connection, device: str, users: Iterable[str], at: int) -> None:
    """Keep that a device says that it opens for ``users`` no more; names of nobody are let be."""
    waiting = set(pending(connection, device))
    for user in sorted(waiting.intersection(users)):
        this = (dismissal.c.device == device, dismissal.c.user == user)
        connection.execute(update(dismissal).where(*this).values(done_at=at))
        audit.record(connection, device, "dismissed", f"{device} {user}", at)


def of_devices(connection: Connection) -> Mapping[str, tuple[Dismissal, ...]]:
    """Give all that were ordered, by device."""
    found: dict[str, tuple[Dismissal, ...]] = {}
    query = select(dismissal).order_by(dismissal.c.ordered_at, dismissal.c.user)
    for row in connection.execute(query):
        one = Dismissal(row.user, row.ordered_at, row.done_at)
        found[row.device] = (*found.get(row.device, ()), one)
    return found
