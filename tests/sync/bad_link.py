"""A bad link on loopback: slow, late, and broken off in the middle of what it carries."""

import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PIECE = 512


class BadLink:
    """Forwards connections to ``target``, seeded: the same requests in the same order fare alike.

    ``rate`` is in bytes a second each way, ``delay`` in seconds before each request goes on. Of
    each exchange, which begins where the near end speaks after the far end, ``drop`` is the chance
    that the connection is cut, on the way up or down, after some of its bytes. ``carried`` counts
    all bytes, ``cuts`` the exchanges that were cut.
    """

    def __init__(self, target: int, seed: int, *, rate: float, delay: float, drop: float) -> None:
        self._target = target
        self._random = random.Random(seed)  # noqa: S311 - a schedule, not a secret
        self._rate, self._delay, self._drop = rate, delay, drop
        self._free = {"up": 0.0, "down": 0.0}
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.carried = self.cuts = 0
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def close(self) -> None:
        """Take no more connections."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                near, _address = self._listener.accept()
                _Connection(self, near, socket.create_connection(("127.0.0.1", self._target)))

    def plan(self) -> tuple[str, int]:
        """Draw what becomes of an exchange: where it is cut, if it is, and after how many bytes."""
        dropped, way = self._random.random() < self._drop, self._random.choice(("up", "down"))
        return (way if dropped else "", self._random.randrange(1500))

    def wait(self) -> None:
        """Let a request be late."""
        time.sleep(self._delay)

    def carry(self, way: str, size: int) -> None:
        """Take the time that bytes need, behind those that are on their way."""
        self.carried += size
        now = time.monotonic()
        self._free[way] = max(now, self._free[way]) + size / self._rate
        time.sleep(max(0.0, self._free[way] - now))


class _Connection:
    """One connection and its two directions."""

    def __init__(self, link: BadLink, near: socket.socket, far: socket.socket) -> None:
        self._link, self._near, self._far = link, near, far
        self._turn = ""
        self._cut_on, self._left = "", 0
        for one, other, way in ((near, far, "up"), (far, near, "down")):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._pump, args=(one, other, way), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, way: str) -> None:
        with suppress(OSError):
            while data := source.recv(PIECE):
                if way == "up" and self._turn != "up":
                    self._cut_on, self._left = self._link.plan()
                    self._link.wait()
                self._turn = way
                if self._is_cut(way, len(data)):
                    sink.sendall(data[: max(0, self._left)])
                    self._link.cuts += 1
                    break
                self._link.carry(way, len(data))
                sink.sendall(data)
        self._end()

    def _is_cut(self, way: str, size: int) -> bool:
        if way != self._cut_on:
            return False
        cut = self._left < size
        self._left -= 0 if cut else size
        return cut

    def _end(self) -> None:
        for one in (self._near, self._far):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


@contextmanager
def bad_link(
    target: int, seed: int, *, rate: float, delay: float, drop: float
) -> Iterator[BadLink]:
    """Keep one open."""
    link = BadLink(target, seed, rate=rate, delay=delay, drop=drop)
    try:
        yield link
    finally:
        link.close()
