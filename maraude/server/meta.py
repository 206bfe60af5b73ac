"""What the server knows about itself: its epoch, and the oldest program it answers."""

import secrets

from sqlalchemy import Connection, bindparam, func, insert, select, update

from maraude import sealed
from maraude.server.tables import row_state, server_meta

EXCHANGE_KEY = "exchange_key"
"""The key under which the server keeps the private key of what is carried to it, hexadecimal."""
SIGNING_KEY = "signing_key"
"""The key under which the server keeps the private key that signs the directory, hexadecimal."""
RESCUE = "rescue"
"""The key under which the server keeps the organisation's public recovery key, hexadecimal."""
DIRECTORY = "directory"
"""The key under which the server keeps the directory's version."""
MIN_APP = "min_app"
"""The key under which the server keeps the oldest program to which it sends rows."""
_LOST_WRITES = 2**20
"""More than any row was written between a backup and its restore."""

_every = select(server_meta)
_value = select(server_meta.c.value).where(server_meta.c.key == bindparam("key"))


def epoch(connection: Connection) -> str:
    """Give the database's epoch; made by the first who asks in a writing transaction."""
    return value(connection, "epoch") or _make_epoch(connection)


def new_epoch(connection: Connection) -> str:
    """Begin an epoch: laptops then offer again all that they hold.

    Versions go on past those that the lost rows, or a lost directory, may have had: a laptop that
    saw one of these has not seen what now comes in its stead.
    """
    highest = connection.execute(select(func.max(row_state.c.rv))).scalar() or 0
    keep(connection, "version", str(max(highest, version(connection)) + _LOST_WRITES))
    if published := directory(connection):
        keep(connection, DIRECTORY, str(published + _LOST_WRITES))
    return _make_epoch(connection)


def version(connection: Connection) -> int:
    """Give the version that every row's next one is above."""
    return int(value(connection, "version") or 0)


def directory(connection: Connection) -> int:
    """Give the version of the directory; 0 before anything was imported."""
    return int(value(connection, DIRECTORY) or 0)


def signing_key(connection: Connection) -> bytes:
    """Give the private key that signs the directory; made by the first who asks."""
    kept = value(connection, SIGNING_KEY)
    if not kept:
        kept = sealed.new_signing_key().hex()
        keep(connection, SIGNING_KEY, kept)
    return bytes.fromhex(kept)


def exchange_key(connection: Connection) -> bytes:
    """Give the private key to which laptops seal what is carried; made by the first who asks."""
    kept = value(connection, EXCHANGE_KEY)
    if not kept:
        kept = sealed.new_key().hex()
        keep(connection, EXCHANGE_KEY, kept)
    return bytes.fromhex(kept)


def every(connection: Connection) -> dict[str, str]:
    """Give all that is kept, by its key."""
    return {row.key: row.value for row in connection.execute(_every)}


def value(connection: Connection, key: str) -> str:
    """Give what is kept under ``key``; empty where nothing is."""
    return connection.execute(_value, {"key": key}).scalar() or ""


def keep(connection: Connection, key: str, kept: str) -> None:
    """Keep a value under ``key``."""
    row = update(server_meta).where(server_meta.c.key == key).values(value=kept)
    if not connection.execute(row).rowcount:
        connection.execute(insert(server_meta).values(key=key, value=kept))


def _make_epoch(connection: Connection) -> str:
    made = secrets.token_hex(8)
    keep(connection, "epoch", made)
    return made
