"""What other sources say of a service of the directory: linked, each record as it is."""

from maraude.directory import links, walking
from maraude.directory.links import Link
from maraude.directory.service import Service
from maraude.store import service_rows
from maraude.store.engine import Connection

MOST = 5
"""Links that are given: one telephone may be that of many places."""


def of(connection: Connection, service: Service) -> tuple[Link, ...]:
    """Give the records that may be about ``service``, nearest first, at most ``MOST``."""
    keys = dict.fromkeys(
        (*service_rows.beside(connection, service), *_numbered_alike(connection, service))
    )
    found = (
        (other, sign)
        for other in service_rows.select(connection, keys).values()
        if (sign := links.sign(service, other))
    )
    nearest = sorted(found, key=lambda entry: walking.metres(service.position, entry[0].position))
    return tuple(Link(o.id, o.source, o.name, sign, o.confidential) for o, sign in nearest[:MOST])


def _numbered_alike(connection: Connection, service: Service) -> list[int]:
    """Give the keys of what has the same SIRET or telephone in another source."""
    numbers = {"siret": service.siret, "phone": links.phone(service.contact)}
    return [
        key
        for column, number in numbers.items()
        if number
        for (key,) in connection.execute(
            f"SELECT key FROM service WHERE {column} = ? AND {column} != ''"  # noqa: S608 - ours
            " AND source != ? AND category = ? LIMIT 100",
            (number, service.source, service.category),
        )
    ]
