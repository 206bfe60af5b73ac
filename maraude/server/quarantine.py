"""Changes that are kept apart: acknowledged, but not applied until a coordinator releases them."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, bindparam, func, select, update

from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.protocol import changes
from maraude.protocol.changes import MalformedChangeError
from maraude.server import bulk, erasure, incarnations, redaction
from maraude.server.applying import Applying, Verdict
from maraude.server.author import Author
from maraude.server.scope import scope
from maraude.server.tables import change, incarnation, quarantine

_DONE = frozenset({Verdict.APPLIED, Verdict.ERASED})
_count = select(func.count()).where(
    quarantine.c.inc == bindparam("inc"), quarantine.c.released_at.is_(None)
)


@dataclass(frozen=True, slots=True)
class Apart:
    """A change kept apart: whose it is, why, and its line as it came. ``received_at`` is in ms."""

    device: str
    inc: str
    n: int
    reason: Verdict
    received_at: int
    line: bytes


def count(connection: Connection, inc: str) -> int:
    """Give how many changes of an incarnation are kept apart."""
    return connection.execute(_count, {"inc": inc}).scalar_one()


def listed(connection: Connection) -> list[Apart]:
    """Give the changes that are kept apart, in the order in which they came."""
    return find(connection)


def first(
    connection: Connection, devices: Iterable[str], reason: str, limit: int
) -> tuple[list[Apart], int]:
    """Give the first that came of some devices, for a reason or any, and how many there are."""
    wanted = [bulk.among(connection, incarnation.c.device, devices)]
    if reason:
        wanted.append(bulk.among(connection, quarantine.c.reason, {reason} & set(Verdict)))
    number = (
        select(func.count())
        .select_from(quarantine)
        .join(incarnation, incarnation.c.inc == quarantine.c.inc)
        .where(quarantine.c.released_at.is_(None), *wanted)
    )
    return find(connection, *wanted, limit=limit), connection.execute(number).scalar_one()


def together(connection: Connection, inc: str, n: int) -> list[Apart]:
    """Give a change that is kept apart, by its number, with those of its transaction.

    Refusal: ``unknown-change``, ``unreadable-change``.
    """
    apart = find(connection, quarantine.c.inc == inc)
    if n not in {one.n for one in apart}:
        raise Refusal("unknown-change", _("Aucun changement en attente ne porte ce numéro."))
    transactions = {one.n: _transaction(one) for one in apart}
    if transactions[n] is None:
        raise Refusal(
            "unreadable-change",
            _("Ce changement est illisible : il ne peut pas être appliqué."),
        )
    return [one for one in apart if transactions[one.n] == transactions[n]]


def release(connection: Connection, inc: str, n: int, at: int) -> frozenset[int]:
    """Apply a change that was kept apart, as if it arrived at ``at``; with it, its transaction.

    Gives the numbers of what is applied. Refusal: ``unknown-row``, and those of ``together``.
    """
    numbers = [one.n for one in together(connection, inc, n)]
    applied = frozenset(number for number in numbers if _let_in(connection, inc, number, at))
    if n not in applied:
        raise Refusal(
            "unknown-row",
            _(
                "La fiche que ce changement modifie n’est pas sur le serveur : il ne peut pas "
                "encore être appliqué."
            ),
        )
    return applied


def follow(connection: Connection, rows: Iterable[str], at: int) -> None:
    """Apply what was kept apart only because it came before one of ``rows`` did.

    After a restore, laptops offer what they hold in any order.
    """
    rows = list(rows)
    if not rows:
        return
    early = find(
        connection,
        quarantine.c.reason == Verdict.UNKNOWN_ROW,
        bulk.among(connection, change.c.row, rows),
    )
    for one in early:
        _apply(connection, one, at, freely=False)


def _let_in(connection: Connection, inc: str, n: int, at: int) -> bool:
    """Apply a change, unless it has just followed another; tells whether it is applied."""
    still = find(connection, quarantine.c.inc == inc, quarantine.c.n == n)
    return not still or _apply(connection, still[0], at, freely=True) in _DONE


def _transaction(one: Apart) -> int | None:
    try:
        return changes.decode(one.line).tx
    except MalformedChangeError:
        return None


def find(
    connection: Connection, *conditions: ColumnElement[bool], limit: int | None = None
) -> list[Apart]:
    """Give the changes that are kept apart of which all ``conditions`` hold, as they came."""
    query = (
        select(
            incarnation.c.device,
            quarantine.c.inc,
            quarantine.c.n,
            quarantine.c.reason,
            quarantine.c.received_at,
            change.c.line,
        )
        .join(incarnation, incarnation.c.inc == quarantine.c.inc)
        .join(change, (change.c.inc == quarantine.c.inc) & (change.c.n == quarantine.c.n))
        .where(quarantine.c.released_at.is_(None), *conditions)
        .order_by(quarantine.c.received_at, quarantine.c.inc, quarantine.c.n)
        .limit(limit)
    )
    return [
        Apart(device, inc, n, Verdict(reason), at, bytes(line))
        for device, inc, n, reason, at, line in connection.execute(query)
    ]


def _written_later(connection: Connection, one: Apart, row: str) -> frozenset[str]:
    """Give the fields of a row that the author of a change wrote again since, and that stand."""
    kept = select(quarantine.c.n).where(
        quarantine.c.inc == change.c.inc,
        quarantine.c.n == change.c.n,
        quarantine.c.released_at.is_(None),
    )
    query = select(change.c.inc, change.c.n, change.c.line).where(
        change.c.row == row, change.c.line.is_not(None), ~kept.exists()
    )
    names: set[str] = set()
    for inc, n, line in connection.execute(query).all():
        own = n > one.n if inc == one.inc else _descends(connection, inc, one)
        written, fields = changes.read(line)
        # What was voided is out of the earlier change's line already.
        if own and written.k != "redact":
            names.update(fields)
    return frozenset(names)


def _descends(connection: Connection, inc: str, one: Apart) -> bool:
    return incarnations.ancestors(connection, inc).get(one.inc, 0) >= one.n


def _apply(connection: Connection, one: Apart, at: int, *, freely: bool) -> Verdict:
    """Apply a change that was kept apart, or keep why it still is; MalformedChangeError."""
    found, fields = changes.read(one.line)
    verdict = Verdict.APPLIED
    if found.k == "erase":
        erasure.forget(connection, found.r, at)
    elif found.k == "redact":
        reach = scope(connection, one.device)
        verdict = redaction.take(connection, one.inc, found, fields, reach, at, freely=freely)
    elif found.k != "void":
        later = _written_later(connection, one, found.r)
        fields = {name: value for name, value in fields.items() if name not in later}
        applying = Applying(connection, [(found, fields)])
        author = Author.of(connection, one.inc, at)
        write = author.write(connection, found, fields, applying.version(found.r))
        reach = scope(connection, one.device)
        verdict = applying.take(found, write, reach, freely=freely)
        applying.save(at)
    done = {"released_at": at} if verdict in _DONE else {"reason": verdict.value}
    row = update(quarantine).where(quarantine.c.inc == one.inc, quarantine.c.n == one.n)
    connection.execute(row.values(done))
    if found.k == "put" and verdict is Verdict.APPLIED:
        follow(connection, [found.r], at)
    return verdict
