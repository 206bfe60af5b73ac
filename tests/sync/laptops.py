"""Laptops with real stores that exchange with the server's core, without the network."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from maraude.domain.person import Person
from maraude.domain.refusal import Refusal
from maraude.server import bundles
from maraude.server.database import Database
from maraude.server.exchange import exchange
from maraude.store import incarnation, records
from maraude.store.store import Store
from maraude.sync.client import Client
from maraude.sync.failure import LinkError
from maraude.sync.session import Progress, synchronise
from tests.server.laptop import NORD, PARIS, enrol
from tests.team import KEY, Clock, make_profile

MARTA = Person(id="marta", code="ABC2345", called="Marta", team=NORD)


@dataclass
class Direct:
    """Carries requests to the server in the same process, and keeps every answer."""

    database: Database
    device: str
    clock: Clock

    def __post_init__(self) -> None:
        self.answers: list[bytes] = []

    def exchange(self, body: bytes) -> bytes:
        self.answers.append(exchange(self.database, self.device, body, self.clock))
        return self.answers[-1]

    def relay(self, out: bytes) -> None:
        try:
            bundles.take(self.database, out, self.clock)
        except Refusal:
            raise LinkError("refused") from None


class Laptop:
    """A volunteer's laptop, enrolled under ``name``."""

    def __init__(self, home: Path, database: Database, name: str, clock: Clock) -> None:
        home.mkdir()
        make_profile(home)
        self.home = home
        self.store = Store(home, KEY, f"user:{name}", clock)
        self.store.write_local(incarnation.fork).result()
        self.client = Client(self.store, clock)
        self.way = Direct(database, name, clock)

    @classmethod
    def enrolled(
        cls,
        home: Path,
        database: Database,
        name: str,
        clock: Clock,
        grants: tuple[str, ...] = (PARIS, NORD),
        role: str = "volunteer",
    ) -> "Laptop":
        enrol(database, name, role, grants)
        return cls(home, database, name, clock)

    def save(self, *saved: Any) -> None:
        self.store.write(lambda transaction: transaction.save(*saved)).result()

    def change(self, person: str, **fields: Any) -> None:
        self.save(replace(self.person(person), **fields))

    def person(self, identifier: str) -> Person:
        found = self.find(identifier)
        assert found
        return found

    def find(self, identifier: str) -> Person | None:
        return records.get(self.store.reader, Person, identifier)

    def sync(self, *, allow_removals: bool = False) -> Progress:
        return synchronise(self.store, self.client, self.way, allow_removals=allow_removals)

    def kept(self, query: str) -> list[tuple[Any, ...]]:
        return self.store.reader.execute(query).fetchall()
