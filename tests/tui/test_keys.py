"""Who can open the profile, changed key by key over a real keyring."""

import asyncio
import hashlib
import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from textual.pilot import Pilot

from maraude import paths
from maraude.domain.refusal import Refusal
from maraude.store import keyring, slots
from maraude.store.engine import KEY_BYTES
from maraude.store.slots import Cost
from maraude.tui.app import MaraudeApp, Outcome
from maraude.tui.screens.keys import KeysScreen
from maraude.tui.screens.pick import Pick
from maraude.tui.screens.sheet import SheetScreen
from maraude.usecases import pin, profiles
from maraude.usecases.session import Session
from tests.once import once
from tests.team import PASSPHRASE, make_locked_profile
from tests.tui.seen import text
from tests.tui.waiting import settled, shown
from tests.tui.ways import Way, arrived, press

SAM = "un thermos de soupe"
TO_THE_KEYS = Way("", KeysScreen, (("escape",), ("r",), ("down",) * 12, ("enter",)), idle=True)


@pytest.fixture(autouse=True)
def _cheap_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a guess cost nothing here: what it costs is tested with the keyring."""

    def derive(secret: bytes, salt: bytes, _cost: Cost) -> bytes:
        return hashlib.blake2b(secret, digest_size=KEY_BYTES, salt=salt).digest()

    monkeypatch.setattr(slots, "_derive", derive)


@pytest.fixture
def session(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[Session]:
    """Inès, who shares her profile with Sam."""
    home = shutil.copytree(once(tmp_path_factory, "shared", _share), tmp_path / "home")
    with closing(profiles.unlock(home, PASSPHRASE)) as opened:
        yield opened


def _share(home: Path) -> None:
    make_locked_profile(home)
    opened = keyring.open_slot(paths.keyring(home), PASSPHRASE)
    keyring.add(paths.keyring(home), opened.key, "user:sam", SAM)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the application has told, whether it still stands on the screen or not."""
    told: list[str] = []
    monkeypatch.setattr(MaraudeApp, "notify", lambda _app, message, **_how: told.append(message))
    return told


async def told(said: list[str], words: str) -> None:
    """Wait until something is told."""
    async with asyncio.timeout(20):
        while not any(words in one for one in said):
            await asyncio.sleep(0.02)


def opener(session: Session, passphrase: str) -> str:
    """Say who opens the profile with a passphrase, nobody where it does not."""
    try:
        return keyring.unlock(keyring.load(paths.keyring(session.store.home)), passphrase).user
    except Refusal:
        return ""


async def go_on(pilot: Pilot[Outcome], *steps: str) -> str:
    """Type each text, or press each key in angle brackets, one over before the next."""
    for step in steps:
        key = re.fullmatch("<(.+)>", step)
        await press(pilot, (key[1],) if key else tuple(step))
        await settled(pilot)
    return text(pilot)


async def test_somebody_is_let_in_by_five_words_that_were_noted(
    session: Session, said: list[str]
) -> None:
    async with arrived(session, TO_THE_KEYS) as pilot:
        await go_on(pilot, "<a>", "Lou", "<enter>")
        assert isinstance(pilot.app.screen, Pick)
        (offered,) = re.findall(r"│ +((?:\w+ ){4}\w+) +│", text(pilot))
        await go_on(pilot, "<enter>", "les mauvais mots", "<enter>")
        assert "Ce ne sont pas les cinq mots" in text(pilot)
        await go_on(pilot, "<ctrl+u>", offered.upper(), "<enter>", PASSPHRASE, "<enter>")
        await shown(pilot, KeysScreen)
        await told(said, "Lou peut maintenant ouvrir")

    assert opener(session, offered) == "user:lou"


async def test_nobody_is_let_in_by_whoever_cannot_open(session: Session, said: list[str]) -> None:
    async with arrived(session, TO_THE_KEYS) as pilot:
        await go_on(pilot, "<a>", "Lou", "<enter>", "<end>", "<enter>")
        await go_on(pilot, "trop court", "<enter>", "<enter>")
        assert "trop courte" in text(pilot)
        await go_on(pilot, "<shift+tab>", "<ctrl+u>", "une phrase pour Lou", "<enter>")
        await go_on(pilot, "<ctrl+u>", "une phrase pour Lou", "<enter>", "je passais", "<enter>")
        await told(said, "n'ouvre pas ce profil")

    assert keyring.users(paths.keyring(session.store.home)) == ("user:ines", "user:sam")


async def test_who_is_removed_is_in_no_copy_and_has_no_short_code(
    session: Session, said: list[str]
) -> None:
    async with arrived(session, TO_THE_KEYS) as pilot:
        asked = await go_on(pilot, "<down>", "<x>")
        assert "Fermer ce profil à sam ?" in asked
        assert "sauvegarde" in asked
        await go_on(pilot, "<o>", PASSPHRASE, "<enter>")
        await told(said, "sam ne peut plus ouvrir")
        assert "sam" not in (await go_on(pilot, "<home>")).splitlines()[4]
        await go_on(pilot, "<x>")
        await told(said, "la dernière personne")

    for copy in session.store.home.glob("keyring.json*"):
        assert "user:sam" not in copy.read_text()


async def test_a_forgotten_passphrase_is_replaced_by_a_colleague(
    session: Session, said: list[str]
) -> None:
    async with arrived(session, TO_THE_KEYS) as pilot:
        assert "Donner une nouvelle" in await go_on(pilot, "<down>", "<enter>")
        await go_on(pilot, "<o>", "<end>", "<enter>", "une autre, pour Sam", "<enter>")
        await go_on(pilot, "une autre, pour Sam", "<enter>", PASSPHRASE, "<enter>")
        await told(said, "L'ancienne n'ouvre plus rien")

    assert opener(session, "une autre, pour Sam") == "user:sam"
    assert opener(session, SAM) == ""


async def test_a_new_sheet_is_shown_once_and_the_old_one_opens_nothing(session: Session) -> None:
    async with arrived(session, TO_THE_KEYS) as pilot:
        await go_on(pilot, "<end>", "<enter>", "<o>", PASSPHRASE, "<enter>")
        await shown(pilot, SheetScreen)
        words = " ".join(re.findall(r"^ +\d+\. (\w+)", text(pilot), re.MULTILINE))
        assert "recopiés" in await go_on(pilot, "<escape>")
        await go_on(pilot, "<n>")
        assert isinstance(pilot.app.screen, SheetScreen)
        await go_on(pilot, "<escape>", "<o>")
        await shown(pilot, KeysScreen)

    assert opener(session, words) == "recovery"


async def test_a_short_code_is_chosen_changed_and_given_up(session: Session) -> None:
    async with arrived(session, TO_THE_KEYS) as pilot:
        assert "sans code court" in text(pilot)
        refused = await go_on(pilot, "<c>", "1234", "<enter>", "1234", "<enter>")
        assert "on l'essaierait" in refused
        await go_on(pilot, "<ctrl+u>", "4712", "<shift+tab>", "<ctrl+u>", "'è&é", "<enter>")
        assert "avec un code court" in await go_on(pilot, "<enter>")
        check = pin.check(session)
        assert check is not None
        assert (check("4712"), check("'è&é"), check("4713")) == (True, True, False)
        await go_on(pilot, "<c>", "<end>", "<enter>")
        assert pin.check(session) is None
