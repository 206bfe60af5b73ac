"""Corrections of services as stored."""

from maraude.domain.service_note import ServiceNote
from maraude.store.engine import Connection
from maraude.store.records import select


def holding(connection: Connection, evening: str) -> tuple[ServiceNote, ...]:
    """Give the corrections that hold on an evening (ISO date), the latest first."""
    where = "deleted = 0 AND (until IS NULL OR until >= ?) ORDER BY at DESC, id"
    return tuple(select(connection, ServiceNote, where, evening))
