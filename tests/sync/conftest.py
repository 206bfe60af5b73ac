from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from maraude.server import meta
from maraude.server.database import Database
from tests.server.laptop import LYON
from tests.server.serving import Served, serving
from tests.sync.desk import Desk
from tests.sync.laptops import MARTA, Laptop
from tests.team import Clock


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path / "server") as running:
        yield running


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(Database(f"sqlite:///{tmp_path / 'server.db'}")) as opened:
        opened.create_schema()
        yield opened


@pytest.fixture
def ines(tmp_path: Path, database: Database, clock: Clock) -> Iterator[Laptop]:
    laptop = Laptop.enrolled(tmp_path / "ines", database, "ines", clock)
    yield laptop
    laptop.store.close()


@pytest.fixture
def sam(tmp_path: Path, database: Database, clock: Clock) -> Iterator[Laptop]:
    laptop = Laptop.enrolled(tmp_path / "sam", database, "sam", clock)
    yield laptop
    laptop.store.close()


@pytest.fixture
def yan(tmp_path: Path, database: Database, clock: Clock) -> Iterator[Laptop]:
    """A laptop of another city."""
    laptop = Laptop.enrolled(tmp_path / "yan", database, "yan", clock, (LYON,))
    yield laptop
    laptop.store.close()


@pytest.fixture
def met(database: Database, ines: Laptop, sam: Laptop) -> None:
    """Both laptops know the keys of their feeds, and Marta."""
    with database.write() as connection:
        meta.exchange_key(connection)
    ines.save(MARTA)
    for laptop in (ines, sam):
        laptop.sync()


@pytest.fixture
def desk(tmp_path: Path, database: Database, clock: Clock) -> Iterator[Desk]:
    """The coordination's."""
    laptop = Laptop.enrolled(tmp_path / "base", database, "base", clock, role="coordinator")
    with closing(Desk(laptop, "coordinator")) as opened:
        yield opened


@pytest.fixture
def street(tmp_path: Path, database: Database, clock: Clock) -> Iterator[Desk]:
    """A volunteer's."""
    laptop = Laptop.enrolled(tmp_path / "street", database, "street", clock)
    with closing(Desk(laptop, "volunteer")) as opened:
        yield opened
