"""What came of the referrals to services of the directory."""

import json
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from maraude.directory.experience import Experience, Outcome
from maraude.store.engine import Connection


def experience(connection: Connection, services: Sequence[str]) -> tuple[Experience, ...]:
    """Give what came of the referrals to ``services`` (ids), for those that had any."""
    rows = connection.execute(
        "SELECT service, result, count(*), max(coalesce(closed_at, at)) AS last FROM referral"
        " WHERE service IN (SELECT value FROM json_each(?)) AND deleted = 0"
        " GROUP BY service, result"
        " ORDER BY service, last DESC",
        (json.dumps(list(services)),),
    )
    return tuple(
        Experience(
            service,
            tuple(Outcome(result, n, datetime.fromisoformat(at)) for _id, result, n, at in found),
        )
        for service, found in groupby(rows, key=lambda row: str(row[0]))
    )
