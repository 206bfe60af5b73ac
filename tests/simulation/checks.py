"""What has to hold once every laptop has synchronised: the invariants that a run can see."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import func, select

from maraude import paths
from maraude.domain import feeds, merge
from maraude.protocol import changes, documents
from maraude.protocol import rows as wire
from maraude.server import conflicts, rows, tables
from maraude.store import guests, removal, replica
from tests.simulation.base import Base, Pair, decoded
from tests.simulation.machine import REGISTERS, Field, Machine
from tests.simulation.start import FEW
from tests.simulation.violation import Violation

if TYPE_CHECKING:
    from tests.simulation.people import People
    from tests.simulation.world import World

_TEXT = re.compile(r"\btext\d+\b")
Merged = dict[str, merge.Row]
Held = dict[tuple[str, int], bytes]


@dataclass(frozen=True, slots=True)
class Stored:
    """What the server has: merged rows, and the lines of changes.

    Some of them are kept ``apart``, of which some cannot be read; some are ``wiped``, of these
    rows. ``erased`` persons are gone for ever.
    """

    rows: Merged
    held: Held
    apart: frozenset[tuple[str, int]]
    wiped: dict[tuple[str, int], str]
    erased: frozenset[str]

    @classmethod
    def of(cls, base: Base) -> "Stored":
        """Read a server."""
        with base.database.read() as connection:
            ids = connection.execute(select(tables.row_state.c.row)).scalars().all()
            loaded = rows.load(connection, ids).items()
            quarantine = tables.quarantine.c
            apart = connection.execute(
                select(quarantine.inc, quarantine.n).where(quarantine.released_at.is_(None))
            )
            held, wiped = _changes(connection)
            return cls(
                {id_: one.merged for id_, one in loaded if one.merged},
                held,
                frozenset((inc, n) for inc, n in apart),
                wiped,
                frozenset(connection.execute(select(tables.erasure.c.row)).scalars()),
            )

    def apart_of(self) -> dict[str, str]:
        """Give the rows of changes kept apart, and the kind of the last."""
        lines = (decoded(self.held[key]) for key in sorted(self.apart) if key in self.held)
        return {change.r: change.k for change in lines if change}


def check(world: "World") -> None:
    """Raise the first Violation of a run that has come to rest."""
    base = world.base
    stored = Stored.of(base)
    if (apart := stored.apart_of().keys() - world.oversized) and not world.disasters:
        raise Violation(24, f"changes of {sorted(apart)} were kept apart")
    with base.database.read() as connection:
        _check_numbers(connection, 21 if stored.erased else 3)
        _check_feeds(connection, stored.rows)
        _check_twice(world, connection, stored.held)
        _check_forgotten(world, connection, stored.erased)
    for machine in world.machines:
        if machine.device not in base.revoked:
            _check_kept(machine, stored, exact=base.exact)
            _check_same(machine, base, stored)
            if not world.disasters and (left := guests.last(machine.store.reader)):
                raise Violation(6, f"{machine.device} still shows what was handed over: {left}")
            _check_rid(world, machine, stored)
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
    puts = reader.execute("SELECT record FROM change WHERE kind = 'put'")
    written = {record for (record,) in puts}
    if half := [pair for pair in pairs if (pair[0] in written) != (pair[1] in written)]:
        raise Violation(32, f"{machine.device} wrote one of each of {half}")
    for type_name, record in machine.records():
        _check_shown(machine, type_name, record)
        _check_told(machine, type_name, record)


def _check_shown(machine: Machine, type_name: str, record: str) -> None:
    """Look whether a row shows what waits, or later words that a restored server has had first."""
    shown = machine.row(type_name, record)
    fields = documents.to_document(shown)
    now, waiting = dict(fields), set()
    written = machine.store.reader.execute(
        "SELECT acked, line FROM change WHERE record = ? ORDER BY rowid", (record,)
    )
    for acked, line in written.fetchall():
        for name, value in msgspec.json.decode(changes.reopen(line).f).items():
            if machine.shows_others(type_name, record, name):
                continue
            if not acked:
                waiting.add(name)
            if not acked or (name in waiting and now.get(name) == value):
                fields[name] = value
    # Whoever is erased is in no list any more, though the change still names them.
    if "people" in fields:
        fields["people"] = documents.to_document(shown)["people"]
    if documents.from_document(type_name, record, fields) != shown:
        raise Violation(4, f"{machine.device} does not show what it wrote of {record}")


def _check_told(machine: Machine, type_name: str, record: str) -> None:
    """Look whether a row that is new has a change that tells of it."""
    query = (
        f'SELECT 1 FROM "{type_name}" WHERE id = :r AND rv = 0'  # noqa: S608 - the name is ours
        " AND NOT EXISTS (SELECT 1 FROM change WHERE record = :r)"
        " AND NOT EXISTS (SELECT 1 FROM guest WHERE record = :r)"
    )
    if machine.store.reader.execute(query, {"r": record}).fetchone():
        raise Violation(4, f"{machine.device} has {record} and no change that tells of it")


def _changes(connection: Any) -> tuple[Held, dict[tuple[str, int], str]]:
    """Give the lines of changes, and the rows of those that have none any more."""
    table = tables.change.c
    held, wiped = {}, {}
    for inc, n, row, line in connection.execute(select(table.inc, table.n, table.row, table.line)):
        if line is None:
            wiped[inc, n] = row
        else:
            held[inc, n] = bytes(line)
    return held, wiped


def _check_numbers(connection: Any, number: int) -> None:
    table, inc = tables.change.c, tables.incarnation.c
    counted = {
        name: (count, last)
        for name, count, last in connection.execute(
            select(table.inc, func.count(), func.max(table.n)).group_by(table.inc)
        )
    }
    for name, acked in connection.execute(select(inc.inc, inc.acked_n)):
        if counted.get(name, (0, 0)) != (acked, acked):
            raise Violation(number, f"{acked} acknowledged, {counted.get(name)} there")


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


def _check_kept(machine: Machine, stored: Stored, *, exact: bool) -> None:
    for inc, n, line, kind, acked in machine.store.reader.execute(
        "SELECT inc, n, line, kind, acked FROM change"
    ):
        if not acked:
            raise Violation(30, f"change {n} of {machine.device} still waits")
        key = inc, n
        if key in stored.wiped or (kind == "void" and key in stored.held):
            continue
        both = decoded(line), decoded(stored.held.get(key, b""))
        if key in stored.held and any(one is not None and one.stands_in for one in both):
            continue
        if stored.held.get(key) != line:
            number = 1 if exact else 22
            raise Violation(
                number, f"change {n} of {machine.device} is not on the server: {line!r}"
            )


def _check_same(machine: Machine, base: Base, stored: Stored) -> None:
    reader = machine.store.reader
    readable = base.readable(machine.device)
    apart = stored.apart_of()
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
        if guests.among(reader, [record]):
            continue
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


def _check_twice(world: "People", connection: Any, held: Held) -> None:
    """Find what was applied twice for one laptop; for a clone, it is another's."""
    parents = parents_of(connection)
    seen: dict[str, tuple[str, int]] = {}
    for key, line in sorted(held.items()):
        if (change := decoded(line)) is None:
            continue
        text = f"{change.h} {change.r} {bytes(change.f)!r}"
        before = seen.setdefault(text, key)
        if before == key:
            continue
        if descends(key, before, parents) or descends(before, key, parents):
            raise Violation(2, f"{before} came again as {key}: {line!r}")
        world.tainted |= {(change.r, name) for name in REGISTERS.get(change.t, ())}


