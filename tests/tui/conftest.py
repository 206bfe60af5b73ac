import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from maraude.domain.profile import Profile
from maraude.domain.spot import Position
from maraude.store.store import Store
from maraude.usecases import profiles, spots, tours
from maraude.usecases.session import Session

KEY = secrets.token_bytes(32)
PROFILE = Profile(
    organisation="org:les-lucioles",
    team="team:nord",
    territory="territory:paris",
    organisation_name="Les Lucioles",
    team_name="Nord",
)


class Clock:
    """A clock that tests set: 23 November 2026, 22:10 in Paris."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 23, 21, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def pass_minutes(self, minutes: int) -> None:
        self.moment += timedelta(minutes=minutes)


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
