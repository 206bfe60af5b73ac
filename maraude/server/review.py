"""What a coordinator sees of the changes that are kept apart, and may release of them.

A change touches the feeds in which its row is and those into which it goes. Whoever may read them
all sees what it says, and may apply it; of others they learn whose it is, when and why.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from maraude.domain.clock import HybridTime
from maraude.domain.feeds import Role, feeds
from maraude.domain.refusal import Refusal
from maraude.protocol import changes
from maraude.protocol.changes import Change, MalformedChangeError
from maraude.protocol.quarantine import (
    MAX_SHOWN,
    MOST_LISTED,
    Kept,
    Listing,
    Name,
    Refused,
    Released,
)
from maraude.server import audit, bulk, publication, quarantine, rows
from maraude.server.applying import Verdict
from maraude.server.quarantine import Apart
from maraude.server.scope import Scope, scope
from maraude.server.tables import change as change_table
from maraude.server.tables import device

_NOTHING: frozenset[str] = frozenset()


def listing(connection: Connection, reach: Scope, laptop: str, reason: str) -> Listing:
    """Give what is kept apart, as far as ``reach`` goes; of a laptop, by its name, or for a reason.

    Empty words ask for all.
    """
    query = select(device.c.id, device.c.name)
    names = {id_: name for id_, name in connection.execute(query) if laptop in ("", name)}
    found, count = quarantine.first(connection, names, reason, MOST_LISTED)
    touched = _Touched(connection, found)
    return Listing(tuple(_kept(one, names[one.device], touched, reach) for one in found), count)


def keep_read(connection: Connection, device: str, shown: Listing, at: int) -> None:
    """Keep that a coordinator's device was shown changes that are kept apart: how many."""
    audit.record(connection, device, "read-apart", str(len(shown.changes)), at)


def release(connection: Connection, reach: Scope, wanted: Iterable[Name], at: int) -> Released:
    """Apply changes, in this order, at the word of a coordinator's device; its name is kept.

    With each goes its transaction. A change stays apart where it is refused: ``out-of-reach``,
    and what ``quarantine.release`` refuses.
    """
    released: dict[Name, None] = {}
    refused = []
    for name in wanted:
        if name in released:
            continue
        try:
            applied = _release(connection, reach, name, at)
        except Refusal as refusal:
            refused.append(Refused(name, refusal.code))
            continue
        for one in applied:
            audit.record(connection, reach.device, "release", str(one), at)
        released.update(dict.fromkeys(applied))
    return Released(tuple(released), tuple(refused))


def _release(connection: Connection, reach: Scope, name: Name, at: int) -> list[Name]:
    found = quarantine.together(connection, name.inc, name.n)
    touched = _Touched(connection, found)
    for one in found:
        if not _within(touched.feeds(one), reach):
            raise Refusal(_unreachable(one), "")
    applied = quarantine.release(connection, name.inc, name.n, at)
    return [Name(name.inc, n) for n in sorted(applied)]


class _Touched:
    """The feeds that changes touch, their rows loaded at once."""

    def __init__(self, connection: Connection, found: Sequence[Apart]) -> None:
        self._connection = connection
        self._read = {(one.inc, one.n): _read(one) for one in found}
        ids = [known[0].r for known in self._read.values() if known]
        self._rows = rows.load(connection, ids)
        self._places = publication.places(connection, ids)
        missing = bulk.among(connection, change_table.c.row, set(ids) - self._rows.keys())
        self._puts = {
            (one.device, known[0].r): known[1]
            for one in quarantine.find(connection, missing)
            if (known := _read(one)) and known[0].k == "put"
        }

    def read(self, one: Apart) -> tuple[Change, Mapping[str, Any]] | None:
        """Give a change and its fields, None where they cannot be read."""
        return self._read[one.inc, one.n]

    def feeds(self, one: Apart) -> frozenset[str]:
        """Give the feeds; none where nobody can tell, as of a patch whose row is nowhere."""
        known = self.read(one)
        if known is None:
            return _NOTHING
        change, fields = known
        places = self._places.get(change.r, {})
        before = frozenset(feed for feed, place in places.items() if place.present)
        stored = self._rows.get(change.r)
        put = self._puts.get((one.device, change.r))
        if stored is not None and stored.merged is not None:
            document: Mapping[str, Any] = stored.merged.document
        elif stored is None and put is not None:
            document = {**scope(self._connection, one.device).defaults, **put}
        else:
            return before
        return before | feeds(change.t, {**document, **fields})


def _read(one: Apart) -> tuple[Change, Mapping[str, Any]] | None:
    try:
        return changes.read(one.line)
    except MalformedChangeError:
        return None


def _within(touched: frozenset[str], reach: Scope) -> bool:
    coordinates = reach.role is Role.COORDINATOR and not reach.revoked
    return coordinates and bool(touched) and touched <= reach.readable


def _unreachable(one: Apart) -> str:
    """Say why a change that no feed of the coordinator's tells of stays apart."""
    if _read(one) is None:
        return "unreadable-change"
    return one.reason if one.reason is Verdict.UNKNOWN_ROW else "out-of-reach"


def _kept(one: Apart, name: str, touched: _Touched, reach: Scope) -> Kept:
    known = touched.read(one)
    if known is None:
        return Kept(Name(one.inc, one.n), name, one.reason, one.received_at)
    change, fields = known
    reachable = _within(touched.feeds(one), reach)
    return Kept(
        Name(one.inc, one.n),
        name,
        one.reason,
        one.received_at,
        type=change.t,
        kind=change.k,
        record=change.r if reachable else "",
        author=change.a,
        written_at=HybridTime.parse(change.h).ms,
        reachable=reachable,
        fields=dict(fields) if reachable and len(one.line) <= MAX_SHOWN else None,
    )
