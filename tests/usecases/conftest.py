from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from maraude.domain.choice import Choice, ChoiceKind
from maraude.domain.entry import Entry
from maraude.domain.person import Informed
from maraude.domain.profile import Profile
from maraude.store.store import Store
from maraude.usecases import log, profiles
from maraude.usecases.session import Session

KEY = bytes(range(32))
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

    def pass_time(self, **duration: float) -> None:
        self.moment += timedelta(**duration)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def work(tmp_path: Path, clock: Clock) -> Iterator[Session]:
    Store.create(tmp_path, KEY, PROFILE, "user:ines", clock).close()
    opened = profiles.open_with(tmp_path, KEY, "user:ines", clock)
    yield opened
    opened.close()


Note = Callable[..., Entry]


@pytest.fixture
def note(work: Session) -> Note:
    """Log a line now; ``new`` names people whose files are made with it."""

    def note_one(line: str, *new: str, correcting: Entry | None = None) -> Entry:
        choices = tuple(
            Choice(ChoiceKind.PERSON, name, name=name, informed=Informed.YES) for name in new
        )
        tour = log.tour_for(work, None)
        at = correcting.at if correcting else work.now()
        reading = log.read(work, tour, line, choices, at=at)
        kept = log.save(work, reading, correcting=correcting)
        assert kept is not None
        return kept

    return note_one
