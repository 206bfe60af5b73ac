from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from maraude.domain.choice import Choice, ChoiceKind
from maraude.domain.person import Informed
from maraude.server import bundles as base
from maraude.server.exchange import exchange
from maraude.store import incarnation, outbox
from maraude.sync import carried
from maraude.tui.app import Outcome
from maraude.tui.screens.stick import StickScreen
from maraude.usecases import enrolment, find, log, profiles, tours
from maraude.usecases.session import Session
from tests.server.serving import Served, serving
from tests.team import KEY, Clock, make_profile
from tests.tui.seen import listed
from tests.tui.waiting import ended, keys, settled
from tests.tui.whole import whole_app

UNTIL_THEN = "Lecture"
"""How what is told begins while the work goes on."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path / "server", answer=exchange) as running:
        yield running


@contextmanager
def laptop(home: Path, server: Served, name: str) -> Iterator[Session]:
    """A laptop of team Nord that joined when there was a network."""
    home.mkdir()
    make_profile(home)
    with closing(profiles.open_with(home, KEY, f"user:{name}", Clock())) as opened:
        opened.store.write_local(incarnation.fork).result()
        enrolment.enrol(opened, str(server.invite()), name)
        yield opened


@pytest.fixture
def ines(tmp_path: Path, server: Served) -> Iterator[Session]:
    with laptop(tmp_path / "ines", server, "ines") as opened:
        yield opened


@pytest.fixture
def sam(tmp_path: Path, server: Served) -> Iterator[Session]:
    with laptop(tmp_path / "sam", server, "sam") as opened:
        yield opened


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "KINGSTON"
    folder.mkdir()
    return folder


async def plug(pilot: Pilot[Outcome], session: Session, *folders: Path) -> None:
    await pilot.app.push_screen(StickScreen(session, lambda: folders))
    await settled(pilot)


def note_marta(session: Session) -> None:
    choice = Choice(ChoiceKind.PERSON, "marta", name="Marta", informed=Informed.YES)
    tour = tours.current(session) or tours.start(session)
    log.save(session, log.read(session, tour, "s= ,marta", (choice,), at=session.now()))


async def test_what_one_team_writes_another_reads_then_the_base(
    ines: Session, sam: Session, stick: Path, server: Served
) -> None:
    note_marta(ines)
    async with whole_app(ines) as pilot:
        await plug(pilot, ines, stick)
        assert "Écrire sur KINGSTON" in listed(pilot)[0]
        await keys(pilot, "enter")
        assert "maraude-nord-20261123-2210.maraude" in await ended(pilot, UNTIL_THEN)
    (file,) = stick.iterdir()

    async with whole_app(sam) as pilot:
        await plug(pilot, sam, stick)
        assert "Lire maraude-nord-20261123-2210.maraude" in listed(pilot)[1]
        await keys(pilot, "down", "enter")
        assert "équipe Nord" in await ended(pilot, UNTIL_THEN)
        await keys(pilot, "escape", ",")
        assert "équipe Nord, soupe" in listed(pilot)[0]
    assert find.people(sam, "marta")[0].passed.endswith("équipe Nord, soupe")

    answer = stick / "base.maraude"
    answer.write_bytes(base.answer(server.database, file.read_bytes(), server.clock))
    async with whole_app(ines) as pilot:
        await plug(pilot, ines, stick)
        names = [line for line in listed(pilot) if "base.maraude" in line]
        await keys(pilot, *["down"] * listed(pilot).index(names[0]), "enter")
        await ended(pilot, UNTIL_THEN)
    assert outbox.waiting(ines.store.reader) == 0


async def test_without_a_stick_it_says_so_and_asks_for_another_place(
    ines: Session, stick: Path
) -> None:
    async with whole_app(ines) as pilot:
        await plug(pilot, ines)
        assert "Aucune clé" in str(pilot.app.screen.query_one("#empty", Static).content)
        await keys(pilot, "enter", "ctrl+u", f"'{stick}", "enter")
        assert "maraude-nord" in await ended(pilot, UNTIL_THEN)
    assert [file.suffix for file in stick.iterdir()] == [".maraude"]


async def test_what_is_no_file_of_maraude_is_refused_in_words(ines: Session, stick: Path) -> None:
    (stick / "lettre.maraude").write_text("chère Marta")
    async with whole_app(ines) as pilot:
        await plug(pilot, ines, stick)
        await keys(pilot, "down", "enter")
        assert "Rien n'a changé" in await ended(pilot, UNTIL_THEN)


async def test_a_laptop_of_no_server_says_what_is_missing(session: Session, stick: Path) -> None:
    async with whole_app(session) as pilot:
        await plug(pilot, session, stick)
        await keys(pilot, "enter")
        assert "inscrit" in await ended(pilot, UNTIL_THEN)
    assert list(stick.iterdir()) == []


async def test_enter_does_what_was_under_the_cursor_though_a_stick_was_plugged_in(
    ines: Session, stick: Path, tmp_path: Path
) -> None:
    plugged: list[Path] = []
    async with whole_app(ines) as pilot:
        screen = StickScreen(ines, lambda: tuple(plugged))
        await pilot.app.push_screen(screen)
        await settled(pilot)
        assert listed(pilot)[0].startswith("> Écrire dans un autre dossier")
        plugged.append(stick)
        await screen._look().wait()
        assert listed(pilot)[1].startswith("> Écrire dans un autre dossier")


async def test_a_second_enter_while_it_writes_does_nothing(ines: Session, stick: Path) -> None:
    async with whole_app(ines) as pilot:
        await plug(pilot, ines, stick)
        screen = pilot.app.screen
        assert isinstance(screen, StickScreen)
        for worker in (screen.action_exchange(), screen.action_exchange()):
            await worker.wait()
        assert len(carried._pending(ines.store.reader)) == 1


async def test_a_stick_that_cannot_be_written_is_said_in_words(ines: Session) -> None:
    async with whole_app(ines) as pilot:
        await plug(pilot, ines, Path("/sys/kernel"))
        await keys(pilot, "enter")
        assert "pas pu être écrit" in await ended(pilot, UNTIL_THEN)
