"""An exchange that is killed: the server and both laptops end with the same people."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from maraude.domain.person import Person
from maraude.store import outbox
from maraude.store.store import Store
from maraude.sync.client import Client
from maraude.sync.session import synchronise
from tests.server.laptop import NORD
from tests.sync.laptops import Direct, Laptop
from tests.team import KEY, Clock

MARTA = Person(id="marta", code="ABC2345", called="Marta", team=NORD)
PEOPLE, OWN = 60, 25


def enrolled(home: Path) -> None:
    """Make a server that has one laptop's people, and another laptop with people of its own."""
    from maraude.server.database import Database as ServerDatabase

    with closing(ServerDatabase(f"sqlite:///{home}/server.db")) as database:
        database.create_schema()
        for name, count_ in (("sam", PEOPLE), ("ines", OWN)):
            laptop = Laptop.enrolled(home / name, database, name, Clock())
            laptop.save(
                *(replace(MARTA, id=f"{name}{number}", called=name) for number in range(count_))
            )
            if name == "sam":
                laptop.sync()
            laptop.store.close()


def synchronised(home: Path, name: str) -> set[str]:
    """Exchange until all is the same; give whom the laptop then knows."""
    from maraude.server.database import Database as ServerDatabase

    clock = Clock()
    with (
        closing(ServerDatabase(f"sqlite:///{home}/server.db")) as database,
        closing(Store(home / name, KEY, f"user:{name}", clock)) as store,
    ):
        done = synchronise(store, Client(store, clock), Direct(database, name, clock))
        assert done.complete
        assert outbox.waiting(store.reader) == 0
        return {row[0] for row in store.reader.execute("SELECT id FROM person")}


def exchange(home: Path, say: Callable[[str], None]) -> None:
    synchronised(home, "ines")
    say("exchanged")


def check_exchanged(home: Path, acknowledged: list[str]) -> None:
    everyone = {f"sam{n}" for n in range(PEOPLE)} | {f"ines{n}" for n in range(OWN)}
    assert synchronised(home, "ines") == everyone
    assert synchronised(home, "sam") == everyone
