import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from maraude.domain.tour import Member
from maraude.usecases import notes, profiles, stock, tours
from maraude.usecases.session import Session
from tests.team import KEY, Clock, leave
from tests.tui.evenings import current, note
from tests.tui.filled import fill


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def session(tmp_path: Path, clock: Clock) -> Iterator[Session]:
    """A team that is out, at a spot whose position is known."""
    with closing(leave(tmp_path, clock)) as opened:
        yield opened


@pytest.fixture(scope="module")
def filled_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The closed profile of a team that is out, with an evening in full."""
    home = tmp_path_factory.mktemp("filled")
    with closing(leave(home, Clock())) as session:
        fill(session)
    return home


@pytest.fixture
def full_evening(filled_home: Path, tmp_path: Path, clock: Clock) -> Iterator[Session]:
    """A team that is out, with an evening in full."""
    shutil.copytree(filled_home, tmp_path, dirs_exist_ok=True)
    with closing(profiles.open_with(tmp_path, KEY, "user:ines", clock)) as opened:
        yield opened


@pytest.fixture
def before_leaving(session: Session, clock: Clock) -> Session:
    """The next evening, before the team leaves: Momo has an alert, Anna is to be seen."""
    tours.end(session, current(session))
    tours.start(session, sector="Nord", members=(Member("Inès", "driver"), Member("Karim")))
    note(session, "s= ,momo !pla", "momo")
    note(session, "p ,anna r", "anna")
    stock.load(session, current(session), "SOU", 20)
    notes.write(session, "pas de distribution jeudi")
    tours.end(session, current(session))
    clock.pass_time(days=1)
    return session


@pytest.fixture
def on_tour(before_leaving: Session) -> Session:
    tours.start(before_leaving)
    return before_leaving
