"""A real server on a free port of this machine, for the tests of both of its ends."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from maraude.domain.clock import Now
from maraude.domain.feeds import Role
from maraude.protocol.enrolment import Code
from maraude.protocol.messages import MalformedMessageError
from maraude.server import app, home, invitations, run
from maraude.server.database import Database, NotReplicatedError
from maraude.server.home import Home
from maraude.server.service import Exchange, Service
from tests.team import Clock

INC = "00112233aabbccdd"
OTHER_INC = "ffeeddccbbaa9988"
STALL = 1.0
"""Seconds that this server waits for the rest of a request."""


@dataclass(frozen=True)
class Served:
    """A server that answers at ``url``; its clock stands still."""

    home: Home
    database: Database
    service: Service
    clock: Clock
    url: str
    port: int

    def invite(self, role: Role = Role.VOLUNTEER, *feeds: str) -> Code:
        pin = self.home.pin()
        with self.database.write() as connection:
            secret = invitations.invite(
                connection, role, feeds or ("territory:paris", "team:nord"), pin, self.clock
            )
        return Code("127.0.0.1", self.port, pin, secret)


def echo(_database: Database, device: str, body: bytes, _now: Now) -> bytes:
    """Stand in for the exchange: give back whose request it was, and what came."""
    if body == b"malformed":
        raise MalformedMessageError("no head")
    if body == b"unreplicated":
        raise NotReplicatedError
    if body.startswith(b"broken"):
        raise ValueError(body)
    return device.encode() + b" " + body


@contextmanager
def serving(
    folder: Path,
    *,
    tls: bool = True,
    answer: Exchange = echo,
    database: str = "",
    stall: float = STALL,
    behind_proxy: bool = False,
) -> Iterator[Served]:
    clock = Clock()
    made = home.create(folder, database, "", "Les Lucioles", clock)
    with made.database() as opened, run.listen("127.0.0.1", 0) as listener:
        service = replace(Service.of(opened, clock, answer), stall=stall)
        application = app.create(service)
        place = home.Listening("127.0.0.1", listener.getsockname()[1], tls, behind_proxy)
        made.keep_listening(place)
        server = run.server(application, made, place)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not server.started:
                time.sleep(0.01)
            yield Served(made, opened, service, clock, place.url, place.port)
        finally:
            server.should_exit = True
            thread.join()
