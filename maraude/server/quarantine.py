"""Changes that are kept apart: acknowledged, but not applied until a coordinator releases them."""

from sqlalchemy import Connection, func, select

from maraude.server.tables import quarantine


def count(connection: Connection, inc: str) -> int:
    """Give how many changes of an incarnation are kept apart."""
    query = select(func.count()).where(quarantine.c.inc == inc, quarantine.c.released_at.is_(None))
    return connection.execute(query).scalar_one()
