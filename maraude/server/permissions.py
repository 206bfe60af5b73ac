"""Who may ask the server what: the one table; what is not in it is refused to everyone."""

from collections.abc import Mapping

from maraude.domain.feeds import Role
from maraude.protocol.directory import DIRECTORY
from maraude.protocol.enrolment import ENROL, RELAY, STATUS, SYNC
from maraude.protocol.purge import PURGE
from maraude.protocol.quarantine import QUARANTINE, RELEASE
from maraude.server.access import Device

HEALTH = "/v1/health"
METRICS = "/v1/metrics"
SCHEMA = "/schema/openapi.json"

NOBODY, REVOKED = "nobody", "revoked"
"""Whoever has no token, and a device that was revoked: it still hands over what it wrote."""

_CONTENT = frozenset(Role) - {Role.TRAINER, Role.ADMINISTRATOR}
"""A trainer's people are fictional, and have no place among real ones."""
_DEVICES = frozenset(Role)
EVERYONE: frozenset[str] = frozenset({NOBODY, REVOKED, *Role})

PERMISSIONS: Mapping[tuple[str, str], frozenset[str]] = {
    ("POST", SYNC): _CONTENT | {REVOKED},
    ("POST", RELAY): _CONTENT,
    ("POST", DIRECTORY): _DEVICES,
    ("POST", ENROL): EVERYONE,
    ("GET", STATUS): _DEVICES | {REVOKED},
    ("GET", QUARANTINE): frozenset({Role.COORDINATOR}),
    ("POST", RELEASE): frozenset({Role.COORDINATOR}),
    ("POST", PURGE): frozenset({Role.COORDINATOR}),
    ("GET", HEALTH): EVERYONE,
    ("GET", METRICS): frozenset({Role.ADMINISTRATOR}),
    ("GET", SCHEMA): EVERYONE,
}


def visitor(device: Device | None) -> str:
    """Give what somebody is to the table."""
    if device is None:
        return NOBODY
    return REVOKED if device.revoked else device.role


def permitted(method: str, path: str) -> frozenset[str]:
    """Give those who may ask this of the route of ``path``."""
    return PERMISSIONS.get((method, path), frozenset())
