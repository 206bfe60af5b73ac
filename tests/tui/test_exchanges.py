from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from maraude import paths
from maraude.domain.choice import Choice, ChoiceKind
from maraude.domain.person import Informed
from maraude.server import access
from maraude.server.exchange import exchange
from maraude.store import incarnation
from maraude.tui import exchanges
from maraude.tui.app import MaraudeApp, Outcome
from maraude.tui.widgets.footer import Footer
from maraude.usecases import enrolment, log, notes, profiles, sync, tours
from maraude.usecases.session import Session
from tests.server.serving import Served, serving
from tests.team import KEY, Clock, make_profile
from tests.tui.seen import listed
from tests.tui.waiting import ended, keys, until
from tests.tui.whole import whole_app

UNTIL_THEN = "Échange avec"
"""How what is told begins while the work goes on."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path / "server", answer=exchange) as running:
        yield running


@pytest.fixture
def enrolled(session: Session, server: Served) -> Session:
    """Inès' laptop, out with her team."""
    session.store.write_local(incarnation.fork).result()
    enrolment.enrol(session, str(server.invite()), "Inès")
    if tours.current(session) is None:
        tours.start(session)
    return session


@pytest.fixture
def sam(tmp_path: Path, server: Served) -> Iterator[Session]:
    """Sam's, of the same team."""
    home = tmp_path / "sam"
    home.mkdir()
    make_profile(home)
    with closing(profiles.open_with(home, KEY, "user:sam", Clock())) as opened:
        opened.store.write_local(incarnation.fork).result()
        enrolment.enrol(opened, str(server.invite()), "Sam")
        yield opened


def note_marta(session: Session) -> None:
    choice = Choice(ChoiceKind.PERSON, "marta", name="Marta", informed=Informed.YES)
    tour = tours.current(session) or tours.start(session)
    log.save(session, log.read(session, tour, "h ,marta", (choice,), at=session.now()))


def bottom(pilot: Pilot[Outcome]) -> str:
    """Give how laptop and server stand, as the bottom line says it."""
    return str(pilot.app.screen.query_one(Footer).border_title).strip()


async def test_what_another_team_wrote_is_there_after_one_key(
    enrolled: Session, sam: Session
) -> None:
    note_marta(sam)
    sync.run(sam)
    async with whole_app(enrolled) as pilot:
        await keys(pilot, "ctrl+s")
        told = await ended(pilot, UNTIL_THEN)
        state = bottom(pilot)
        await keys(pilot, ",", "'mar")
        found = listed(pilot)

    assert "À jour." in told
    assert state == "à jour à 22:10"
    assert any("Marta" in line for line in found)


async def test_the_bottom_line_says_what_waits_as_soon_as_it_is_written(enrolled: Session) -> None:
    sync.run(enrolled)
    async with whole_app(enrolled) as pilot:
        before = bottom(pilot)
        await keys(pilot, "n", "'2h")
        drafted = bottom(pilot)
        await keys(pilot, "enter")
        await until(pilot, lambda: bottom(pilot) != before)
        waits = bottom(pilot)
        await keys(pilot, "ctrl+s")
        await ended(pilot, UNTIL_THEN)
        after = bottom(pilot)

    assert (before, drafted, after) == ("à jour à 22:10",) * 3
    assert waits == "1 à envoyer depuis 22:10"


async def test_what_is_typed_stays_while_rows_come(enrolled: Session, sam: Session) -> None:
    notes.write(sam, "pas de distribution jeudi")
    sync.run(sam)
    async with whole_app(enrolled) as pilot:
        await keys(pilot, "n", "'2h")
        await keys(pilot, "ctrl+s")
        await ended(pilot, UNTIL_THEN)
        field = pilot.app.focused

    assert isinstance(field, Input)
    assert field.value == "2h"


async def test_without_network_the_sentence_says_that_nothing_is_lost(
    tmp_path: Path, session: Session
) -> None:
    with serving(tmp_path / "gone", answer=exchange) as gone:
        enrolment.enrol(session, str(gone.invite()), "Inès")
    async with whole_app(session) as pilot:
        await keys(pilot, "ctrl+s")
        told = await ended(pilot, UNTIL_THEN)

    assert "Tout reste noté ici" in told


async def test_an_enrolled_laptop_exchanges_by_itself(
    enrolled: Session, sam: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchanges, "SOON", 0.01)
    note_marta(enrolled)
    async with whole_app(enrolled) as pilot:
        await until(pilot, lambda: sync.standing(enrolled).up_to_date)
    assert sync.run(sam).pulled > 0


async def test_a_laptop_without_a_server_says_how_to_get_one(session: Session) -> None:
    async with whole_app(session) as pilot:
        await keys(pilot, "ctrl+s")
        told = await ended(pilot, UNTIL_THEN)

    assert "dans les réglages (r)" in told
    assert "maraude enrol" in told


async def test_an_excluded_laptop_hands_over_and_ends(enrolled: Session, server: Served) -> None:
    note_marta(enrolled)
    with server.database.write() as connection:
        (device,) = access.devices(connection)
        access.revoke(connection, device.id, server.clock)
    async with whole_app(enrolled) as pilot:
        await keys(pilot, "ctrl+s")
        app = pilot.app
        assert isinstance(app, MaraudeApp)
        await until(pilot, lambda: app.farewell)

    assert app.return_value is Outcome.EMPTIED
    assert "vidé" in app.farewell
    assert paths.emptied(enrolled.store.home).exists()


async def test_an_exchange_that_ends_with_the_application_is_no_failure(enrolled: Session) -> None:
    async with whole_app(enrolled) as pilot:
        app = pilot.app
    exchanges.show_anew(app)

    assert app.screen_stack == []
