"""Lets through what the table of permissions allows, as often as is due, and says whose it is."""

import asyncio
from typing import TYPE_CHECKING, Any

from litestar.connection import ASGIConnection
from litestar.exceptions import (
    NotAuthorizedException,
    PermissionDeniedException,
    TooManyRequestsException,
)
from litestar.handlers import BaseRouteHandler

from maraude.server import access, permissions
from maraude.server.access import Device
from maraude.server.rates import Rates

if TYPE_CHECKING:
    from maraude.server.service import Service

DEVICE = "device"
_SCHEME = "Bearer "

Connection = ASGIConnection[Any, Any, Any, Any]


async def permit(connection: Connection, _handler: BaseRouteHandler) -> None:
    """Refuse with 401 who has no token, with 403 whose token is not enough; 429 who hurries."""
    scope, service = connection.scope, service_of(connection)
    _hold(service.addresses, address_of(connection))
    allowed = permissions.permitted(str(scope.get("method")), scope["path_template"])
    if allowed == permissions.EVERYONE:
        return
    device = await asyncio.to_thread(_device, connection)
    if device is None:
        raise NotAuthorizedException
    _hold(service.devices, device.id)
    if permissions.visitor(device) not in allowed:
        raise PermissionDeniedException
    connection.state[DEVICE] = device


def device_of(connection: Connection) -> Device:
    """Give the device whose request ``permit`` let through."""
    device = connection.state[DEVICE]
    if not isinstance(device, Device):
        raise NotAuthorizedException
    return device


def service_of(connection: Connection) -> "Service":
    """Give what the application stands on."""
    service: Service = connection.app.state.service
    return service


def address_of(connection: Connection) -> str:
    """Give the address that a request comes from; empty where the server was not told."""
    return connection.client.host if connection.client else ""


def _hold(rates: Rates, key: str) -> None:
    if wait := rates.wait(key):
        raise TooManyRequestsException(headers={"Retry-After": str(wait)})


def _device(connection: Connection) -> Device | None:
    written = connection.headers.get("authorization", "")
    if not written.startswith(_SCHEME):
        return None
    with service_of(connection).database.read() as database:
        return access.authenticate(database, written.removeprefix(_SCHEME))
