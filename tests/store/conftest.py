from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from maraude.store.services import Services
from maraude.store.store import Store
from tests.store import directories
from tests.team import KEY, PROFILE

NOON = datetime(2026, 11, 23, 21, 0, tzinfo=UTC)


def open_store(home: Path) -> Store:
    return Store(home, KEY, "user:ines", lambda: NOON)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    created = Store.create(tmp_path, KEY, PROFILE, "user:ines", lambda: NOON)
    yield created
    created.close()


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    opened = Services.open(tmp_path, directories.KEY)
    yield opened
    opened.close()
