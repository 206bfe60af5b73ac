"""The server's HTTP interface: it reads a request, asks whose it is, and hands it over."""

import asyncio
from http import HTTPStatus
from typing import Any

from litestar import Litestar, Request, Response, get, post
from litestar.datastructures import State
from litestar.exceptions import ClientException, HTTPException, InternalServerException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.params import FromQuery, JSONBody
from litestar.types import Message
from litestar.types import Scope as AsgiScope
from msgspec import Struct
from sqlalchemy import select

from maraude import __version__
from maraude.domain.refusal import Refusal
from maraude.protocol.bundle import MAX_OUT
from maraude.protocol.directory import DIRECTORY, MAX_KNOWN, PUBLISHED, Known
from maraude.protocol.enrolment import (
    ENROL,
    MAX_ENROLMENT,
    RELAY,
    STATUS,
    SYNC,
    Enrolled,
    EnrolRequest,
)
from maraude.protocol.messages import MAX_BODY, MEDIA_TYPE, RELAYED
from maraude.protocol.purge import MAX_PURGE, PURGE, PurgeAnswer, PurgeRequest
from maraude.protocol.quarantine import (
    MAX_RELEASE,
    QUARANTINE,
    RELEASE,
    Listing,
    Released,
    ReleaseRequest,
)
from maraude.server import (
    audit,
    bundles,
    directory,
    failures,
    guard,
    invitations,
    metrics,
    permissions,
    purge,
    review,
)
from maraude.server.attempts import TooManyTriesError
from maraude.server.invitations import EnrolmentError
from maraude.server.scope import scope
from maraude.server.service import Service

Asked = Request[Any, Any, State]


class Health(Struct, frozen=True):
    """The server answers, and so does its database."""

    status: str = "ok"


class Status(Struct, frozen=True):
    """What the server knows of the device that asks; moments are milliseconds since 1970, UTC."""

    device: str
    name: str
    role: str
    feeds: tuple[str, ...]
    enrolled_at: int
    seen_at: int | None
    revoked: bool


def create(service: Service) -> Litestar:
    """Give the application; nothing of a request reaches a log."""
    return Litestar(
        [sync, relay, services, enrol, status, apart, release, ended, health, figures],
        guards=[guard.permit],
        state=State({"service": service}),
        before_send=[_count],
        exception_handlers={HTTPException: failures.answer, Exception: failures.answer},
        openapi_config=OpenAPIConfig(
            title="maraude", version=__version__, render_plugins=[JsonRenderPlugin()]
        ),
        debug=False,
        logging_config=None,
        request_max_body_size=MAX_ENROLMENT,
    )


@post(
    SYNC,
    status_code=HTTPStatus.OK,
    request_max_body_size=MAX_BODY,
    include_in_schema=False,
)
async def sync(request: Asked) -> Response[bytes]:
    """Exchange changes for rows."""
    service = guard.service_of(request)
    device = guard.device_of(request)
    body = await _body(request, MEDIA_TYPE)
    answer = await asyncio.to_thread(
        service.exchange, service.database, device.id, body, service.now
    )
    return Response(answer, media_type=MEDIA_TYPE)


@post(
    RELAY,
    status_code=HTTPStatus.OK,
    request_max_body_size=MAX_OUT,
    include_in_schema=False,
)
async def relay(request: Asked) -> Response[bytes]:
    """Take what another laptop's file had for the server."""
    service = guard.service_of(request)
    body = await _body(request, RELAYED)
    try:
        await asyncio.to_thread(bundles.take, service.database, body, service.now)
    except Refusal:
        raise ClientException from None
    return Response(b"", media_type=RELAYED)


@post(
    DIRECTORY,
    status_code=HTTPStatus.OK,
    media_type=PUBLISHED,
    request_max_body_size=MAX_KNOWN,
    responses=failures.described(400, 401, 403, 404, 413, 415, 503, 507),
)
async def services(request: Asked, data: JSONBody[Known]) -> Response[bytes]:
    """Give signed pages of what has changed in the directory since the laptop read it."""
    device = guard.device_of(request).id
    answer = await asyncio.to_thread(
        directory.answer, guard.service_of(request).database, device, data
    )
    return Response(answer, media_type=PUBLISHED)


