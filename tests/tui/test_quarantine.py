"""What the server keeps apart, seen and released key by key with a real one."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from textual.pilot import Pilot

from maraude.domain.person import Person
from maraude.store.records import select
from maraude.tui.app import Outcome
from maraude.tui.safe import _HARMFUL
from maraude.tui.screens.confirm import ConfirmScreen
from maraude.tui.screens.quarantine import QuarantineScreen
from maraude.usecases import sync, tours
from maraude.usecases.session import Session
from tests.apart import enrolled, keeping_apart
from tests.server.serving import Served
from tests.tui.seen import listed, said, text
from tests.tui.waiting import keys, settled, shown, told, until
from tests.tui.whole import whole_app


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    with keeping_apart(tmp_path / "server") as running:
        yield running


@pytest.fixture
def ines(tmp_path: Path, server: Served) -> Iterator[Session]:
    """A coordinator's laptop, out with her team."""
    with closing(enrolled(tmp_path / "ines", server)) as opened:
        tours.start(opened)
        yield opened


ALL, FIRST_REASON = 3, 4
"""Lines down in the morning."""


async def opened(pilot: Pilot[Outcome], line: int, *more: str) -> None:
    """Go to what is kept apart by a line of the morning."""
    await keys(pilot, "a", *("down",) * line, "enter")
    await shown(pilot, QuarantineScreen)
    for key in more:
        await keys(pilot, key)


async def exchanged(pilot: Pilot[Outcome], session: Session, called: str) -> Person:
    """Wait for a file to come."""
    await until(pilot, lambda: tuple(select(session.store.reader, Person, "called = ?", called)))
    return next(select(session.store.reader, Person, "called = ?", called))


async def test_what_a_laptop_wrote_where_it_may_not_is_one_enter_away(ines: Session) -> None:
    async with whole_app(ines) as pilot:
        await opened(pilot, FIRST_REASON)
        seen = listed(pilot)
        detail = said(pilot, "#detail")
        await keys(pilot, "down")
        hidden = said(pilot, "#detail")
        footer = text(pilot).splitlines()[-1]

    assert len(seen) == 2
    assert "fiche, nouveau · Marta" in seen[0]
    assert "nom d'usage : Marta" in detail
    assert "cet ordinateur ne peut pas écrire là" in detail
    assert "Yusef" not in hidden
    assert "ne peut pas être libéré d'ici" in hidden
    assert "libérer" not in footer.replace("tout libérer", "")


async def test_one_is_released_and_an_exchange_brings_it(ines: Session, server: Served) -> None:
    async with whole_app(ines) as pilot:
        await opened(pilot, FIRST_REASON, "enter")
        assert isinstance(pilot.app.screen, ConfirmScreen)
        await keys(pilot, "escape")
        assert ines.store.reader.execute("SELECT count(*) FROM person").fetchone() == (0,)
        await keys(pilot, "enter", "enter")
        await told(pilot, "1 changement libéré.")
        marta = await exchanged(pilot, ines, "Marta")
        await settled(pilot)
        left = listed(pilot)

    assert marta.referent == ""
    assert len(left) == 2
    assert server.service.answers["/v1/quarantine/release", 200] == 1


async def test_all_that_may_be_released_is_released_in_two_keys(ines: Session) -> None:
    async with whole_app(ines) as pilot:
        await opened(pilot, ALL, "t")
        asked = text(pilot)
        await keys(pilot, "enter")
        await told(pilot, "2 changements libérés.")
        marta = await exchanged(pilot, ines, "Marta")

    assert "Libérer 2 changements ?" in asked
    assert marta.referent != ""
    assert sync.standing(ines).conflicts == 0


async def test_hostile_words_command_nothing(ines: Session) -> None:
    async with whole_app(ines) as pilot:
        await opened(pilot, ALL, "down")
        seen = text(pilot)

    assert "référent" in seen
    assert _HARMFUL.findall(seen.replace("\n", "")) == []


async def test_without_a_network_the_screen_says_so(tmp_path: Path) -> None:
    with keeping_apart(tmp_path / "gone") as gone:
        session = enrolled(tmp_path / "ines", gone)
    with closing(session):
        tours.start(session)
        async with whole_app(session) as pilot:
            await opened(pilot, ALL)
            assert "Pas de réseau jusqu'au serveur" in said(pilot, "#detail")
