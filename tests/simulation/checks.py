"""What has to hold once every laptop has synchronised: the invariants that a run can see."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import func, select

from maraude.domain import feeds, merge
from maraude.protocol import changes, documents
from maraude.protocol import rows as wire
from maraude.server import conflicts, rows, tables
from maraude.store import outbox, replica
from tests.simulation.base import Base, Pair
from tests.simulation.machine import REGISTERS, Machine
from tests.simulation.violation import Violation

if TYPE_CHECKING:
    from tests.simulation.world import World

Merged = dict[str, merge.Row]
Held = dict[tuple[str, int], bytes]


@dataclass(frozen=True, slots=True)
class Stored:
    """What the server has: merged rows, the lines of changes, and which of them it kept apart."""

    rows: Merged
    held: Held
    apart: frozenset[tuple[str, int]]

    @classmethod
    def of(cls, base: Base) -> "Stored":
        """Read a server."""
        with base.database.read() as connection:
            ids = connection.execute(select(tables.row_state.c.row)).scalars().all()
            loaded = rows.load(connection, ids).items()
            apart = connection.execute(select(tables.quarantine.c.inc, tables.quarantine.c.n))
            return cls(
                {id_: one.merged for id_, one in loaded if one.merged},
                _changes(connection),
                frozenset((inc, n) for inc, n in apart),
            )


def check(world: "World") -> None:
    """Raise the first Violation of a run that has come to rest."""
    base = world.base
    stored = Stored.of(base)
    if stored.apart and not world.disasters:
        raise Violation(24, f"{sorted(stored.apart)} were kept apart")
    with base.database.read() as connection:
        _check_numbers(connection)
        _check_feeds(connection, stored.rows)
        _check_twice(world, connection, stored.held)
    for machine in world.machines:
        if machine.device not in base.revoked:
            _check_kept(machine, stored.held)
            _check_same(machine, base, stored)
    _check_values(world, stored)


def check_up_to_date(machine: Machine, base: Base) -> None:
    """Raise Violation 29 unless a laptop that has nothing left to do shows what the server has."""
    try:
        _check_same(machine, base, Stored.of(base))
    except Violation as violation:
        raise Violation(29, str(violation)) from violation


def check_whole(machine: Machine, pairs: Iterable[Pair]) -> None:
    """Look whether changes, counters and rows of a laptop that lost its power fit together."""
    reader = machine.store.reader
    for inc, count, last in reader.execute("SELECT inc, count(*), max(n) FROM change GROUP BY inc"):
        if count != last:
            raise Violation(5, f"{machine.device} has {count} changes up to {last} as {inc}")
    written = {
        record for (record,) in reader.execute("SELECT record FROM change WHERE kind = 'put'")
    }
    if half := [pair for pair in pairs if (pair[0] in written) != (pair[1] in written)]:
        raise Violation(32, f"{machine.device} wrote one of each of {half}")
    for type_name, record in machine.records():
        _check_shown(machine, type_name, record)


def _check_shown(machine: Machine, type_name: str, record: str) -> None:
    """Look whether a row shows what waits."""
    shown = machine.row(type_name, record)
    fields = documents.to_document(shown)
    for change in outbox.waiting_on(machine.store.reader, record):
        fields.update(msgspec.json.decode(change.f))
    if documents.from_document(type_name, record, fields) != shown:
        raise Violation(4, f"{machine.device} does not show what it wrote of {record}")


def _changes(connection: Any) -> Held:
    table = tables.change.c
    return {
        (inc, n): bytes(line)
        for inc, n, line in connection.execute(select(table.inc, table.n, table.line))
        if line is not None
    }


def _check_numbers(connection: Any) -> None:
    table, inc = tables.change.c, tables.incarnation.c
    counted = {
        name: (count, last)
        for name, count, last in connection.execute(
            select(table.inc, func.count(), func.max(table.n)).group_by(table.inc)
        )
    }
    for name, acked in connection.execute(select(inc.inc, inc.acked_n)):
        if counted.get(name, (0, 0)) != (acked, acked):
            raise Violation(3, f"{acked} acknowledged, {counted.get(name)} there")


def _check_feeds(connection: Any, stored: Merged) -> None:
    expected: dict[str, tuple[int, int]] = {}
    for id_, row in stored.items():
        digest = wire.digest(row.type, id_, wire.canonical(row.document))
        for feed in feeds.feeds(row.type, row.document):
            count, total = expected.get(feed, (0, 0))
            expected[feed] = count + 1, (total + digest) % 2**wire.DIGEST_BITS
    table = tables.feed.c
    for feed, count, total in connection.execute(select(table.feed, table.count, table.sum)):
        if expected.get(feed, (0, 0)) != (count, total):
            raise Violation(14, f"{feed} does not count what is in it")


def _check_kept(machine: Machine, held: Held) -> None:
    for inc, n, line, acked in machine.store.reader.execute(
        "SELECT inc, n, line, acked FROM change"
    ):
        if not acked:
            raise Violation(30, f"change {n} of {machine.device} still waits")
        if held.get((inc, n)) != line:
            raise Violation(1, f"change {n} of {machine.device} is not on the server: {line!r}")


def _check_same(machine: Machine, base: Base, stored: Stored) -> None:
    reader = machine.store.reader
    readable = base.readable(machine.device)
    apart = {changes.decode(stored.held[key]).r for key in stored.apart if key in stored.held}
    expected = {
        id_: row
        for id_, row in stored.rows.items()
        if row.type in REGISTERS and feeds.feeds(row.type, row.document) & readable
    }
    seen = set()
    for type_name, record in machine.records():
        (rv,) = reader.execute(
            f'SELECT rv FROM "{type_name}" WHERE id = ?',  # noqa: S608
            (record,),
        ).fetchone()
        row = expected.get(record)
        if row is None:
            if rv > 0:
                raise Violation(16, f"{machine.device} still has {record}, version {rv}")
            continue
        seen.add(record)
        shown = documents.from_document(type_name, record, dict(row.document))
        if (machine.row(type_name, record), rv) != (shown, row.rv):
            here = machine.row(type_name, record)
            raise Violation(6, f"{machine.device} shows {here} {rv}, not {shown} {row.rv}")
    if missing := expected.keys() - seen:
        raise Violation(17, f"{machine.device} lacks {sorted(missing)}")
    if readable != replica.positions(reader).keys():
        raise Violation(16, f"{machine.device} reads {sorted(replica.positions(reader))}")
    _check_conflicts(machine, expected)
    for record, rv in reader.execute("SELECT record, rv FROM shadow"):
        if record in expected and record not in apart and rv != expected[record].rv:
            raise Violation(6, f"{machine.device} keeps version {rv} below {record}")


def _check_conflicts(machine: Machine, expected: Merged) -> None:
    reader = machine.store.reader
    told = {(r, f): x for r, f, x in reader.execute("SELECT record, field, rivals FROM conflict")}
    known = {
        (id_, name): msgspec.json.encode(rivals).decode()
        for id_, row in expected.items()
        for name, rivals in conflicts.rivals(row).items()
    }
    if told != known:
        raise Violation(9, f"{machine.device} knows {told}, not {known}")


def _check_twice(world: "World", connection: Any, held: Held) -> None:
    """Find what was applied twice for one laptop; for a clone, it is another's."""
    table = tables.incarnation.c
    parents = {
        inc: (parent, n)
        for inc, parent, n in connection.execute(select(table.inc, table.parent, table.parent_n))
    }
    seen: dict[str, tuple[str, int]] = {}
    for key, line in sorted(held.items()):
        change = changes.decode(line)
        text = f"{change.h} {change.r} {bytes(change.f)!r}"
        before = seen.setdefault(text, key)
        if before == key:
            continue
        if _descends(key, before, parents) or _descends(before, key, parents):
            raise Violation(2, f"{before} came again as {key}: {line!r}")
        world.tainted |= {(change.r, name) for name in REGISTERS.get(change.t, ())}


