"""Files fetched from their address: only where they changed, and from where it was cut off.

What arrives is written as it comes into a file of its own, encoded as the server sent it, with a
note beside it of what it is part of. Sources: RFC 9110 (conditional and range requests), RFC 9530
(digests).
"""

import base64
import hashlib
import hmac
import re
import ssl
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import BinaryIO

import httpx
import msgspec

import maraude
from maraude.directory.sources import is_safe
from maraude.store import files
from maraude.sync.fetch_failure import FetchError

TRIES = 4
"""How often one file is asked for, as long as each time some more of it came."""
MAX_REDIRECTS = 5
_CHUNK = 64 * 1024
_HTML = re.compile(rb"\s*<(?:!doctype\s+html|html)", re.IGNORECASE)
_DIGEST = re.compile(r"sha-256=:?([A-Za-z0-9+/]{43}=):?", re.IGNORECASE)
_STATUSES: Mapping[int, str] = {
    401: "denied",
    403: "denied",
    404: "gone",
    410: "gone",
    429: "busy",
    503: "busy",
    511: "portal",
}


@dataclass(frozen=True, slots=True)
class Version:
    """Which state of a file the server gave, in its own words; empty where it does not say."""

    etag: str = ""
    modified: str = ""

    @property
    def range_validator(self) -> str:
        """What a server can tell by that the rest is of the same file."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.modified


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of a file, sent and unpacked, and seconds until a connection and between two signs."""

    size: int = 256 * 2**20
    connect: float = 20.0
    silence: float = 30.0


@dataclass(frozen=True, slots=True)
class Watch:
    """Told how many bytes have come, and of how many (0 where not said); asked whether to stop."""

    progress: Callable[[int, int], None] = lambda _done, _total: None
    is_cancelled: Callable[[], bool] = lambda: False


@dataclass(frozen=True, slots=True)
class Request:
    """A file by its address; ``known`` is the state held here, ``authorization`` a header."""

    url: str
    known: Version = Version()
    authorization: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class _Noted:
    """What the part of a file that was fetched is of."""

    url: str
    version: Version
    encoding: str
    digest: str


def fetch(
    request: Request,
    target: Path,
    watch: Watch | None = None,
    limits: Limits | None = None,
    verify: ssl.SSLContext | None = None,
) -> Version | None:
    """Write what is at the address into ``target``, 0600; None where it is what is known.

    FetchError: nothing is in ``target``; what came is kept beside it where the rest can be asked
    for. An address that is not ``is_safe`` is not asked, and a redirection only followed to and
    from an encrypted one.
    """
    watch, limits = watch or Watch(), limits or Limits()
    try:
        target.parent.mkdir(mode=0o700, exist_ok=True)
        part = _Part(target, request.url)
        return _fetch(request, part, watch, limits, verify or ssl.create_default_context())
    except OSError as failure:
        raise FetchError("disk") from failure


def _fetch(
    request: Request, part: "_Part", watch: Watch, limits: Limits, verify: ssl.SSLContext
) -> Version | None:
    """Ask again as long as more of the file comes each time."""
    with httpx.Client(
        trust_env=False,
        follow_redirects=False,
        verify=verify,
        timeout=httpx.Timeout(limits.silence, connect=limits.connect),
    ) as client:
        for left in reversed(range(TRIES)):
            before = part.size
            try:
                return _try(client, request, part, watch, limits)
            except FetchError as error:
                if not part.can_be_continued:
                    part.drop()
                if watch.is_cancelled():
                    raise FetchError("cancelled") from error
                if error.code != "cut" or part.size <= before or not left:
                    raise
    raise AssertionError("the last try gives or raises")


def _try(
    client: httpx.Client, request: Request, part: "_Part", watch: Watch, limits: Limits
) -> Version | None:
    try:
        with _answer(client, request.url, _headers(request, part)) as answer:
            if answer.status_code == httpx.codes.NOT_MODIFIED and request.known != Version():
                return None
            if answer.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                part.drop()
                raise FetchError("damaged")
            _check(answer)
            _receive(answer, part, watch, limits)
    except httpx.TimeoutException as failure:
        raise FetchError("slow" if part.size else "offline") from failure
    except httpx.TransportError as failure:
        raise FetchError(_lost(failure)) from failure
    version = part.noted.version if part.noted else Version()
    part.unpack(limits.size)
    return version


def _headers(request: Request, part: "_Part") -> dict[str, str]:
    headers = {
        "User-Agent": f"maraude/{maraude.__version__}",
        "Accept": "*/*",
        "Accept-Encoding": "gzip",
    }
    if request.authorization:
        headers["Authorization"] = request.authorization
    if part.noted and part.size:
        headers["Range"] = f"bytes={part.size}-"
        headers["If-Range"] = part.noted.version.range_validator
        return headers
    if request.known.etag:
        headers["If-None-Match"] = request.known.etag
    if request.known.modified:
        headers["If-Modified-Since"] = request.known.modified
    return headers


@contextmanager
def _answer(client: httpx.Client, url: str, headers: dict[str, str]) -> Iterator[httpx.Response]:
    """Ask, and follow redirections from one encrypted address to another."""
    if not is_safe(url):
        raise FetchError("redirect")
    asked = client.build_request("GET", url, headers=headers)
    for _redirection in range(MAX_REDIRECTS + 1):
        answer = client.send(asked, stream=True)
        if answer.next_request is None:
            try:
                yield answer
            finally:
                answer.close()
            return
        answer.close()
        # The key is not sent to another server: httpx drops it.
        following = answer.next_request
        if {asked.url.scheme, following.url.scheme} != {"https"}:
            raise FetchError("redirect")
        asked = following
    raise FetchError("redirect")


