"""Figures of the server for Prometheus: how many, never who or what.

Source: https://prometheus.io/docs/instrumenting/exposition_formats/, version 0.0.4.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, Select, func, select

from maraude.server.tables import device, incarnation, quarantine

MEDIA_TYPE = "text/plain; version=0.0.4"

Answers = Counter[tuple[str, int]]
"""How many answers each route gave, by status."""

_GAUGES: Mapping[str, tuple[str, Select[int]]] = {
    "maraude_devices": (
        "Devices that are enrolled and not revoked.",
        select(func.count()).select_from(device).where(device.c.revoked_at.is_(None)),
    ),
    "maraude_changes_acknowledged": (
        "Changes of laptops that are on the server.",
        select(func.coalesce(func.sum(incarnation.c.acked_n), 0)),
    ),
    "maraude_quarantine": (
        "Changes set aside that nobody has released.",
        select(func.count()).select_from(quarantine).where(quarantine.c.released_at.is_(None)),
    ),
}


def text(connection: Connection, answers: Answers) -> str:
    """Give all figures in Prometheus's text format."""
    return "".join(f"{line}\n" for line in _lines(connection, answers))


def _lines(connection: Connection, answers: Answers) -> Iterator[str]:
    for name, (what, query) in _GAUGES.items():
        yield f"# HELP {name} {what}"
        yield f"# TYPE {name} gauge"
        yield f"{name} {connection.execute(query).scalar_one()}"
    name = "maraude_answers_total"
    yield f"# HELP {name} Answers since the start, by route and status."
    yield f"# TYPE {name} counter"
    for (route, status), count in sorted(answers.items()):
        yield f'{name}{{route="{route}",status="{status}"}} {count}'