def _descends(
    key: tuple[str, int], ancestor: tuple[str, int], parents: dict[str, tuple[str, int]]
) -> bool:
    inc, n = key[0], 10**9
    while inc:
        if inc == ancestor[0] and ancestor[1] <= n:
            return True
        inc, n = parents[inc]
    return False


def _check_values(world: "World", stored: Stored) -> None:
    """Compare what stands in each field with what nobody replaced who had it before them."""
    written: dict[tuple[str, str], set[str]] = {}
    tainted = set(world.tainted)
    for key, line in stored.held.items():
        change, fields = changes.read(line)
        for name in fields.keys() & set(REGISTERS.get(change.t, ())):
            written.setdefault((change.r, name), set()).add(fields[name])
            if key in stored.apart:
                tainted.add((change.r, name))
    for (id_, name), values in written.items():
        if (id_, name) in tainted or id_ not in stored.rows:
            continue
        gone = set().union(*(world.removes.get(value, set()) for value in values))
        expected = values - gone
        standing = {c.value for c in merge.candidates(stored.rows[id_], name) if not c.gone}
        if lost := expected - standing:
            raise Violation(8, f"{id_} {name} lost {lost}, has {standing}")
        if world.base.exact and standing != expected:
            raise Violation(9, f"{id_} {name} holds {standing}, not {expected}")
