from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from maraude.server.database import Database
from tests.team import Clock


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(Database(f"sqlite:///{tmp_path / 'server.db'}")) as opened:
        opened.create_schema()
        yield opened


@pytest.fixture
def clock() -> Clock:
    return Clock()
