from collections.abc import Iterator
from pathlib import Path

import pytest

from maraude.domain.spot import Position
from maraude.domain.tour import Member
from maraude.store.store import Store
from maraude.usecases import notes, profiles, spots, stock, tours
from maraude.usecases.session import Session
from tests.team import KEY, PROFILE, Clock
from tests.tui.evenings import current, note


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
