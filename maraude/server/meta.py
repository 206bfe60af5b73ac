"""What the server knows about itself: its epoch, and the oldest program it answers."""

import secrets

from sqlalchemy import Connection, insert, select, update

from maraude.server.tables import server_meta


def epoch(connection: Connection) -> str:
    """Give the database's epoch; made by the first who asks in a writing transaction."""
    return value(connection, "epoch") or new_epoch(connection)


def new_epoch(connection: Connection) -> str:
    """Begin an epoch: laptops then offer again all that they hold."""
    made = secrets.token_hex(8)
    keep(connection, "epoch", made)
    return made


def value(connection: Connection, key: str) -> str:
    """Give what is kept under ``key``; empty where nothing is."""
    query = select(server_meta.c.value).where(server_meta.c.key == key)
    return connection.execute(query).scalar() or ""


def keep(connection: Connection, key: str, kept: str) -> None:
    """Keep a value under ``key``."""
    row = update(server_meta).where(server_meta.c.key == key).values(value=kept)
    if not connection.execute(row).rowcount:
        connection.execute(insert(server_meta).values(key=key, value=kept))
