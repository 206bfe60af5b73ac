"""What a request that fails is answered, and what the server's log keeps of it."""

import logging
import traceback
from collections.abc import Mapping
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException

from maraude.protocol.enrolment import Trouble
from maraude.protocol.messages import MalformedMessageError

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
    429: "too-many-tries",
}


def refused(request: Request[Any, Any, Any], failure: HTTPException) -> Response[Trouble]:
    """Answer with a slug alone; the details could repeat what was sent."""
    if failure.status_code >= 500:
        return broken(request, failure)
    code = CODES.get(failure.status_code, "refused")
    return Response(Trouble(code), status_code=failure.status_code)


def malformed(
    _request: Request[Any, Any, Any], _failure: MalformedMessageError
) -> Response[Trouble]:
    """Answer 400 to what is no exchange."""
    return Response(Trouble(CODES[400]), status_code=400)


def broken(request: Request[Any, Any, Any], failure: Exception) -> Response[Trouble]:
    """Answer 500, and log where it broke: no message of an error, which may hold contents."""
    log.error("%s %s\n%s", request.method, request.scope["path_template"], trace(failure))
    return Response(Trouble("internal"), status_code=500)


def trace(failure: BaseException) -> str:
    """Give the places and the types of an error and of those that led to it."""
    cause = failure.__cause__ or failure.__context__
    before = trace(cause) if cause else ""
    places = "".join(traceback.format_tb(failure.__traceback__))
    return f"{before}{places}{type(failure).__name__}\n"
