"""A server on this machine that gives files as a portal of open data does, or fails like one."""

import gzip
import hashlib
import ssl
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


@dataclass
class File:
    """What is given at an address, and how.

    ``cut`` ends the first answer after so many bytes; ``status`` other than 200 is given without
    a body; ``to`` is where a redirection leads; ``stall`` waits after the first bytes until the
    server is told to end.
    """

    body: bytes = b""
    kind: str = "application/json"
    status: int = 200
    etag: str = ""
    modified: str = ""
    packed: bool = False
    digest: bytes | None = None
    cut: int = 0
    to: str = ""
    stall: bool = False
    ignores_range: bool = False
    chunked: bool = False

    @property
    def sent(self) -> bytes:
        return gzip.compress(self.body, mtime=0) if self.packed else self.body


@dataclass
class Replay:
    """The files by their paths; ``asked`` are the requests so far: path and headers."""

    url: str = ""
    files: dict[str, File] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def give(self, path: str, body: bytes | str = b"", **how: Any) -> File:
        content = body.encode() if isinstance(body, str) else body
        made = self.files[path] = File(content, **how)
        return made

    def headers(self, place: int = -1) -> dict[str, str]:
        return self.asked[place][1]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    replay: Replay

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.replay.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
        file = self.replay.files.get(path)
        if file is None:
            self._without_body(404)
        elif file.to:
            self._without_body(302, Location=file.to)
        elif file.status != 200:
            self._without_body(file.status)
        elif self._is_known(file):
            self._without_body(304)
        else:
            self._give(file)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as inherited
        return

    def _is_known(self, file: File) -> bool:
        told = self.headers
        return bool(
            (file.etag and told.get("If-None-Match") == file.etag)
            or (file.modified and told.get("If-Modified-Since") == file.modified)
        )

    def _without_body(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", "0")
        self.end_headers()

    def _give(self, file: File) -> None:
        whole, start = file.sent, 0
        same = self.headers.get("If-Range") in (file.etag, file.modified)
        if (asked := self.headers.get("Range")) and same and not file.ignores_range:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
        body = whole[start:]
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(whole) - 1}/{len(whole)}")
        self.send_header("Content-Type", file.kind)
        if file.chunked:
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Content-Length", str(len(body)))
        self._describe(file, whole)
        self.end_headers()
        if file.chunked:
            body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
        with suppress(OSError):
            self._send(file, body)

    def _describe(self, file: File, whole: bytes) -> None:
        if file.etag:
            self.send_header("ETag", file.etag)
        if file.modified:
            self.send_header("Last-Modified", file.modified)
        if file.packed:
            self.send_header("Content-Encoding", "gzip")
        if file.digest is not None:
            digest = b64encode(file.digest or hashlib.sha256(whole).digest()).decode()
            self.send_header("Repr-Digest", f"sha-256=:{digest}:")

    def _send(self, file: File, body: bytes) -> None:
        if file.cut:
            self.wfile.write(body[: file.cut])
            file.cut = 0
            self.close_connection = True
        elif file.stall:
            self.wfile.write(body[:10])
            self.wfile.flush()
            self.replay.over.wait(30)
            self.close_connection = True
        else:
            self.wfile.write(body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a client that left."""


@contextmanager
def replaying(certificate: Path | None = None) -> Iterator[Replay]:
    """Serve on a free port until the block ends; encrypted where there is a certificate."""
    replay = Replay()
    handler = type("Handler", (_Handler,), {"replay": replay})
    server = _Server(("127.0.0.1", 0), handler)
    scheme = "http"
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, certificate.with_name("key.pem"))
        server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    replay.url = f"{scheme}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield replay
    finally:
        replay.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
