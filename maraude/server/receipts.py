"""On which laptops those who were erased are gone, as each has said."""

from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection, select

from maraude.server.tables import device, erasure, receipt


@dataclass(frozen=True, slots=True)
class Erasure:
    """A person erased at ``at`` (ms since 1970, UTC), by the id of their row, which says no more.

    Of the ``laptops`` that ever held something of them, those of ``missing`` have not said that it
    is gone, nor that they are emptied.
    """

    row: str
    at: int
    laptops: int
    missing: tuple[str, ...]


def erasures(connection: Connection) -> list[Erasure]:
    """Give who was erased, the latest first."""
    query = (
        select(
            erasure.c.row,
            erasure.c.erased_at,
            device.c.name,
            receipt.c.received_at.is_(None) & device.c.wiped_at.is_(None),
        )
        .select_from(erasure)
        .outerjoin(receipt, receipt.c.row == erasure.c.row)
        .outerjoin(device, device.c.id == receipt.c.device)
        .order_by(erasure.c.erased_at.desc(), erasure.c.row, device.c.name)
    )
    found = []
    for (row, at), group in groupby(connection.execute(query), lambda one: (one[0], one[1])):
        laptops = [(name, is_missing) for _row, _at, name, is_missing in group if name]
        missing = tuple(name for name, is_missing in laptops if is_missing)
        found.append(Erasure(row, at, len(laptops), missing))
    return found
