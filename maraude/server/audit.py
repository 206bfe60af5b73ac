"""Who did what to devices and rows, by ids alone: a chain, in which each entry covers all before.

The database lets nobody change or remove an entry. Who rewrites it all the same has to rewrite
every head that follows, and laptops remember the last one that they were told.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, insert, select

from maraude.domain.clock import Now
from maraude.protocol import trail
from maraude.protocol.trail import MOST_LINKS, Trail
from maraude.server.tables import audit

Content = tuple[int, int, str, str, str]
"""An entry's number, moment, actor, action and target."""
SERVER = "server"
"""Whoever sits at the server's own command line."""

_last = select(audit).order_by(audit.c.id.desc()).limit(1)


@dataclass(frozen=True, slots=True)
class Entry:
    """What ``actor``, a device's id or ``SERVER``, did at ``at`` (ms since 1970, UTC).

    ``head`` is the digest of the chain up to this entry, which has the number ``n``.
    """

    n: int
    at: int
    actor: str
    action: str
    target: str
    head: bytes

    @property
    def link(self) -> bytes:
        """The digest of the entry by itself."""
        return trail.link((self.n, self.at, self.actor, self.action, self.target))


def record(connection: Connection, actor: str, action: str, target: str, at: int) -> None:
    """Keep that ``actor``, a device's id or ``SERVER``, did ``action`` to ``target`` at ``at``."""
    newest = _newest(connection)
    n, before = (newest.n + 1, newest.head) if newest else (1, b"")
    (head,) = heads(before, [(n, at, actor, action, target)])
    values = {"id": n, "at": at, "actor": actor, "action": action, "target": target, "head": head}
    connection.execute(insert(audit).values(values))


def heads(before: bytes, contents: Iterable[Content]) -> Iterator[bytes]:
    """Give the heads of entries that follow on the head ``before``, empty at the beginning."""
    for content in contents:
        before = trail.chained(before, [trail.link(content)])
        yield before


def entries(connection: Connection) -> list[Entry]:
    """Give every entry, the first one first."""
    return _read(connection, select(audit).order_by(audit.c.id))


def broken(kept: Iterable[Entry]) -> int:
    """Give the number of the first entry that does not follow on those before it; 0 if all do."""
    before = b""
    for entry in kept:
        before = trail.chained(before, [entry.link])
        if before != entry.head:
            return entry.n
    return 0


def since(connection: Connection, known: int) -> Trail | None:
    """Give how the audit goes on after entry ``known`` (0 for none), None while it is empty."""
    newest = _newest(connection)
    if newest is None or not 0 < known < newest.n:
        return Trail(newest.n, newest.head) if newest else None
    query = select(audit).where(audit.c.id > known).order_by(audit.c.id).limit(MOST_LINKS)
    following = _read(connection, query)
    last = following[-1]
    return Trail(last.n, last.head, tuple(entry.link for entry in following))


def milliseconds(now: Now) -> int:
    """Give the moment as the tables hold it: milliseconds since 1970, UTC."""
    return int(now().timestamp() * 1000)


def _newest(connection: Connection) -> Entry | None:
    found = _read(connection, _last)
    return found[0] if found else None


def _read(connection: Connection, query: Select[Any]) -> list[Entry]:
    rows = connection.execute(query)
    return [Entry(r.id, r.at, r.actor, r.action, r.target, bytes(r.head)) for r in rows]
