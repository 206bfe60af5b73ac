"""A laptop that nobody can open any more, and the two files by which its organisation does."""

import json
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from maraude import paths, sealed
from maraude.protocol.rescue import Rescue
from maraude.server.tables import audit
from maraude.store import keyring
from tests.cli.conftest import Run, runner
from tests.cli.test_profile import recovery_words
from tests.server.serving import Served
from tests.team import PASSPHRASE

NEW = "une phrase que tous savent"


class Scene:
    """A laptop, the base and its sheet, and the two files between them."""

    def __init__(self, laptop: Run, base: Run, home: Path, folder: Path) -> None:
        self.laptop, self.base, self.home = laptop, base, home
        self.request, self.answer = folder / "demande", folder / "réponse"
        self._words, self._new = folder / "mots", folder / "nouvelle"
        self._new.write_text(NEW)

    def draw(self) -> str:
        """Make a sheet of the organisation; gives it, and holds its words."""
        sheet = str(self.base("server", "sheet")["recovery_sheet"])
        self._words.write_text(recovery_words(sheet))
        return sheet

    def ask(self) -> None:
        """Let the laptop ask, anew."""
        self.request.unlink(missing_ok=True)
        self.laptop("key", "recover", "request", str(self.request))

    def solve(self, status: int = 0) -> Any:
        """Answer at base."""
        words = ["--passphrase-file", str(self._words)]
        files = [str(self.request), str(self.answer)]
        return self.base("server", "recover", *files, *words, status=status)

    def open(self, status: int = 0) -> Any:
        """Take the answer in."""
        new = ["--user", "Samira", "--new-passphrase-file", str(self._new)]
        return self.laptop("key", "recover", "answer", str(self.answer), *new, status=status)


@pytest.fixture
def scene(run_locked: Run, base: Run, locked_home: Path, tmp_path: Path) -> Scene:
    """A laptop with a keyring; its key is beside it, so that opening derives none."""
    paths.demo_key(locked_home).write_bytes(key_in(paths.keyring(locked_home).read_bytes()))
    return Scene(run_locked, base, locked_home, tmp_path)


@cache
def key_in(content: bytes) -> bytes:
    """Give the key in a keyring of the tests' passphrase."""
    return keyring.unlock(keyring.parse(content), PASSPHRASE).key


@pytest.fixture
def entrusted(scene: Scene, server: Served) -> Scene:
    """The laptop is enrolled where the organisation has a sheet."""
    scene.draw()
    scene.laptop("enrol", str(server.invite()), "--name", "portable 1")
    return scene


def code_of(refused: Any) -> str:
    return str(refused["error"]["code"])


def test_an_organisation_opens_a_laptop_that_nobody_can(entrusted: Scene, server: Served) -> None:
    entrusted.ask()
    solved = entrusted.solve()
    opened = entrusted.open()

    assert solved["name"] == "portable 1"
    assert opened == {"opened": "user:samira"}
    key = paths.demo_key(entrusted.home).read_bytes()
    assert keyring.open_slot(paths.keyring(entrusted.home), NEW).key == key
    with server.database.read() as connection:
        kept = connection.execute(select(audit.c.action, audit.c.target)).all()
    nonce = json.loads(entrusted.request.read_text())["nonce"]
    assert ("recover", f"{solved['device']} {nonce}") in kept


def test_an_answer_serves_once(entrusted: Scene) -> None:
    entrusted.ask()
    entrusted.solve()
    entrusted.open()

    assert code_of(entrusted.open(status=1)) == "no-request"
    entrusted.answer.unlink()
    assert code_of(entrusted.solve(status=1)) == "answered-already"
    assert not entrusted.answer.exists()


