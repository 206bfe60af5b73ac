"""A server that answers searches as Soliguide does, over a real connection."""

import gzip
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "eyJhbGciOiJIUzI1NiJ9.cle-fictive.signature"


@dataclass
class Searched:
    """What a server has, how it answers, and what it was asked."""

    places: list[Any]
    most: int = 10_000
    packed: bool = False
    grows: int = 0
    shuffled: bool = False
    answer: tuple[int, dict[str, str], bytes] | None = None
    url: str = ""
    asked: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)

    def found(self, options: dict[str, int]) -> dict[str, Any]:
        """Give one page; Soliguide does not sort, and places are added meanwhile."""
        limit = min(options["limit"], self.most)
        first = (options["page"] - 1) * limit
        places = list(self.places)
        if self.shuffled:
            places = places[options["page"] :] + places[: options["page"]]
        for _added in range(self.grows):
            self.places.append({"lieu_id": 10_000 + len(self.places)})
        return {"nbResults": len(places), "places": places[first : first + limit]}


@contextmanager
def serving(*places: Any, **how: Any) -> Iterator[Searched]:
    searched = Searched(list(places), **how)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            searched.asked.append((self.path, dict(self.headers), body))
            status, headers, content = searched.answer or self._answer(body)
            self.send_response(status)
            sent = {"Content-Length": str(len(content)), "Connection": "close", **headers}
            for name, value in sent.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)
            # What is shorter than it was said to be ends with the connection.
            self.close_connection = len(content) != int(sent["Content-Length"])

        def _answer(self, body: Any) -> tuple[int, dict[str, str], bytes]:
            content = json.dumps(searched.found(body["options"])).encode()
            if not searched.packed:
                return 200, {"Content-Type": "application/json"}, content
            return 200, {"Content-Encoding": "gzip"}, gzip.compress(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as inherited
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    searched.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield searched
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
