"""The laptop's way to the server: one connection, whose other end is known by its key."""

import hmac
import ssl
from collections.abc import Iterable
from typing import Self, TypeVar

import httpx
import msgspec

from maraude.protocol.directory import DIRECTORY, MAX_PAGES, PUBLISHED, Known
from maraude.protocol.enrolment import (
    ENROL,
    MAX_ENROLLED,
    RELAY,
    SYNC,
    Code,
    Enrolled,
    EnrolRequest,
    Trouble,
    pin_of,
)
from maraude.protocol.messages import MAX_ANSWER, MEDIA_TYPE, RELAYED
from maraude.protocol.purge import PURGE, PurgeAnswer, PurgeRequest
from maraude.protocol.quarantine import (
    MAX_LISTING,
    QUARANTINE,
    RELEASE,
    Listing,
    Name,
    Released,
    ReleaseRequest,
)
from maraude.sync.der import public_key
from maraude.sync.failure import ENROLMENT_CODES, LinkError

T = TypeVar("T")

CONNECT, PROGRESS = 20.0, 60.0
"""Seconds until a connection stands, and between two signs of life on it."""
JSON = "application/json"
_NEEDLESS = ("Accept", "Accept-Encoding", "Connection", "User-Agent")
"""Half of what an idle exchange would send."""


class Link:
    """A way to the server at ``url``, to be closed; not to be used by two threads at once.

    ``pin`` names the server's key; where it is empty, the system's certificates vouch. Nothing
    is sent before the other end is known. Every failure is a LinkError.
    """

    def __init__(self, url: str, pin: str, token: str = "") -> None:
        self._client = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {token}"} if token else {},
            verify=_pinned(pin) if pin else ssl.create_default_context(),
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(PROGRESS, connect=CONNECT),
        )
        for name in _NEEDLESS:
            del self._client.headers[name]

    def exchange(self, body: bytes) -> bytes:
        """Send a request of ``protocol.messages``; gives the answer's body."""
        return self._ask("POST", SYNC, body, MEDIA_TYPE, MAX_ANSWER)

    def relay(self, out: bytes) -> None:
        """Send what another laptop's file had for the server; LinkError ``refused`` too."""
        self._ask("POST", RELAY, out, RELAYED, MAX_ENROLLED)

    def services(self, known: Known) -> bytes:
        """Give the signed answer of ``protocol.directory`` to what the laptop has."""
        body = msgspec.json.encode(known)
        return self._ask("POST", DIRECTORY, body, JSON, MAX_PAGES, answered=PUBLISHED)

    def enrol(self, asked: EnrolRequest) -> Enrolled:
        """Become a device of the server."""
        body = msgspec.json.encode(asked)
        return _decoded(self._ask("POST", ENROL, body, JSON, MAX_ENROLLED), Enrolled)

    def quarantine(self, laptop: str, reason: str) -> Listing:
        """Give what the server keeps apart of a laptop and for a reason, or of any."""
        path = str(httpx.URL(QUARANTINE, params={"laptop": laptop, "reason": reason}))
        return _decoded(self._ask("GET", path, b"", JSON, MAX_LISTING), Listing)

    def release(self, changes: Iterable[Name]) -> Released:
        """Let the server apply some of what it keeps apart, ``MOST_RELEASED`` at most."""
        body = msgspec.json.encode(ReleaseRequest(list(changes)))
        return _decoded(self._ask("POST", RELEASE, body, JSON, MAX_LISTING), Released)

    def purge(self, persons: Iterable[str]) -> PurgeAnswer:
        """Let the server erase those whose two years are over, ``MOST_PURGED`` at most."""
        body = msgspec.json.encode(PurgeRequest(list(persons)))
        return _decoded(self._ask("POST", PURGE, body, JSON, MAX_ENROLLED), PurgeAnswer)

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failure: object) -> None:
        self.close()

    def _ask(
        self, method: str, path: str, body: bytes, media_type: str, most: int, answered: str = ""
    ) -> bytes:
        """Send a body; gives that of an answer ``answered`` in its media type, or in the same."""
        headers = {"Content-Type": media_type}
        try:
            with self._client.stream(method, path, content=body, headers=headers) as answer:
                return _read(answer, answered or media_type, most)
        except httpx.TransportError as failure:
            raise LinkError(_lost(failure)) from failure


def read_code(typed: str) -> Code:
    """Read a code; LinkError ``mistyped-code``, before anything is sent."""
    try:
        return Code.parse(typed)
    except ValueError:
        raise LinkError("mistyped-code") from None


def enrol(code: Code, name: str, inc: str, app: str) -> Enrolled:
    """Make the laptop ``name`` a device of the server of ``code``; LinkError."""
    with Link(code.url, code.pin) as link:
        return link.enrol(EnrolRequest(code.secret, name, inc, app))


def _decoded(answer: bytes, shape: type[T]) -> T:
    try:
        return msgspec.json.decode(answer, type=shape)
    except msgspec.MsgspecError:
        raise LinkError("portal") from None


def _read(answer: httpx.Response, media_type: str, most: int) -> bytes:
    """Give the body of an answer of the server; LinkError for any other answer."""
    if answer.status_code == httpx.codes.NETWORK_AUTHENTICATION_REQUIRED:
        raise LinkError("portal")
    if answer.status_code == httpx.codes.INSUFFICIENT_STORAGE:
        raise LinkError("no-room")
    if answer.is_server_error:
        raise LinkError("server")
    kind = answer.headers.get("content-type", "")
    if answer.status_code == httpx.codes.OK and kind == media_type:
        return _body(answer, most)
    if not answer.is_client_error or kind != JSON:
        raise LinkError("portal")
    raise LinkError(_refused(answer.status_code, _body(answer, MAX_ENROLLED)))


def _body(answer: httpx.Response, most: int) -> bytes:
    body = bytearray()
    for chunk in answer.iter_raw():
        body += chunk
        if len(body) > most:
            raise LinkError("portal")
    return bytes(body)


def _refused(status: int, body: bytes) -> str:
    """Give the slug of an answer that says why not."""
    try:
        code = msgspec.json.decode(body, type=Trouble).code
    except msgspec.MsgspecError:
        return "portal"
    if status == httpx.codes.UNAUTHORIZED:
        return "revoked"
    if status == httpx.codes.UPGRADE_REQUIRED:
        return "too-old"
    if code == "too-often":
        return "busy"
    if status == httpx.codes.NOT_FOUND:
        return "old-server"
    return code if code in ENROLMENT_CODES else "refused"


def _lost(failure: BaseException) -> str:
    """Give the slug of a connection that failed."""
    cause: BaseException | None = failure
    while cause:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return "certificate"
        if isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError):
            return "offline"
        if isinstance(cause, ssl.SSLError):
            return "portal"
        cause = cause.__cause__ or cause.__context__
    return "offline"


def _pinned(pin: str) -> ssl.SSLContext:
    """Give a context for the one server whose key has this pin, whatever its certificate says."""

    class PinnedSocket(ssl.SSLSocket):
        """Ends the handshake with an error before anything is sent to somebody else."""

        def do_handshake(self, block: bool = False) -> None:  # noqa: FBT001, FBT002 - as inherited
            super().do_handshake(block)
            shown = self.getpeercert(binary_form=True) or b""
            if not hmac.compare_digest(_pin(shown), pin):
                raise ssl.SSLCertVerificationError("another key")

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.sslsocket_class = PinnedSocket
    return context


def _pin(certificate: bytes) -> str:
    try:
        return pin_of(public_key(certificate))
    except ValueError:
        return ""