def parents_of(connection: Any) -> dict[str, tuple[str, int]]:
    """Give what each incarnation went on from, and after which of its changes."""
    table = tables.incarnation.c
    query = select(table.inc, table.parent, table.parent_n)
    return {inc: (parent, n) for inc, parent, n in connection.execute(query)}


def descends(
    key: tuple[str, int], ancestor: tuple[str, int], parents: dict[str, tuple[str, int]]
) -> bool:
    """Tell whether the incarnation of a change goes on after another change."""
    inc, n = key[0], 10**9
    while inc:
        if inc == ancestor[0] and ancestor[1] <= n:
            return True
        inc, n = parents[inc]
    return False


def _check_values(world: "People", stored: Stored) -> None:
    """Compare what stands in each field with what nobody replaced who had it before them."""
    written: dict[tuple[str, str], set[str]] = {}
    tainted = set(world.tainted)
    released: set[Field] = set()
    for key, line in stored.held.items():
        if decoded(line) is None:
            continue
        change, fields = changes.read(line)
        for name in fields.keys() & set(REGISTERS.get(change.t, ())):
            written.setdefault((change.r, name), set()).add(fields[name])
            if key in stored.apart:
                tainted.add((change.r, name))
            if key in world.base.released:
                released.add((change.r, name))
    wiped = set(stored.wiped.values())
    for (id_, name), values in written.items():
        if (id_, name) in tainted or id_ not in stored.rows or id_ in wiped:
            continue
        number = 26 if (id_, name) in released else None
        gone = set().union(*(world.removes.get(value, set()) for value in values))
        expected = values - gone
        standing = {c.value for c in merge.candidates(stored.rows[id_], name) if not c.gone}
        if lost := expected - standing:
            raise Violation(number or 8, f"{id_} {name} lost {lost}, has {standing}")
        if world.base.exact and standing != expected:
            raise Violation(number or 9, f"{id_} {name} holds {standing}, not {expected}")


