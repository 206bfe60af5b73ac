"""Changes that are kept apart: acknowledged, but not applied until a coordinator releases them."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, select, update

from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.protocol import changes
from maraude.protocol.changes import MalformedChangeError
from maraude.server import bulk, erasure
from maraude.server.applying import Applying, Verdict
from maraude.server.author import Author
from maraude.server.scope import scope
from maraude.server.tables import change, incarnation, quarantine

_DONE = frozenset({Verdict.APPLIED, Verdict.ERASED})


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
    query = select(func.count()).where(quarantine.c.inc == inc, quarantine.c.released_at.is_(None))
    return connection.execute(query).scalar_one()


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


def named(connection: Connection, inc: str, n: int) -> Apart | None:
    """Give a change that is kept apart, by its incarnation and its number."""
    found = find(connection, quarantine.c.inc == inc, quarantine.c.n == n)
    return found[0] if found else None


def release(connection: Connection, inc: str, n: int, at: int) -> None:
    """Apply a change that was kept apart, as if it arrived at ``at``.

    Refusal: ``unknown-change``, ``unreadable-change``, ``unknown-row``.
    """
    found = named(connection, inc, n)
    if found is None:
        raise Refusal("unknown-change", _("Aucun changement en attente ne porte ce numéro."))
    try:
        verdict = _apply(connection, found, at, freely=True)
    except MalformedChangeError as error:
        raise Refusal(
            "unreadable-change",
            _("Ce changement est illisible : il ne peut pas être appliqué."),
        ) from error
    if verdict not in _DONE:
        raise Refusal(
            "unknown-row",
            _(
                "La fiche que ce changement modifie n’est pas sur le serveur : il ne peut pas "
                "encore être appliqué."
            ),
        )


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


def _apply(connection: Connection, one: Apart, at: int, *, freely: bool) -> Verdict:
    """Apply a change that was kept apart, or keep why it still is; MalformedChangeError."""
    found, fields = changes.read(one.line)
    verdict = Verdict.APPLIED
    if found.k == "erase":
        erasure.forget(connection, found.r, at)
    elif found.k != "void":
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
