"""Something that listens where a laptop looks for its server, and is not it."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

PORTAL = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nHi"


class Impostor:
    """Answers whoever connects with the same bytes; ``heard`` is all that it was told."""

    def __init__(self, answer: bytes, certificate: Path | None, latest: ssl.TLSVersion) -> None:
        self.heard = b""
        self._answer = answer
        self._context: ssl.SSLContext | None = None
        if certificate:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.maximum_version = latest
            self._context.load_cert_chain(certificate, certificate.with_name("key.pem"))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _listen(self) -> None:
        while True:
            try:
                connection, _address = self._listener.accept()
            except OSError:
                return
            with connection, suppress(OSError):
                self._meet(connection)

    def _meet(self, connection: socket.socket) -> None:
        connection.settimeout(10)
        spoken = connection
        if self._context:
            spoken = self._context.wrap_socket(connection, server_side=True)
        with spoken:
            self.heard += spoken.recv(65_536)
            with suppress(OSError):
                spoken.sendall(self._answer)
                spoken.shutdown(socket.SHUT_WR)
                while spoken.recv(65_536):
                    pass


@contextmanager
def impostor(
    answer: bytes = PORTAL,
    certificate: Path | None = None,
    latest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3,
) -> Iterator[Impostor]:
    with closing(Impostor(answer, certificate, latest)) as made:
        yield made


def answer_of(status: str, media_type: str, body: bytes = b"", length: int | None = None) -> bytes:
    told = len(body) if length is None else length
    return (
        f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {told}\r\n\r\n"
    ).encode() + body
