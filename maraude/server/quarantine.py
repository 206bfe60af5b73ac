"""Changes that are kept apart: acknowledged, but not applied until a coordinator releases them."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select, update

from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.protocol import changes
from maraude.protocol.changes import MalformedChangeError
from maraude.server import erasure
from maraude.server.applying import Applying, Verdict
from maraude.server.author import Author
from maraude.server.scope import scope
from maraude.server.tables import change, incarnation, quarantine


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
        .where(quarantine.c.released_at.is_(None))
        .order_by(quarantine.c.received_at, quarantine.c.inc, quarantine.c.n)
    )
    return [
        Apart(device, inc, n, Verdict(reason), at, bytes(line))
        for device, inc, n, reason, at, line in connection.execute(query)
    ]


def release(connection: Connection, inc: str, n: int, at: int) -> None:
    """Apply a change that was kept apart, as if it arrived at ``at``.

    Refusal: ``unknown-change``, ``unreadable-change``, ``unknown-row``.
    """
    apart = next((one for one in listed(connection) if (one.inc, one.n) == (inc, n)), None)
    if apart is None:
        raise Refusal("unknown-change", _("Aucun changement en attente ne porte ce numéro."))
    try:
        released, fields = changes.read(apart.line)
    except MalformedChangeError as error:
        raise Refusal(
            "unreadable-change",
            _("Ce changement est illisible : il ne peut pas être appliqué."),
        ) from error
    if released.k == "erase":
        erasure.forget(connection, released.r, at)
    elif released.k != "void":
        applying = Applying(connection, [(released, fields)])
        author = Author.of(connection, inc, at)
        write = author.write(released, fields, applying.version(released.r))
        reach = scope(connection, apart.device)
        verdict = applying.take(released, write, reach, freely=True)
        if verdict not in (Verdict.APPLIED, Verdict.ERASED):
            raise Refusal(
                "unknown-row",
                _(
                    "La fiche que ce changement modifie n’est pas sur le serveur : il ne peut pas "
                    "encore être appliqué."
                ),
            )
        applying.save(at)
    kept = update(quarantine).where(quarantine.c.inc == inc, quarantine.c.n == n)
    connection.execute(kept.values(released_at=at))