def test_an_answer_is_of_no_use_to_whoever_intercepts_it(
    entrusted: Scene, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    thief = Path(shutil.copytree(entrusted.home, tmp_path / "copied"))
    key = paths.demo_key(entrusted.home).read_bytes()
    entrusted.ask()
    entrusted.solve()

    entrusted.laptop = runner(["--home", str(thief)], capsys)
    assert code_of(entrusted.open(status=1)) == "no-request"
    entrusted.laptop("key", "recover", "request", str(tmp_path / "la sienne"))
    assert code_of(entrusted.open(status=1)) == "another-answer"
    assert keyring.users(paths.keyring(thief)) == ("user:ines",)
    assert key not in entrusted.answer.read_bytes() + entrusted.request.read_bytes()


def test_an_answer_to_an_earlier_request_opens_nothing(entrusted: Scene) -> None:
    entrusted.ask()
    entrusted.solve()
    entrusted.ask()

    assert code_of(entrusted.open(status=1)) == "another-answer"


def test_without_the_words_of_the_sheet_nothing_is_answered(entrusted: Scene) -> None:
    entrusted.ask()
    entrusted._words.write_text(" ".join(["abaisser"] * 12))

    assert code_of(entrusted.solve(status=1)) == "wrong-passphrase"
    assert not entrusted.answer.exists()


def test_a_laptop_that_was_excluded_is_not_opened(entrusted: Scene) -> None:
    entrusted.ask()
    entrusted.base("server", "revoke", "portable 1")

    assert code_of(entrusted.solve(status=1)) == "revoked-device"
    assert not entrusted.answer.exists()


def test_what_is_no_request_or_answer_is_refused(entrusted: Scene) -> None:
    entrusted.ask()
    for content in (b"", b"{}", b"\xff", b"[" * 9000, b"x" * 100_000):
        entrusted.answer.write_bytes(content)
        assert code_of(entrusted.open(status=1)) == "unreadable-file"
        entrusted.answer.unlink()
        entrusted.request.write_bytes(content)
        assert code_of(entrusted.solve(status=1)) == "unreadable-file"


def test_a_laptop_of_nobody_cannot_ask(scene: Scene) -> None:
    refused = scene.laptop("key", "recover", "request", str(scene.request), status=1)

    assert code_of(refused) == "not-entrusted"
    assert not scene.request.exists()


def test_a_laptop_that_was_enrolled_before_follows_at_its_next_exchange(
    scene: Scene, server: Served
) -> None:
    scene.laptop("enrol", str(server.invite()))
    scene.draw()
    before = scene.laptop("key", "recover", "request", str(scene.request), status=1)
    scene.laptop("sync")
    scene.ask()
    scene.solve()

    assert code_of(before) == "not-entrusted"
    assert scene.open() == {"opened": "user:samira"}


def test_a_base_without_a_sheet_is_told_so(scene: Scene) -> None:
    before = scene.base("server", "status")["recovery_sheet"]
    scene.draw()

    assert (before, scene.base("server", "status")["recovery_sheet"]) == (False, True)


def test_another_sheet_opens_once_the_laptop_has_heard_of_it(entrusted: Scene) -> None:
    entrusted.draw()
    entrusted.ask()
    assert code_of(entrusted.solve(status=1)) == "wrong-passphrase"
    entrusted.laptop("sync")
    entrusted.ask()
    assert entrusted.solve()["name"] == "portable 1"


def test_a_key_that_somebody_else_put_in_the_keyring_is_not_kept(entrusted: Scene) -> None:
    own = keyring.load(paths.keyring(entrusted.home)).rescue
    public = sealed.public(sealed.new_key())
    keyring.entrust(paths.keyring(entrusted.home), Rescue(public, b"theirs"))
    paths.demo_key(entrusted.home).unlink()
    entrusted.laptop("spots")
    rescue = keyring.load(paths.keyring(entrusted.home)).rescue

    assert own
    assert rescue
    assert rescue.public == own.public
    entrusted.ask()
    entrusted.solve()
    assert entrusted.open() == {"opened": "user:samira"}


def test_a_keyring_that_lost_what_was_entrusted_has_it_again_once_opened(entrusted: Scene) -> None:
    path = paths.keyring(entrusted.home)
    rekeyed = msgspec.structs.replace(keyring.load(path), rescue=msgspec.UNSET)
    keyring.install(path, rekeyed)
    paths.demo_key(entrusted.home).unlink()
    before = entrusted.laptop("key", "recover", "request", str(entrusted.request), status=1)
    entrusted.laptop("spots")

    assert code_of(before) == "not-entrusted"
    entrusted.ask()
    assert entrusted.solve()["name"] == "portable 1"


def test_a_wrong_passphrase_names_the_way_where_there_is_one(entrusted: Scene) -> None:
    paths.demo_key(entrusted.home).unlink()
    (entrusted.home.parent / "passphrase").write_text("ce n'est pas la bonne")
    said = entrusted.laptop("spots", status=1)["error"]

    assert said["code"] == "wrong-passphrase"
    assert "maraude key recover request" in said["message"]
