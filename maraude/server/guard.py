"""Lets through what the table of permissions allows, and says whose request it is."""

import asyncio
from typing import TYPE_CHECKING, Any

from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler

from maraude.server import access, permissions
from maraude.server.access import Device

if TYPE_CHECKING:
    from maraude.server.service import Service

DEVICE = "device"
_SCHEME = "Bearer "

Connection = ASGIConnection[Any, Any, Any, Any]


async def permit(connection: Connection, _handler: BaseRouteHandler) -> None:
    """Refuse with 401 who has no token, with 403 whose token is not enough."""
    scope = connection.scope
    allowed = permissions.permitted(str(scope.get("method")), scope["path_template"])
    if allowed == permissions.EVERYONE:
        return
    device = await asyncio.to_thread(_device, connection)
    if permissions.visitor(device) in allowed:
        connection.state[DEVICE] = device
    elif device is None:
        raise NotAuthorizedException
    else:
        raise PermissionDeniedException


def device_of(connection: Connection) -> Device:
    """Give the device whose request ``permit`` let through."""
    device = connection.state[DEVICE]
    if not isinstance(device, Device):
        raise NotAuthorizedException
    return device


def _device(connection: Connection) -> Device | None:
    written = connection.headers.get("authorization", "")
    if not written.startswith(_SCHEME):
        return None
    service: Service = connection.app.state.service
    with service.database.read() as database:
        return access.authenticate(database, written.removeprefix(_SCHEME))
