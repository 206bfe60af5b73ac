"""The incarnations of devices: what each has had acknowledged, and what it descends from."""

import secrets
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from maraude.domain.merge import Lineage
from maraude.protocol.messages import Fork
from maraude.server.tables import incarnation


class ForeignIncarnationError(Exception):
    """A device says that it is an incarnation of another one."""


@dataclass(frozen=True, slots=True)
class Incarnation:
    """One line of numbered changes of a device; ``acked`` are on the server."""

    inc: str
    acked: int
    safe: int


def of_device(
    connection: Connection, inc: str, device: str, parent: str = "", parent_n: int = 0
) -> Incarnation:
    """Give an incarnation, registered if nobody knew it; ForeignIncarnationError.

    It descends from ``parent``, if there is one, which is of the same device.
    """
    query = select(incarnation).where(incarnation.c.inc == inc)
    found = connection.execute(query).one_or_none()
    if found is None:
        if parent:
            of_device(connection, parent, device)
        row = insert(incarnation).values(inc=inc, device=device)
        descent = {"parent": parent, "parent_n": parent_n} if parent else {}
        connection.execute(row.values(descent))
        return Incarnation(inc, 0, 0)
    if found.device != device:
        raise ForeignIncarnationError(inc)
    return Incarnation(inc, found.acked_n, found.safe_n)


def acknowledge(connection: Connection, inc: str, acked: int) -> None:
    """Keep up to which number changes are here."""
    row = update(incarnation).where(incarnation.c.inc == inc)
    connection.execute(row.values(acked_n=acked))


def fork(connection: Connection, parent: str, common: int, device: str) -> Fork:
    """Mint the incarnation as which a laptop goes on after change ``common`` of ``parent``."""
    made = Fork(secrets.token_hex(8), parent, common)
    row = insert(incarnation).values(inc=made.inc, device=device, parent=parent, parent_n=common)
    connection.execute(row)
    return made


def ancestors(connection: Connection, inc: str) -> Lineage:
    """Give those from which ``inc`` forked, each up to its last change in common."""
    found: dict[str, int] = {}
    while True:
        query = select(incarnation.c.parent, incarnation.c.parent_n)
        parent = connection.execute(query.where(incarnation.c.inc == inc)).one_or_none()
        if parent is None or parent.parent is None:
            return found
        inc = parent.parent
        found[inc] = parent.parent_n
