"""What came of the referrals to services of the directory."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from maraude.directory.experience import (
    ARRIVED,
    DECLINED,
    FAILED,
    Experience,
    Outcome,
    Refusals,
)
from maraude.protocol.documents import instant
from maraude.store.engine import Connection, listed


def experience(
    connection: Connection, services: Sequence[str], since: datetime
) -> tuple[Experience, ...]:
    """Give what came of the referrals to ``services`` (ids), for those that had any.

    Refusals are those noted from an aware ``since`` on.
    """
    refusals = _refusals(connection, services, since)
    rows = connection.execute(
        "SELECT service, result, count(*), max(coalesce(closed_at, at)) AS last FROM referral"
        " WHERE service IN (SELECT value FROM json_each(?)) AND deleted = 0"
        " GROUP BY service, result"
        " ORDER BY service, last DESC",
        (listed(services),),
    )
    return tuple(
        Experience(
            service,
            tuple(Outcome(result, n, datetime.fromisoformat(at)) for _id, result, n, at in found),
            refusals.get(service, Refusals()),
        )
        for service, found in groupby(rows, key=lambda row: str(row[0]))
    )


def _refusals(
    connection: Connection, services: Sequence[str], since: datetime
) -> dict[str, Refusals]:
    """Count what came to an end from ``since`` on, by service, and find the commonest reason."""
    rows = connection.execute(
        "SELECT service, result, reason, count(*) AS times FROM referral"
        " WHERE service IN (SELECT value FROM json_each(?)) AND deleted = 0"
        " AND result IN (?, ?, ?) AND coalesce(closed_at, at) >= ?"
        " GROUP BY service, result = ?, reason ORDER BY service, times DESC, reason",
        (listed(services), ARRIVED, FAILED, DECLINED, instant(since), ARRIVED),
    )
    found: dict[str, Refusals] = {}
    for service, result, reason, times in rows:
        known = found.get(service, Refusals())
        refused = 0 if result == ARRIVED else times
        said = known.reason or (reason if refused else "")
        found[service] = Refusals(known.times + refused, known.of + times, said)
    return found
