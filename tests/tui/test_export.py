"""What the team has noted, exported from the screen."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
from textual.pilot import Pilot

from maraude.domain.feeds import Role
from maraude.tui.app import Outcome
from maraude.tui.screens.export import ExportScreen
from maraude.tui.widgets.field import Field
from maraude.tui.widgets.header import Header
from maraude.usecases import export
from maraude.usecases.session import Session
from tests.joined import become
from tests.tui.evenings import note
from tests.tui.seen import listed, notices, said
from tests.tui.waiting import keys, settled, until
from tests.tui.whole import whole_app


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "KINGSTON"
    folder.mkdir()
    return folder


async def plug(pilot: Pilot[Outcome], session: Session, *folders: Path) -> ExportScreen:
    screen = ExportScreen(session, lambda: folders)
    await pilot.app.push_screen(screen)
    await settled(pilot)
    return screen


async def begun(pilot: Pilot[Outcome], reached: Event) -> None:
    """Export onto the stick, and wait until it is half-way."""
    await pilot.press("enter")
    await pilot.pause()
    await pilot.press("enter")
    await until(pilot, reached.is_set)


async def ended(pilot: Pilot[Outcome], screen: ExportScreen) -> None:
    await until(pilot, lambda: not screen._is_running)
    await settled(pilot)


async def test_the_settings_lead_to_it_and_it_says_what_is_in_clear(session: Session) -> None:
    async with whole_app(session) as pilot:
        await keys(pilot, "r", *["down"] * 8, "enter")
        assert isinstance(pilot.app.screen, ExportScreen)
        about = said(pilot, "#detail")
        empty = said(pilot, "#empty")

    assert "C'est en clair" in about
    assert "Un effacement ne l'atteindra pas" in about
    assert "Aucune clé" in empty


async def test_it_is_written_on_a_stick_without_what_fewer_may_read(
    session: Session, stick: Path
) -> None:
    note(session, "s= ,momo !vio", "momo")
    async with whole_app(session) as pilot:
        screen = await plug(pilot, session, stick)
        assert "Exporter sur KINGSTON" in listed(pilot)[0]
        await keys(pilot, "enter", "enter")
        await ended(pilot, screen)
        (words,) = notices(pilot)
    (folder,) = stick.iterdir()
    assert folder.name == "export-nord-20261123-2210"
    assert str(folder) in words
    assert (folder / "encounter.jsonl").read_text()
    assert not (folder / "safety_note.csv").exists()


async def test_what_fewer_may_read_is_asked_for_in_words(session: Session, stick: Path) -> None:
    note(session, "s= ,momo !vio", "momo")
    async with whole_app(session) as pilot:
        screen = await plug(pilot, session, stick)
        await keys(pilot, "enter", "'oui", "enter")
        objected = said(pilot, "#objection")
        nothing = list(stick.iterdir())
        await keys(pilot, "ctrl+u", "'Tout", "enter")
        await ended(pilot, screen)
    (folder,) = stick.iterdir()
    assert objected == "Tapez « tout », ou rien."
    assert nothing == []
    assert (folder / "safety_note.jsonl").read_text()


async def test_escape_writes_nothing(session: Session, stick: Path) -> None:
    async with whole_app(session) as pilot:
        await plug(pilot, session, stick)
        await keys(pilot, "enter", "escape")
    assert list(stick.iterdir()) == []


async def test_a_folder_is_typed_and_one_that_is_there_gets_a_new_one_in_it(
    session: Session, stick: Path
) -> None:
    async with whole_app(session) as pilot:
        screen = await plug(pilot, session)
        for folder in (stick, stick / "novembre", stick / "novembre" / export.READ_ME):
            await keys(pilot, "enter")
            pilot.app.screen.query_one(Field).value = str(folder)
            await keys(pilot, "enter", "enter")
            await ended(pilot, screen)
        *_, refused = notices(pilot)
    assert {one.name for one in stick.iterdir()} == {"export-nord-20261123-2210", "novembre"}
    assert refused.startswith("Il y a déjà quelque chose")


async def test_volunteers_are_told_before_anything_is_asked(session: Session, stick: Path) -> None:
    become(session, Role.VOLUNTEER)
    async with whole_app(session) as pilot:
        screen = await plug(pilot, session, stick)
        await keys(pilot, "enter")
        assert pilot.app.screen is screen
        assert any("demandez-le à la coordination" in words for words in notices(pilot))


@contextmanager
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Event, Event]]:
    """Hold an export before its next row, after the second thing it wrote."""
    reached, let_go = Event(), Event()
    own = export._own

    def slow(*arguments: object) -> Iterator[tuple[str, export.Document]]:
        for row in own(*arguments):  # type: ignore[arg-type]
            reached.set()
            assert let_go.wait(10)
            yield row

    monkeypatch.setattr(export, "_own", slow)
    monkeypatch.setattr(export, "STEP", 1)
    try:
        yield reached, let_go
    finally:
        let_go.set()


def let_go_once(let_go: Event, stopped: Event) -> None:
    stopped.wait(10)
    let_go.set()


async def test_it_tells_how_far_it_is_and_is_stopped_with_nothing_left(
    session: Session, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note(session, "s= ,momo", "momo")
    with held(monkeypatch) as (reached, let_go):
        async with whole_app(session) as pilot:
            screen = await plug(pilot, session, stick)
            await begun(pilot, reached)
            there = [one.name for one in stick.iterdir()]
            shown = pilot.app.screen.query_one(Header).middle
            await pilot.press("enter")
            await pilot.press("x")
            let_go.set()
            await ended(pilot, screen)
            words = notices(pilot)
    assert there == ["export-nord-20261123-2210"]
    assert "ligne" in shown
    assert words == ["Export arrêté : rien n'en reste."]
    assert list(stick.iterdir()) == []


async def test_the_end_of_the_program_leaves_no_half_of_it(
    session: Session, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note(session, "s= ,momo", "momo")
    with held(monkeypatch) as (reached, let_go):
        async with whole_app(session) as pilot:
            screen = await plug(pilot, session, stick)
            await begun(pilot, reached)
            assert list(stick.iterdir())
            Thread(target=let_go_once, args=(let_go, screen._stopped)).start()
    assert list(stick.iterdir()) == []
