"""Who did what to devices and rows, by ids alone."""

from sqlalchemy import Connection, insert

from maraude.domain.clock import Now
from maraude.server.tables import audit

SERVER = "server"
"""Whoever sits at the server's own command line."""


def record(connection: Connection, actor: str, action: str, target: str, at: int) -> None:
    """Keep that ``actor``, a device's id or ``SERVER``, did ``action`` to ``target`` at ``at``."""
    connection.execute(insert(audit).values(at=at, actor=actor, action=action, target=target))


def milliseconds(now: Now) -> int:
    """Give the moment as the tables hold it: milliseconds since 1970, UTC."""
    return int(now().timestamp() * 1000)
