from collections.abc import Iterator
from pathlib import Path

import pytest

from maraude.domain.spot import Position
from maraude.store.store import Store
from maraude.usecases import profiles, spots, tours
from maraude.usecases.session import Session
from tests.team import KEY, PROFILE, Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def session(tmp_path: Path, clock: Clock) -> Iterator[Session]:
    """A team that is out, at a spot whose position is known."""
    Store.create(tmp_path, KEY, PROFILE, "user:ines", clock).close()
    opened = profiles.open_with(tmp_path, KEY, "user:ines", clock)
    spots.add(opened, "Gare de l'Est", Position(48.8765, 2.3590))
    canal = spots.add(opened, "Canal St-Martin", Position(48.8676, 2.3636))
    tour = tours.start(opened)
    spots.go(opened, tour, canal.id)
    yield opened
    opened.close()
