from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from maraude.domain.choice import Choice, ChoiceKind
from maraude.domain.entry import Entry
from maraude.domain.person import Informed
from maraude.usecases import log, profiles, sources
from maraude.usecases.session import Session
from tests.sync.replay import Replay, replaying
from tests.team import KEY, Clock, make_profile


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def work(tmp_path: Path, clock: Clock) -> Iterator[Session]:
    make_profile(tmp_path)
    opened = profiles.open_with(tmp_path, KEY, "user:ines", clock)
    yield opened
    opened.close()


@pytest.fixture
def replay() -> Iterator[Replay]:
    with replaying() as running:
        yield running


@pytest.fixture
def alone(work: Session) -> Session:
    """A team whose sources are only those that a test adds."""
    for one in sources.listed(work):
        sources.remove(work, one.source.name)
    return work


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
