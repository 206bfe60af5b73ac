"""The fictional team of the tests, its profile, and the clock that they set."""

import atexit
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from maraude import paths
from maraude.domain.clock import system_now
from maraude.domain.profile import Profile
from maraude.domain.spot import Position
from maraude.store import keyring
from maraude.store.services import Services
from maraude.store.slots import Cost
from maraude.store.store import Store
from maraude.usecases import profiles, spots, tours
from maraude.usecases.session import Session

KEY = bytes(range(32))
PASSPHRASE = "une phrase assez longue"
PROFILE = Profile(
    organisation="org:les-lucioles",
    team="team:nord",
    territory="territory:paris",
    organisation_name="Les Lucioles",
    team_name="Nord",
)


class Clock:
    """A clock that stands still: 23 November 2026, 22:10 in Paris."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 23, 21, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def pass_time(self, **duration: float) -> None:
        """Move on by ``timedelta``'s own words."""
        self.moment += timedelta(**duration)


def make_profile(home: Path) -> None:
    """Put the profile of Inès, of team Nord, into ``home``; made once, copied for each test."""
    shutil.copytree(_made().name, home, dirs_exist_ok=True)


def make_locked_profile(home: Path) -> None:
    """Make the profile of Inès behind ``PASSPHRASE``, at the lowest cost that a slot may have."""
    key, _words = keyring.create(paths.keyring(home), "user:ines", PASSPHRASE, Cost())
    Store.create(home, key, PROFILE, "user:ines", system_now).close()


def leave(home: Path, clock: Clock) -> Session:
    """Give the session of a team that is out, at a spot whose position is known."""
    make_profile(home)
    opened = profiles.open_with(home, KEY, "user:ines", clock)
    spots.add(opened, "Gare de l'Est", Position(48.8765, 2.3590))
    canal = spots.add(opened, "Canal St-Martin", Position(48.8676, 2.3636))
    spots.go(opened, tours.start(opened), canal.id)
    return opened


@cache
def _made() -> "tempfile.TemporaryDirectory[str]":
    folder = tempfile.TemporaryDirectory(prefix="maraude-tests-")
    atexit.register(folder.cleanup)
    home = Path(folder.name)
    Store.create(home, KEY, PROFILE, "user:ines", Clock()).close()
    Services.open(home, KEY).close()
    return folder
