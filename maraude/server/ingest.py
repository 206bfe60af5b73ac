"""A laptop's batch of changes into the database: acknowledged in order, none lost, none twice."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from maraude.domain.text import clean_line
from maraude.protocol import changes
from maraude.protocol.changes import Change, MalformedChangeError
from maraude.protocol.messages import Fork, Hello
from maraude.server import (
    access,
    bulk,
    erasure,
    incarnations,
    quarantine,
    redaction,
    tables,
)
from maraude.server.applying import Applying, Verdict
from maraude.server.author import Author
from maraude.server.incarnations import Incarnation
from maraude.server.scope import Scope, scope

_seen = (
    update(tables.device)
    .where(tables.device.c.id == bindparam("of"))
    .values(seen_at=bindparam("at"), app=bindparam("by"))
)


@dataclass(frozen=True, slots=True)
class Taken:
    """Up to which number changes are here and safe, and how a laptop with a cloned disk goes on.

    ``erases`` where a person was erased, or a text voided.
    """

    acked: int
    safe: int
    fork: Fork | None = None
    erases: bool = False


@dataclass(frozen=True, slots=True)
class Numbered:
    """A line with its number; ``change`` is None where it cannot be read."""

    n: int
    line: bytes
    digest: bytes
    change: Change | None
    fields: dict[str, Any]


def ingest(
    connection: Connection, device: str, hello: Hello, lines: Iterable[bytes], at: int
) -> Taken:
    """Take a batch at ``at`` (ms since 1970, UTC), in the caller's transaction.

    UnknownDeviceError. What can be neither read nor allowed is kept apart and acknowledged. A disk
    that was copied goes on under another name, be it enrolled once or twice.
    """
    reach = scope(connection, device, lock=True)
    own = incarnations.of_device(connection, hello, device)
    numbered = list(_numbered(hello.next, lines))
    common = _common(connection, own, hello, numbered) if own else hello.next - 1
    if own is None or common < own.acked:
        fork = incarnations.fork(connection, hello.inc, common, device)
        taken = Taken(common, own.safe if own else 0, fork)
    else:
        fresh = list(_following(own.acked, numbered))
        acked = own.acked + len(fresh)
        if fresh:
            _take(connection, reach, hello, fresh, at)
            incarnations.acknowledge(connection, own.inc, acked)
        erases = any(_is_final(one) for one in fresh)
        taken = Taken(acked, own.safe, erases=erases)
    erasure.receive(connection, reach, hello.cursor, at)
    if reach.revoked:
        access.keep_wipe(connection, device, at, leaving=hello.leaving and not numbered)
    # A retry must wait for the standby as the first try did: a commit without a write does not.
    connection.execute(_seen, {"of": device, "at": at, "by": clean_line(hello.app)})
    return taken


def _numbered(first: int, lines: Iterable[bytes]) -> Iterator[Numbered]:
    """Read lines; one that cannot be read has the number after the one before it."""
    n = first
    for line in lines:
        try:
            change, fields = changes.read(line)
        except MalformedChangeError:
            yield Numbered(n, line, changes.digest(line), None, {})
        else:
            n = change.n
            yield Numbered(n, line, changes.digest(line), change, fields)
        n += 1


def _common(
    connection: Connection, own: Incarnation, hello: Hello, numbered: list[Numbered]
) -> int:
    """Give the last number up to which the laptop's history is the server's.

    A laptop that numbers from below what is acknowledged without offering those changes again
    was restored from a backup; or its request was carried, and others came before it. A void
    stands for whatever was erased in its place, a line without a text for the one that had it.
    """
    if not numbered:
        return own.acked if hello.carried else min(own.acked, hello.next - 1)
    table = tables.change.c
    query = select(table.n, table.digest).where(
        table.inc == own.inc, table.n >= numbered[0].n, table.n <= own.acked
    )
    known = {n: bytes(digest) for n, digest in connection.execute(query)}
    for one in numbered:
        is_other = one.n <= own.acked and known.get(one.n) != one.digest
        if is_other and not _stands_in(connection, own.inc, one.change):
            return one.n - 1
    return own.acked


def _stands_in(connection: Connection, inc: str, change: Change | None) -> bool:
    """Tell whether a change stands for the one of its number that is here, which says more."""
    if change is None or change.k == "void" or not change.stands_in:
        return change is not None and change.k == "void"
    table = tables.change.c
    query = select(table.row, table.line).where(table.inc == inc, table.n == change.n)
    row, line = connection.execute(query).one()
    return bool(row == change.r and (line is None or changes.reopen(line).h == change.h))


def _following(acked: int, numbered: Iterable[Numbered]) -> Iterator[Numbered]:
    """Give what comes after ``acked``, up to a hole."""
    for one in numbered:
        if one.n > acked + 1:
            return
        if one.n == acked + 1:
            acked += 1
            yield one


def _take(
    connection: Connection, reach: Scope, hello: Hello, fresh: list[Numbered], at: int
) -> None:
    author = Author.of(connection, hello.inc, at)
    for is_final, group in groupby(fresh, _is_final):
        batch = _without_redacted(connection, author, list(group))
        reason = _reason(reach, hello)
        if reason:
            verdicts = _keep_apart(connection, batch, reason, at)
        elif is_final:
            verdicts = _end(connection, reach, author, batch, at)
        else:
            verdicts = _apply(connection, reach, author, batch, at)
        _keep(connection, hello.inc, batch, verdicts, at)
        quarantine.follow(connection, _made(batch, verdicts), at)


def _reason(reach: Scope, hello: Hello) -> Verdict | None:
    """Give why nothing of a batch is applied."""
    if reach.revoked:
        return Verdict.REVOKED
    return Verdict.UNKNOWN_SCHEMA if hello.schema > changes.SCHEMA + 1 else None


def _apply(
    connection: Connection, reach: Scope, author: Author, batch: list[Numbered], at: int
) -> dict[int, Verdict]:
    writing = [(one.change, one.fields) for one in batch if one.change and one.change.k != "void"]
    applying = Applying(connection, writing)
    verdicts = dict.fromkeys((one.n for one in batch if not one.change), Verdict.MALFORMED)
    for change, fields in writing:
        write = author.write(connection, change, fields, applying.version(change.r))
        verdicts[change.n] = applying.take(change, write, reach)
    applying.save(at)
    return verdicts


def _made(batch: list[Numbered], verdicts: dict[int, Verdict]) -> list[str]:
    """Give the rows that a batch put."""
    puts = (one for one in batch if verdicts.get(one.n) is Verdict.APPLIED)
    return [one.change.r for one in puts if one.change and one.change.k == "put"]


def _keep_apart(
    connection: Connection, batch: list[Numbered], reason: Verdict, at: int
) -> dict[int, Verdict]:
    named = [(one.change, one.fields) for one in batch if one.change]
    applying = Applying(connection, named)
    verdicts = dict.fromkeys((one.n for one in batch), reason)
    for change, fields in named:
        if applying.drops(change, fields):
            verdicts[change.n] = Verdict.ERASED
        applying.keep_apart(change)
    applying.save(at)
    return verdicts


def _is_final(one: Numbered) -> bool:
    """Tell whether a change takes something away for ever."""
    return one.change is not None and one.change.k in ("erase", "redact")


def _without_redacted(
    connection: Connection, author: Author, batch: list[Numbered]
) -> list[Numbered]:
    """Give a batch without the texts that were voided before their author could know."""
    known = redaction.marks(connection, {one.change.r for one in batch if one.change})
    return [_silenced(one, author, known) if known else one for one in batch]


def _silenced(one: Numbered, author: Author, known: redaction.Marks) -> Numbered:
    if one.change is None or one.change.r not in known:
        return one
    voided = known[one.change.r]
    names = redaction.unaware(voided, one.change, author.lineage(one.n))
    line = changes.without(one.line, names)
    if line == one.line:
        return one
    change, fields = changes.read(line)
    return Numbered(one.n, line, one.digest, change, fields)


def _end(
    connection: Connection, reach: Scope, author: Author, batch: list[Numbered], at: int
) -> dict[int, Verdict]:
    verdicts = {}
    for one in batch:
        if one.change is None:
            continue
        if one.change.k == "erase":
            verdicts[one.n] = erasure.erase(connection, one.change, reach, at)
        else:
            verdicts[one.n] = redaction.take(
                connection, author.inc, one.change, one.fields, reach, at
            )
    return verdicts


def _keep(
    connection: Connection, inc: str, batch: list[Numbered], verdicts: dict[int, Verdict], at: int
) -> None:
    lines, apart = [], []
    for one in batch:
        verdict = verdicts.get(one.n, Verdict.APPLIED)
        line = None if verdict is Verdict.ERASED else one.line
        lines.append((inc, one.n, one.digest, one.change.r if one.change else "", line, at))
        if verdict not in (Verdict.APPLIED, Verdict.ERASED):
            apart.append((inc, one.n, verdict.value, at, None))
    bulk.insert(connection, tables.change, lines)
    bulk.insert(connection, tables.quarantine, apart)
