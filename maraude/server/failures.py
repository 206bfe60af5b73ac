"""What a request that fails is answered, and what the server's log keeps of it."""

import logging
import traceback
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.openapi.datastructures import ResponseSpec
from sqlalchemy.exc import OperationalError

from maraude.protocol.enrolment import Trouble
from maraude.protocol.messages import MalformedMessageError
from maraude.server.attempts import TooManyTriesError
from maraude.server.database import NotReplicatedError, is_full
from maraude.server.directory import NothingPublishedError
from maraude.server.invitations import EnrolmentError
from maraude.server.scope import RevokedDeviceError, UnknownDeviceError

log = logging.getLogger("maraude.server")

CODES: Mapping[int, str] = {
    400: "malformed",
    401: "unknown-token",
    403: "forbidden",
    404: "not-found",
    405: "not-found",
    408: "too-slow",
    413: "too-large",
    415: "wrong-media-type",
    429: "too-often",
    500: "internal",
    503: "unavailable",
    507: "no-room",
}
INTERNAL, NO_ROOM = 500, 507
_STATUS: Mapping[type[Exception], int] = {
    MalformedMessageError: 400,
    UnknownDeviceError: 401,
    EnrolmentError: 403,
    RevokedDeviceError: 403,
    NothingPublishedError: 404,
    NotReplicatedError: 503,
    OperationalError: 503,
}


def described(*statuses: int) -> dict[int, ResponseSpec]:
    """Give the failures of a route as its description names them; any may be asked too often."""
    return {
        status: ResponseSpec(Trouble, description=CODES[status], generate_examples=False)
        for status in (*statuses, HTTPStatus.TOO_MANY_REQUESTS)
    }


def answer(request: Request[Any, Any, Any], failure: Exception) -> Response[Trouble]:
    """Answer with a slug alone: an error's message could repeat what was sent.

    What nobody foresaw is logged, with its place, and so is a database that fails.
    """
    status = _status(failure)
    if status == INTERNAL or isinstance(failure, OperationalError):
        route = request.scope.get("path_template", "")
        log.error("%s %s\n%s", request.method, route, trace(failure))
    headers = failure.headers if isinstance(failure, HTTPException) else None
    return Response(Trouble(_code(failure, status)), status_code=status, headers=headers)


def trace(failure: BaseException) -> str:
    """Give the places and the types of an error and of those that led to it."""
    cause = failure.__cause__ or failure.__context__
    before = trace(cause) if cause else ""
    places = "".join(traceback.format_tb(failure.__traceback__))
    return f"{before}{places}{type(failure).__name__}\n"


def _code(failure: Exception, status: int) -> str:
    match failure:
        case EnrolmentError():
            return failure.code
        case TooManyTriesError():
            return "too-many-tries"
        case _:
            return CODES.get(status, "refused")


def _status(failure: Exception) -> int:
    if isinstance(failure, HTTPException):
        return failure.status_code
    if isinstance(failure, OperationalError) and is_full(failure):
        return NO_ROOM
    return _STATUS.get(type(failure), INTERNAL)
