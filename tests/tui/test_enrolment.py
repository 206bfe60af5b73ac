"""Enrolling from the settings, key by key, with a real server."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from maraude.domain.spot import Position
from maraude.protocol.enrolment import Code, EnrolRequest
from maraude.server import access, invitations
from maraude.server.exchange import exchange
from maraude.tui.app import Outcome
from maraude.tui.screens.ask import AskScreen
from maraude.tui.screens.settings import SettingsScreen
from maraude.usecases import enrolment, spots, sync
from maraude.usecases.session import Session
from tests.server.serving import Served, serving
from tests.tui.seen import said, text
from tests.tui.waiting import settled, shown, told
from tests.tui.ways import Way, arrived, press, typed

ASKED = (("r",), ("end",), ("enter",))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path / "server", answer=exchange) as running:
        yield running


async def enrolled(pilot: Pilot[Outcome], code: str) -> None:
    """Give a code and a name; the screen that comes then is the caller's to await."""
    await press(pilot, (*typed(code), "enter"))
    await settled(pilot)
    await press(pilot, ("ctrl+u", *typed("portable 3"), "enter"))


async def test_a_code_enrols_and_a_first_exchange_follows(session: Session, server: Served) -> None:
    assert sync.standing(session).waiting > 0
    async with arrived(session, Way("", AskScreen, ASKED)) as pilot:
        await enrolled(pilot, str(server.invite()))
        await told(pilot, "À jour.")
        await shown(pilot, SettingsScreen)
        await settled(pilot)
        seen = text(pilot)
        about = said(pilot, "#about")

    with server.database.read() as connection:
        (device,) = access.devices(connection)
    assert device.name == "portable 3"
    assert "Serveur de l'association        à jour à 22:10" in seen
    assert "Les Lucioles" in about
    assert "Inscrit depuis le lundi 23 nov." in about
    assert "Entrée changer" not in seen
    assert sync.standing(session).up_to_date


async def test_a_mistyped_code_is_said_before_anything_is_sent(
    session: Session, server: Served
) -> None:
    code = str(server.invite())
    async with arrived(session, Way("", AskScreen, ASKED)) as pilot:
        wrong = f"{code[:-1]}{'2' if code[-1] != '2' else '3'}"
        await press(pilot, (*typed(wrong), "enter"))
        await settled(pilot)
        seen = text(pilot)

    assert "Ce code ne se lit pas" in seen
    assert server.service.answers == {}


@pytest.mark.parametrize(
    ("age", "sentence"),
    [(timedelta(minutes=11), "plus de dix minutes"), (None, "déjà servi")],
    ids=["expired", "used"],
)
async def test_a_code_that_is_refused_is_asked_again_as_it_was_typed(
    session: Session, server: Served, age: timedelta | None, sentence: str
) -> None:
    code = str(server.invite())
    if age:
        server.clock.moment += age
    else:
        use(server, code)
    async with arrived(session, Way("", AskScreen, ASKED)) as pilot:
        await enrolled(pilot, code)
        await told(pilot, sentence)
        await shown(pilot, AskScreen)
        await settled(pilot)
        assert code in text(pilot)

    assert enrolment.server(session) is None


def use(server: Served, code: str) -> None:
    asked = EnrolRequest(Code.parse(code).secret, "portable 1", "0" * 16)
    with server.database.write() as connection:
        invitations.enrol(connection, asked, server.clock)


async def test_without_a_network_nothing_changes_and_the_sentence_says_so(
    tmp_path: Path, session: Session
) -> None:
    with serving(tmp_path / "gone", answer=exchange) as gone:
        code = str(gone.invite())
    async with arrived(session, Way("", AskScreen, ASKED)) as pilot:
        await enrolled(pilot, code)
        await told(pilot, "Pas de réseau jusqu'au serveur")

    assert enrolment.server(session) is None


async def test_what_waits_is_said_where_the_laptop_is_enrolled(
    session: Session, server: Served
) -> None:
    enrolment.enrol(session, str(server.invite()), "portable 3")
    sync.run(session)
    spots.add(session, "Stalingrad", Position(48.884, 2.365))
    async with arrived(session, Way("", SettingsScreen, (("r",), ("end",)))) as pilot:
        about = said(pilot, "#about")

    assert "2 changements attendent encore." in about


async def test_a_demonstration_is_not_enrolled(session: Session) -> None:
    session.store.profile = replace(session.profile, demo=True)
    async with arrived(session, Way("", SettingsScreen, ASKED)) as pilot:
        await told(pilot, "Tout est fictif dans une démonstration")