@post(ENROL, status_code=HTTPStatus.OK, responses=failures.described(400, 403, 413, 415, 503, 507))
async def enrol(request: Asked, data: JSONBody[EnrolRequest]) -> Enrolled:
    """Make a laptop a device, once for each invitation; 403 with a slug where it cannot be."""
    service = guard.service_of(request)
    address = guard.address_of(request)
    if service.attempts.exhausted(address):
        raise TooManyTriesError
    try:
        return await asyncio.to_thread(_enrol, service, data)
    except EnrolmentError:
        service.attempts.fail(address)
        raise


@get(STATUS, responses=failures.described(401, 403, 503))
async def status(request: Asked) -> Status:
    """Say what is known of the device that asks."""
    own = guard.device_of(request)
    return Status(own.id, own.name, own.role, own.feeds, own.enrolled_at, own.seen_at, own.revoked)


@get(QUARANTINE, responses=failures.described(400, 401, 403, 503))
async def apart(
    request: Asked, laptop: FromQuery[str] = "", reason: FromQuery[str] = ""
) -> Listing:
    """Say what is kept apart: of a laptop, by its name, for a reason; the first that came."""
    device = guard.device_of(request).id
    return await asyncio.to_thread(_apart, guard.service_of(request), device, laptop, reason)


@post(
    RELEASE,
    status_code=HTTPStatus.OK,
    request_max_body_size=MAX_RELEASE,
    responses=failures.described(400, 401, 403, 413, 415, 503, 507),
)
async def release(request: Asked, data: JSONBody[ReleaseRequest]) -> Released:
    """Apply changes that are kept apart, each on its own; those that stay are named with a slug."""
    device = guard.device_of(request).id
    return await asyncio.to_thread(_release, guard.service_of(request), device, data)


@post(
    PURGE,
    status_code=HTTPStatus.OK,
    request_max_body_size=MAX_PURGE,
    responses=failures.described(400, 401, 403, 413, 415, 503),
)
async def ended(request: Asked, data: JSONBody[PurgeRequest]) -> PurgeAnswer:
    """Erase those of some persons whom nobody has met for two years."""
    service, device = guard.service_of(request), guard.device_of(request).id
    gone = await asyncio.to_thread(purge.asked, service.database, service.now, device, data.persons)
    return PurgeAnswer(gone)


@get(permissions.HEALTH, responses=failures.described(503))
async def health(request: Asked) -> Health:
    """Say that the server and its database answer."""
    await asyncio.to_thread(_ask_database, guard.service_of(request))
    return Health()


@get(
    permissions.METRICS,
    media_type=metrics.MEDIA_TYPE,
    responses=failures.described(401, 403, 503),
)
async def figures(request: Asked) -> Response[str]:
    """Give the figures of the server, for Prometheus."""
    service = guard.service_of(request)
    return Response(await asyncio.to_thread(_figures, service), media_type=metrics.MEDIA_TYPE)


async def _body(request: Asked, media_type: str) -> bytes:
    """Read a request's body, which may take its time as long as it goes on; 415, 413, 408, 400."""
    if request.headers.get("content-type") != media_type:
        raise HTTPException(status_code=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    chunks = []
    stream = request.stream()
    try:
        while True:
            async with asyncio.timeout(guard.service_of(request).stall):
                chunks.append(await anext(stream))
    except StopAsyncIteration:
        return b"".join(chunks)
    except TimeoutError:
        raise ClientException(status_code=HTTPStatus.REQUEST_TIMEOUT) from None
    except InternalServerException:  # Litestar's word for a laptop that is gone
        raise ClientException from None


def _enrol(service: Service, asked: EnrolRequest) -> Enrolled:
    with service.database.write() as connection:
        return invitations.enrol(connection, asked, service.now)


def _apart(service: Service, device: str, laptop: str, reason: str) -> Listing:
    with service.database.read() as connection:
        found = review.listing(connection, scope(connection, device), laptop, reason)
    if found.changes:
        with service.database.write() as connection:
            review.keep_read(connection, device, found, audit.milliseconds(service.now))
    return found


def _release(service: Service, device: str, asked: ReleaseRequest) -> Released:
    at = audit.milliseconds(service.now)
    with service.database.write() as connection:
        reach = scope(connection, device, lock=True)
        done = review.release(connection, reach, asked.changes, at)
    service.database.shred()
    return done


def _ask_database(service: Service) -> None:
    with service.database.read() as connection:
        connection.execute(select(1))


def _figures(service: Service) -> str:
    with service.database.read() as connection:
        return metrics.text(connection, service.answers)


async def _count(message: Message, scope: AsgiScope) -> None:
    if message["type"] == "http.response.start":
        service: Service = scope["litestar_app"].state.service
        service.answers[scope.get("path_template", ""), message["status"]] += 1
