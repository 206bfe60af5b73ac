"""Incidents as stored."""

from maraude.domain.incident import Incident
from maraude.store.engine import Connection
from maraude.store.records import select


def of_tour(connection: Connection, tour: str) -> tuple[Incident, ...]:
    """Give a tour's incidents, in the order in which they happened."""
    return tuple(select(connection, Incident, "tour = ? AND deleted = 0 ORDER BY at", tour))
