"""What the server is: whose it is, and the epoch of its data."""

import secrets
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from maraude.server.tables import server_meta

EPOCH, ORGANISATION = "epoch", "organisation"
_EPOCH_BYTES = 8


@dataclass(frozen=True, slots=True)
class Identity:
    """``epoch`` changes when the data go back to an earlier state: laptops then offer all again."""

    epoch: str
    organisation: str


def found(connection: Connection, organisation: str) -> None:
    """Give the server its first epoch and its organisation's name; what it has, it keeps."""
    held = set(connection.execute(select(server_meta.c.key)).scalars())
    values = {EPOCH: secrets.token_hex(_EPOCH_BYTES), ORGANISATION: organisation}
    for key in values.keys() - held:
        connection.execute(insert(server_meta).values(key=key, value=values[key]))


def read(connection: Connection) -> Identity:
    """Give what ``found`` wrote."""
    rows = connection.execute(select(server_meta)).all()
    values = {row.key: row.value for row in rows}
    return Identity(values[EPOCH], values.get(ORGANISATION, ""))
