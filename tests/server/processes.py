"""Servers as processes of their own, and laptops that push to them until all is acknowledged."""

import json
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from maraude.domain.clock import system_now
from maraude.domain.feeds import Role
from maraude.protocol import messages
from maraude.protocol.enrolment import EnrolRequest
from maraude.server import home, invitations
from maraude.server.database import Database
from maraude.sync.failure import LinkError
from maraude.sync.link import Link
from tests.server.laptop import NORD, PARIS, Laptop

ROOT = Path(__file__).parents[2]
AT_ONCE = 3
"""Changes of one request: many requests make a push that can be cut off in its midst."""
PATIENCE = 30.0
"""Seconds after which a laptop that gets nowhere fails its test."""


@dataclass(frozen=True)
class Server:
    """``maraude server run``, at ``port``."""

    process: "subprocess.Popen[str]"
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @classmethod
    @contextmanager
    def started(cls, folder: Path, port: int = 0) -> Iterator["Server"]:
        words = ["server", "run", "--plain", "--host", "127.0.0.1", "--port", str(port)]
        process = subprocess.Popen(
            [sys.executable, "-m", "maraude", *words, "--home", str(folder), "--json"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        with process:
            try:
                assert process.stdout
                listening = json.loads(process.stdout.readline())["listening"]
                yield cls(process, int(listening.rpartition(":")[2]))
            finally:
                process.kill()

    def kill(self) -> None:
        """End it with SIGKILL."""
        self.process.kill()
        self.process.wait()


@contextmanager
def processes(folder: Path, count: int = 1) -> Iterator[list[Server]]:
    """Run servers of one database."""
    with ExitStack() as running:
        yield [running.enter_context(Server.started(folder)) for _ in range(count)]


def made(folder: Path, url: str) -> Path:
    """Make a server's folder, and its tables in the database of ``url``."""
    home.create(folder, url, "", "Les Lucioles", system_now)
    return folder


def invited(folder: Path, name: str, inc: str) -> str:
    """Let a laptop in; gives its token."""
    with home.read(folder).database() as database, database.write() as connection:
        feeds = (PARIS, NORD)
        secret = invitations.invite(connection, Role.VOLUNTEER, feeds, "", system_now)
        asked = EnrolRequest(secret, name, inc, "0.1")
        return invitations.enrol(connection, asked, system_now).token


class Pushing(Laptop):
    """A laptop that pushes over the network, to one server after the other."""

    def __init__(self, inc: str, token: str, urls: list[str]) -> None:
        super().__init__(Database("sqlite://"), "", system_now)  # never asked: it is far away
        self.inc = inc
        self._token = token
        self._urls = urls

    @classmethod
    def enrolled(cls, folder: Path, name: str, urls: list[str]) -> "Pushing":
        inc = secrets.token_hex(8)
        return cls(inc, invited(folder, name, inc), urls)

    def push_all(self, count: int) -> None:
        """Write ``count`` people and push until all are acknowledged, whatever fails meanwhile."""
        for n in range(count):
            self.put("person", f"{self.inc}-{n}", called="Marta")
        until = time.monotonic() + PATIENCE
        with ExitStack() as open_links:
            links = [open_links.enter_context(Link(url, "", self._token)) for url in self._urls]
            for link in cycle(links):
                assert time.monotonic() < until, "no progress"
                self._push_once(link)
                if self.acked == count:
                    return

    def _push_once(self, link: Link) -> None:
        every = self.lines
        self.lines = every[: self.acked + AT_ONCE]
        body = self.request(want=0)
        self.lines = every
        try:
            answer = link.exchange(body)
        except LinkError:
            time.sleep(0.02)
            return
        (welcome, *_rows) = messages.read_answer(answer, "0" * 32)
        assert isinstance(welcome, messages.Welcome)
        assert self.acked <= welcome.acked
        assert welcome.fork is None
        self.acked = welcome.acked
