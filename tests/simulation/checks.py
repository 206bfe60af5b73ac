"""What has to hold once every laptop has synchronised: the invariants that a run can see."""

from typing import Any

import msgspec
from sqlalchemy import func, select

from maraude.domain import feeds, merge
from maraude.protocol import changes, documents
from maraude.protocol import rows as wire
from maraude.server import conflicts, rows, tables
from maraude.store import replica
from tests.simulation.machine import REGISTERS, Machine
from tests.simulation.world import Violation, World

Merged = dict[str, merge.Row]
Held = dict[tuple[str, int], bytes]


def check(world: World) -> None:
    """Raise the first Violation."""
    with world.database.read() as connection:
        ids = connection.execute(select(tables.row_state.c.row)).scalars().all()
        stored = {id_: one.merged for id_, one in rows.load(connection, ids).items() if one.merged}
        quarantined = {
            (inc, n)
            for inc, n in connection.execute(select(tables.quarantine.c.inc, tables.quarantine.c.n))
        }
        held = _changes(connection)
        _check_numbers(connection)
        _check_feeds(connection, stored)
        _check_twice(world, connection, held)
    for machine in world.machines:
        if machine.device not in world.revoked:
            _check_kept(machine, held)
            _check_same(world, machine, stored, held, quarantined)
    _check_values(world, stored, held, quarantined)


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


def _check_same(
    world: World,
    machine: Machine,
    stored: Merged,
    held: Held,
    quarantined: set[tuple[str, int]],
) -> None:
    reader = machine.store.reader
    readable = world.readable(machine.device)
    apart = {changes.decode(held[key]).r for key in quarantined if key in held}
    expected = {
        id_: row
        for id_, row in stored.items()
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


def _check_twice(world: World, connection: Any, held: Held) -> None:
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


def _check_values(
    world: World,
    stored: Merged,
    held: Held,
    quarantined: set[tuple[str, int]],
) -> None:
    """Compare what stands in each field with what nobody replaced who had it before them."""
    written: dict[tuple[str, str], set[str]] = {}
    tainted = set(world.tainted)
    for key, line in held.items():
        change, fields = changes.read(line)
        for name in fields.keys() & set(REGISTERS.get(change.t, ())):
            written.setdefault((change.r, name), set()).add(fields[name])
            if key in quarantined:
                tainted.add((change.r, name))
    for (id_, name), values in written.items():
        if (id_, name) in tainted or id_ not in stored:
            continue
        gone = set().union(*(world.removes.get(value, set()) for value in values))
        expected = values - gone
        standing = {c.value for c in merge.candidates(stored[id_], name) if not c.gone}
        if lost := expected - standing:
            raise Violation(8, f"{id_} {name} lost {lost}, has {standing}")
        if world.exact and standing != expected:
            raise Violation(9, f"{id_} {name} holds {standing}, not {expected}")