def _check(answer: httpx.Response) -> None:
    """Refuse an answer that is not the file."""
    status = answer.status_code
    if status in _STATUSES:
        raise FetchError(_STATUSES[status])
    if answer.is_server_error:
        raise FetchError("server")
    if status not in (httpx.codes.OK, httpx.codes.PARTIAL_CONTENT):
        raise FetchError("refused")
    if answer.headers.get("content-type", "").startswith("text/html"):
        raise FetchError("portal")


def _receive(answer: httpx.Response, part: "_Part", watch: Watch, limits: Limits) -> None:
    """Write what comes after what is there already, or anew."""
    continues = answer.status_code == httpx.codes.PARTIAL_CONTENT
    if continues and not answer.headers.get("content-range", "").startswith(f"bytes {part.size}-"):
        part.drop()
        raise FetchError("damaged")
    if not continues:
        part.begin(answer)
    length = answer.headers.get("content-length", "")
    done = part.size
    total = done + int(length) if length.isdecimal() else 0
    if total > limits.size:
        part.drop()
        raise FetchError("too-large")
    with part.path.open("ab") as stream:
        for chunk in answer.iter_raw():
            if watch.is_cancelled():
                raise FetchError("cancelled")
            done += len(chunk)
            if done > limits.size:
                part.noted = None
                raise FetchError("too-large")
            stream.write(chunk)
            stream.flush()
            watch.progress(done, total)


class _Part:
    """The part of a file that has come, beside where the whole one will be."""

    def __init__(self, target: Path, url: str) -> None:
        self._target = target
        self.path = target.with_name(f"{target.name}.part")
        self._note = target.with_name(f"{target.name}.part.json")
        self._url = url
        self.noted = self._read_note()
        if not self.can_be_continued:
            self.drop()

    @property
    def size(self) -> int:
        """Bytes that have come."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    @property
    def can_be_continued(self) -> bool:
        """Whether a server can be asked for the rest."""
        noted = self.noted
        return noted is not None and noted.url == self._url and bool(noted.version.range_validator)

    def begin(self, answer: httpx.Response) -> None:
        """Note what is coming, and begin anew."""
        encoding = answer.headers.get("content-encoding", "identity").lower()
        if encoding not in ("identity", "gzip"):
            raise FetchError("damaged")
        self.drop()
        headers = answer.headers
        given = _DIGEST.search(headers.get("repr-digest", headers.get("digest", "")))
        version = Version(headers.get("etag", ""), headers.get("last-modified", ""))
        self.noted = _Noted(self._url, version, encoding, given[1] if given else "")
        files.create(self.path).close()
        files.write(self._note, msgspec.json.encode(asdict(self.noted)))

    def unpack(self, limit: int) -> None:
        """Put the whole file in its place; FetchError where it is damaged, or more than ``limit``.

        Whatever happens, no part stays.
        """
        unpacked = self._target.with_name(f"{self._target.name}.new")
        unpacked.unlink(missing_ok=True)
        try:
            self._refuse_wrong_digest()
            with self.path.open("rb") as stream, files.create(unpacked) as out:
                plain = iter(lambda: stream.read(_CHUNK), b"")
                _copy(_inflated(stream) if self._is_packed else plain, out, limit)
            files.place(unpacked, self._target)
        finally:
            unpacked.unlink(missing_ok=True)
            self.drop()

    def drop(self) -> None:
        """Forget what has come."""
        self.noted = None
        for path in (self.path, self._note):
            with suppress(OSError):
                path.unlink()

    @property
    def _is_packed(self) -> bool:
        return self.noted is not None and self.noted.encoding == "gzip"

    def _read_note(self) -> _Noted | None:
        try:
            return msgspec.json.decode(self._note.read_bytes(), type=_Noted)
        except (OSError, msgspec.MsgspecError):
            return None

    def _refuse_wrong_digest(self) -> None:
        if not (self.noted and self.noted.digest):
            return
        with self.path.open("rb") as stream:
            found = base64.b64encode(hashlib.file_digest(stream, "sha256").digest()).decode()
        if not hmac.compare_digest(found, self.noted.digest):
            raise FetchError("damaged")


def _copy(chunks: Iterator[bytes], out: BinaryIO, limit: int) -> None:
    total = 0
    for chunk in chunks:
        if not total and _HTML.match(chunk):
            raise FetchError("portal")
        total += len(chunk)
        if total > limit:
            raise FetchError("too-large")
        out.write(chunk)


def _inflated(stream: BinaryIO) -> Iterator[bytes]:
    """Give what is packed, never more at once than a chunk."""
    packed = zlib.decompressobj(wbits=31)
    try:
        while not packed.eof:
            data = packed.unconsumed_tail or stream.read(_CHUNK)
            found = packed.decompress(data, _CHUNK)
            if not (data or found):
                raise FetchError("damaged")
            yield found
    except zlib.error as error:
        raise FetchError("damaged") from error


def _lost(failure: BaseException) -> str:
    """Give the code of a connection that failed."""
    cause: BaseException | None = failure
    while cause:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return "certificate"
        if isinstance(cause, ssl.SSLError) and not isinstance(
            cause, ssl.SSLEOFError | ssl.SSLZeroReturnError
        ):
            return "portal"
        cause = cause.__cause__ or cause.__context__
    is_cut = isinstance(failure, httpx.RemoteProtocolError | httpx.ReadError | httpx.CloseError)
    return "cut" if is_cut else "offline"
