"""The incarnations of devices: what each has had acknowledged, and what it descends from."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from maraude.domain.merge import Lineage
from maraude.protocol.messages import Fork, Hello
from maraude.server import bulk
from maraude.server.tables import incarnation

_found = select(incarnation).where(incarnation.c.inc == bindparam("inc"))


@dataclass(frozen=True, slots=True)
class Incarnation:
    """One line of numbered changes of a device; ``acked`` are on the server."""

    inc: str
    acked: int
    safe: int


def of_device(connection: Connection, hello: Hello, device: str) -> Incarnation | None:
    """Give the incarnation of a request, registered if nobody knew it; None for another's."""
    found = _find(connection, hello.inc)
    if found is None:
        descent = _descent(connection, hello, device)
        connection.execute(insert(incarnation).values(inc=hello.inc, device=device, **descent))
        return Incarnation(hello.inc, 0, 0)
    return _own(found) if found.device == device else None


def acknowledge(connection: Connection, inc: str, acked: int) -> None:
    """Keep up to which number changes are here."""
    row = update(incarnation).where(incarnation.c.inc == inc)
    connection.execute(row.values(acked_n=acked))


def reached(connection: Connection, incs: Iterable[str]) -> dict[str, int]:
    """Give up to which number the changes of incarnations are here; unknown ones are left out."""
    query = select(incarnation.c.inc, incarnation.c.acked_n)
    found = query.where(bulk.among(connection, incarnation.c.inc, incs))
    return {row.inc: row.acked_n for row in connection.execute(found)}


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
        parent = _find(connection, inc)
        if parent is None or parent.parent is None:
            return found
        inc = parent.parent
        found[inc] = parent.parent_n


def _find(connection: Connection, inc: str) -> Row[Any] | None:
    return connection.execute(_found, {"inc": inc}).one_or_none()


def _own(found: Row[Any]) -> Incarnation:
    return Incarnation(found.inc, found.acked_n, found.safe_n)


def _descent(connection: Connection, hello: Hello, device: str) -> dict[str, str | int]:
    """Give what the laptop's own fork descends from, registered too: it may not have sent yet."""
    if not hello.parent:
        return {}
    parent = _find(connection, hello.parent)
    if parent is None:
        connection.execute(insert(incarnation).values(inc=hello.parent, device=device))
    elif parent.device != device:
        return {}
    return {"parent": hello.parent, "parent_n": hello.parent_n}
