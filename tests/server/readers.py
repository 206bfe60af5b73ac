"""A laptop that reads the base's directory over HTTP, and what its answers become on the way."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from maraude import sealed
from maraude.directory.importers.batch import Batch
from maraude.directory.service import Service
from maraude.protocol import directory
from maraude.protocol.directory import Entry, Gone, Known, Line
from maraude.protocol.enrolment import EnrolRequest
from maraude.server import meta, publish
from maraude.server.publish import Published
from maraude.store.service_follower import Followed
from maraude.store.services import Services
from maraude.sync.link import Link
from maraude.sync.published import Update
from tests.directory.services import TODAY
from tests.server.serving import Served
from tests.store.directories import KEY, PARIS, batch, held, service

Answer = Callable[[bytes], bytes]


def published(served: Served, given: Batch, *, confirmed: bool = False) -> Published:
    """Publish a source on the server."""
    with served.database.write() as connection:
        return publish.publish(connection, given, TODAY, 0, confirmed=confirmed)


def showers(*numbers: int, **changes: object) -> Batch:
    """Give showers by their numbers, all with the same changes."""
    return batch(*(service(number, **changes) for number in numbers))


def read(body: bytes, key: bytes) -> list[Line]:
    """Give the lines of an answer that the base signed."""
    return directory.read_answer(sealed.verify(body, key, directory.PURPOSE))


@dataclass
class Recording:
    """A way to the server that keeps what it carries; ``on_the_way`` may change an answer."""

    link: Link
    on_the_way: Answer = lambda body: body
    asked: list[Known] = field(default_factory=list)
    answers: list[bytes] = field(default_factory=list)

    def services(self, known: Known) -> bytes:
        self.asked.append(known)
        self.answers.append(self.link.services(known))
        return self.on_the_way(self.answers[-1])


class Reader:
    """An enrolled laptop's directory."""

    def __init__(self, folder: Path, served: Served, number: int) -> None:
        folder.mkdir()
        code = served.invite()
        inc = f"{number:016x}"
        with Link(code.url, code.pin) as way:
            enrolled = way.enrol(EnrolRequest(code.secret, f"portable {number}", inc))
        self.device = enrolled.device
        self.key = bytes.fromhex(enrolled.signing_key)
        self.services = Services.open(folder, KEY)
        self.link = Link(code.url, code.pin, enrolled.token)
        self.way = Recording(self.link)
        self._served = served

    def close(self) -> None:
        self.link.close()
        self.services.close()

    def update(self, *, want: int = 2**20, announced: int | None = None) -> Followed | None:
        """Follow the base up to the version that it announces."""
        if announced is None:
            with self._served.database.read() as connection:
                announced = meta.directory(connection)
        return Update(self.services, self.way, self.key, announced, want, TODAY, PARIS).run()

    @property
    def sent(self) -> list[str]:
        """The ids of all services, and of those gone, that the server has sent."""
        answers = (read(body, self.key) for body in self.way.answers)
        lines = (line for answer in answers for line in answer)
        return [line.id for line in lines if isinstance(line, Entry | Gone)]

    @property
    def version(self) -> int:
        with self.services.reading() as snapshot:
            return snapshot.standing().version

    @property
    def held(self) -> dict[str, Service]:
        return held(self.services)
