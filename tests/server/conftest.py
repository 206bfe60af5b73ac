from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from maraude.server.database import Database
from tests.server.serving import Served, serving
from tests.team import Clock


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path / "server") as running:
        yield running


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    """A connection to a new database, in a transaction."""
    database = Database(f"sqlite:///{tmp_path / 'server.db'}")
    database.create_schema()
    with database.write() as opened:
        yield opened
    database.close()