def check_removed(
    machine: Machine, before: frozenset[tuple[str, str]], world: "People", *, agreed: bool
) -> None:
    """Raise Violation 18 where more than a fifth of the rows is gone and nobody has agreed."""
    erased = removal.erased(machine.store.reader)
    gone = {
        record
        for _table, record in before - set(machine.records())
        if record not in erased and world.about.get(record) not in erased
    }
    left = replica.total(machine.store.reader)
    if not agreed and len(gone) > FEW and len(gone) > (left + len(gone)) // 5:
        raise Violation(18, f"{machine.device} lost {sorted(gone)} unasked")


def check_erased(machine: Machine, world: "People") -> None:
    """Raise Violation 20 where a laptop shows what tells of somebody it erased."""
    shown = {world.about.get(record) for _table, record in machine.records()}
    back = machine.memory.erased & shown
    if back and (back := back - _refused(Stored.of(world.base)).keys()):
        raise Violation(20, f"{machine.device} shows {sorted(back)} again")


def check_handed_over(machine: Machine, base: Base) -> None:
    """Look whether all that an excluded laptop wrote is on the server, before it is emptied."""
    if waiting := machine.waiting():
        raise Violation(27, f"{waiting} changes of {machine.device} are not handed over")
    _check_kept(machine, Stored.of(base), exact=base.exact)
    if not base.wiped(machine.device):
        raise Violation(27, f"the server does not know that {machine.device} is emptied")


def check_emptied(machine: Machine, *, begun: bool) -> None:
    """Look whether nothing is left of an excluded laptop."""
    left = {file.name for file in machine.home.iterdir()} - {paths.emptied(machine.home).name}
    if left or not begun:
        raise Violation(27, f"{machine.device} still has {sorted(left)}")


def _refused(stored: Stored) -> dict[str, str]:
    """Give whose erasure the server keeps apart, for a coordinator to look at."""
    return {record: kind for record, kind in stored.apart_of().items() if kind == "erase"}


def _check_rid(world: "People", machine: Machine, stored: Stored) -> None:
    """Look whether whoever is erased is gone from a laptop, and known to be on the server."""
    if lost := machine.memory.erased - stored.erased - _refused(stored).keys():
        raise Violation(20, f"nobody knows that {machine.device} erased {sorted(lost)}")
    _check_texts(world, stored.erased, texts_here(machine), machine.device)


def _check_forgotten(world: "People", connection: Any, erased: frozenset[str]) -> None:
    """Look whether no table of the server has a word of whoever is erased."""
    if erased:
        found = [connection.execute(select(table)) for table in tables.metadata.sorted_tables]
        said = texts_in(value for rows in found for row in rows for value in row)
        _check_texts(world, erased, said, "the server")


def _check_texts(world: "People", erased: Iterable[str], texts: set[str], where: str) -> None:
    for person in erased:
        if left := texts & world.texts_about.get(person, set()):
            raise Violation(19, f"{where} still has {sorted(left)} of {person}")


def texts_here(machine: Machine) -> set[str]:
    """Give the texts in all tables of a laptop."""
    reader = machine.store.reader
    tables = (
        *REGISTERS, "change", "guest", "shadow", "conflict", "unread", "undo", "name", "draft"
    )  # fmt: skip
    rows = (row for table in tables for row in reader.execute(f'SELECT * FROM "{table}"'))  # noqa: S608
    return texts_in(value for row in rows for value in row)


def texts_in(values: Iterable[Any]) -> set[str]:
    """Give the texts of a run that stand in some values."""
    found: set[str] = set()
    for value in values:
        if isinstance(value, str | bytes):
            text = value if isinstance(value, str) else value.decode(errors="replace")
            found.update(_TEXT.findall(text))
    return found
