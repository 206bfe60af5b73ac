"""The directory's sources on their screen, updated from a real server on this machine."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from maraude.directory.sources import Source
from maraude.store import meta
from maraude.tui.app import Outcome
from maraude.tui.screens.ask import AskScreen
from maraude.tui.screens.confirm import ConfirmScreen
from maraude.tui.screens.directory import DirectoryScreen
from maraude.tui.screens.settings import SettingsScreen
from maraude.tui.widgets.footer import Footer
from maraude.usecases import addresses, directory, sources
from maraude.usecases.session import Session
from tests.directory.addresses.files import TOWN, write
from tests.directory.services import TODAY
from tests.sync.replay import Replay, replaying
from tests.tui.seen import listed, said, text
from tests.tui.waiting import keys, settled, shown, told, until
from tests.tui.whole import whole_app


@pytest.fixture
def replay() -> Iterator[Replay]:
    with replaying() as running:
        yield running


@pytest.fixture
def alone(session: Session, replay: Replay) -> Session:
    """A team with two sources, on this machine."""
    for one in sources.listed(session):
        sources.remove(session, one.source.name)
    for name in ("eau", "wc"):
        sources.add(session, Source(name, f"{replay.url}/{name}"))
    replay.give("/eau", fountains(1, 2), etag='"1"')
    replay.give("/wc", fountains(), kind="text/html")
    return session


def fountains(*numbers: int) -> str:
    return json.dumps(
        [
            {
                "gid": str(n),
                "dispo": "OUI",
                "type_objet": "BORNE_FONTAINE",
                "geo_point_2d": {"lon": 2.36, "lat": 48.86},
            }
            for n in numbers
        ]
    )


async def opened(pilot: Pilot[Outcome]) -> None:
    await keys(pilot, "r", *("down",) * 9, "enter")
    assert isinstance(pilot.app.screen, DirectoryScreen)
    await settled(pilot)


async def test_a_source_is_updated_by_enter_and_says_its_dates(alone: Session) -> None:
    async with whole_app(alone) as pilot:
        await opened(pilot)
        before = listed(pilot)
        await keys(pilot, "enter")
        await told(pilot, "eau : services gardés 2, nouveaux 2")
        after, detail = listed(pilot), said(pilot, "#detail")

    assert before == [
        "> eau                 pas encore prise",
        "wc                  pas encore prise",
    ]
    assert after[0] == "> eau                 2 services     vérifié ?, copie 23/11/2026"
    assert "Copié ici le 23/11/2026, aujourd'hui." in detail
    assert "La source ne dit pas quand elle a vérifié." in detail
    assert "Ville de Paris, opendata.paris.fr (ODbL)" in detail
    assert detail.splitlines()[0].startswith("http://127.0.0.1:")


async def test_afterwards_the_bottom_line_says_how_the_last_exchange_ended(alone: Session) -> None:
    async with whole_app(alone) as pilot:
        await opened(pilot)
        pilot.app.sub_title = "envoyé 3 · reçu 0"
        ended = {"sync.at": alone.now().isoformat(), "sync.complete": "True"}
        alone.store.write_local(lambda connection: meta.keep(connection, ended)).result()
        await keys(pilot, "enter")
        await told(pilot, "eau : services gardés 2, nouveaux 2")

        assert str(pilot.app.screen.query_one(Footer).border_title).strip() == "à jour à 22:10"


async def test_all_are_updated_and_a_failure_is_said_beside_the_rest(alone: Session) -> None:
    async with whole_app(alone) as pilot:
        await opened(pilot)
        await keys(pilot, "t")
        await told(pilot, "eau : services gardés 2")
        (notice,) = pilot.app._notifications
        await keys(pilot, "end")
        detail = said(pilot, "#detail")

    assert "wc : Ce réseau répond à la place de la source" in str(notice.message)
    assert notice.severity == "warning"
    assert "Ce réseau répond" in detail


async def test_while_it_runs_the_rest_goes_on_and_it_can_be_stopped(
    alone: Session, replay: Replay
) -> None:
    replay.files["/eau"].stall = True
    async with whole_app(alone) as pilot:
        await opened(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: "eau :" in pilot.app.sub_title)
        seen = text(pilot).splitlines()
        await pilot.press("escape", "escape")
        await pilot.pause()
        elsewhere = text(pilot)
        await pilot.press("r")
        await pilot.pause()
        await back_on_the_screen(pilot)
        await pilot.press("x")
        replay.over.set()
        await told(pilot, "eau : Arrêté")
        await until(pilot, lambda: "Arrêté : rien n'a changé ici." in said(pilot, "#detail"))

    assert "eau : " in seen[-2]
    assert "arrêter" in seen[-1]
    assert "Canal St-Martin" in elsewhere
    assert directory.status(alone.services, TODAY) == ()


async def back_on_the_screen(pilot: Pilot[Outcome]) -> None:
    """Go on from the settings to the directory, while an update runs."""
    await shown(pilot, SettingsScreen)
    await pilot.press("home", *("down",) * 9, "enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, DirectoryScreen))


async def test_where_much_disappears_one_is_asked(alone: Session, replay: Replay) -> None:
    async with whole_app(alone) as pilot:
        await opened(pilot)
        await keys(pilot, "enter")
        await told(pilot, "nouveaux 2")
        replay.give("/eau", fountains(2), etag='"2"')
        await pilot.press("enter")
        question = await asked(pilot, ConfirmScreen)
        await pilot.press("o")
        await told(pilot, "disparus 1")

    assert "Accepter que cela disparaisse ?" in question
    (source,) = directory.status(alone.services, TODAY)
    assert source.services == 1


async def test_the_directory_from_before_comes_back_and_goes_again(
    alone: Session, replay: Replay
) -> None:
    async with whole_app(alone) as pilot:
        await opened(pilot)
        assert "annuaire d'avant" not in text(pilot).splitlines()[-1]
        await keys(pilot, "enter")
        await told(pilot, "nouveaux 2")
        replay.give("/eau", fountains(1, 2, 3), etag='"2"')
        await keys(pilot, "enter")
        await told(pilot, "nouveaux 1")
        before = said(pilot, "#before")
        await pilot.press("v")
        await asked(pilot, ConfirmScreen)
        await pilot.press("o")
        await told(pilot, "L'annuaire d'avant est en place.")
        back, after = listed(pilot)[0], said(pilot, "#before")

    assert before == "Avant le dernier changement : paris-fontaines 2."
    assert "2 services" in back
    assert after == "Avant le dernier changement : paris-fontaines 3."


TABLE = "category,name,lat,lon\nshower,Bains du Canal,48.8676,2.3636\n"


async def answered(pilot: Pilot[Outcome], *texts: str) -> None:
    """Type into the fields of a question, each with Enter."""
    for text_ in texts:
        pilot.app.screen.focused.value = text_  # type: ignore[union-attr]  # a field has it
        await pilot.press("enter")


async def asked(pilot: Pilot[Outcome], screen: type[Screen[Any]]) -> str:
    """Wait for a question, and give what it says.

    Who presses a key that leads to one does not wait for the screen's work, which waits for it.
    """
    await shown(pilot, screen)
    return text(pilot)


async def test_a_file_is_imported_once_one_has_seen_what_would_be_left_out(
    alone: Session, tmp_path: Path
) -> None:
    file = tmp_path / "equipe.csv"
    file.write_text(f"{TABLE}xyz,Nulle part,48.86,2.36\n")
    async with whole_app(alone) as pilot:
        await opened(pilot)
        for answer in ("n", "o"):
            await pilot.press("i")
            await asked(pilot, AskScreen)
            await answered(pilot, str(file), "nord")
            question = await asked(pilot, ConfirmScreen)
            held = directory.status(alone.services, TODAY)
            await pilot.press(answer)
        await told(pilot, "team-nord : services gardés 1, nouveaux 1")
        detail = said(pilot, "#detail")

    assert "team-nord : fiches lues 2, services à garder 1, fiches refusées 1" in question
    assert "ligne 3 : « xyz » n'est pas une catégorie" in question
    assert held == ()
    assert "Sans adresse : vient d'un fichier importé." in detail
    assert [one.source for one in directory.status(alone.services, TODAY)] == ["team-nord"]


async def test_a_file_that_lost_most_of_its_services_asks_once_more(
    alone: Session, tmp_path: Path
) -> None:
    file = tmp_path / "equipe.csv"
    file.write_text(f"{TABLE}shower,Bains du Port,48.8686,2.3636\n")
    directory.import_file(alone.services, file, None, TODAY)
    file.write_text(TABLE)
    async with whole_app(alone) as pilot:
        await opened(pilot)
        await pilot.press("i")
        await asked(pilot, AskScreen)
        await answered(pilot, str(file), "")
        await asked(pilot, ConfirmScreen)
        await pilot.press("o")
        await until(pilot, lambda: "1 des 2 services" in text(pilot))
        await pilot.press("o")
        await told(pilot, "disparus 1")

    (source,) = directory.status(alone.services, TODAY)
    assert source.services == 1


async def test_what_is_no_file_is_said(alone: Session, tmp_path: Path) -> None:
    async with whole_app(alone) as pilot:
        await opened(pilot)
        await pilot.press("i")
        await asked(pilot, AskScreen)
        await answered(pilot, str(tmp_path / "absent.csv"), "")
        await told(pilot, "Il n'y a pas de fichier « absent.csv »")
        assert isinstance(pilot.app.screen, DirectoryScreen)


async def test_addresses_are_imported_and_stand_among_the_sources(
    alone: Session, tmp_path: Path
) -> None:
    file = write(tmp_path / "bano.csv", *TOWN, "rien")
    async with whole_app(alone) as pilot:
        await opened(pilot)
        await pilot.press("i")
        await asked(pilot, AskScreen)
        await answered(pilot, str(file), "")
        await told(pilot, f"adresses 99 : adresses gardées {len(TOWN)}, lignes refusées 1")
        line, detail = listed(pilot)[-1], said(pilot, "#detail")

    assert line == f"> adresses 99         {len(TOWN)} adresses    copie 23/11/2026"
    assert "BANO, OpenStreetMap France, ODbL" in detail
    assert addresses.find(alone, "12 rue des Lilas")


async def test_the_number_of_a_department_gets_its_addresses(
    alone: Session, replay: Replay, monkeypatch: pytest.MonkeyPatch
) -> None:
    replay.give("/99.csv", "\n".join(TOWN), kind="text/csv")
    there = Source("adresses-99", f"{replay.url}/99.csv")
    monkeypatch.setattr("maraude.directory.sources.of_department", lambda _code: there)
    async with whole_app(alone) as pilot:
        await opened(pilot)
        await pilot.press("i")
        await asked(pilot, AskScreen)
        await answered(pilot, "99", "")
        await told(pilot, f"adresses-99 : adresses gardées {len(TOWN)}")
        assert listed(pilot)[0] == f"> adresses-99         {len(TOWN)} adresses    copie 23/11/2026"


async def test_a_source_is_removed_once_one_is_sure(alone: Session) -> None:
    async with whole_app(alone) as pilot:
        await opened(pilot)
        await keys(pilot, "enter")
        await told(pilot, "nouveaux 2")
        await pilot.press("r")
        question = await asked(pilot, ConfirmScreen)
        await pilot.press("o")
        await told(pilot, "Retiré : eau")
        assert listed(pilot) == ["> wc                  pas encore prise"]

    assert "Retirer eau et 2 services de l'annuaire de cet ordinateur ?" in question
    assert directory.status(alone.services, TODAY) == ()
    directory.restore(alone.services, TODAY)
    assert len(directory.status(alone.services, TODAY)) == 1


async def test_without_any_source_the_screen_says_so(alone: Session) -> None:
    for name in ("eau", "wc"):
        sources.remove(alone, name)
    async with whole_app(alone) as pilot:
        await opened(pilot)
        assert said(pilot, "#detail") == "L'annuaire est vide, et aucune source n'a d'adresse."
        assert "mettre à jour" not in text(pilot).splitlines()[-1]
