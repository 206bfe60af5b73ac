"""A volunteer who leaves: taken off a laptop by the base, at the laptop's next exchange."""

from pathlib import Path

import pytest

from maraude import cli, paths
from maraude.server import dismissals
from maraude.store import keyring
from tests.cli.conftest import Run
from tests.cli.test_recover import key_in
from tests.server.serving import Served

INES, KARIM = "user:ines", "user:karim"


@pytest.fixture
def laptop(run_locked: Run, locked_home: Path, server: Served) -> Run:
    """A laptop that Inès and Karim open, enrolled; its key is beside it."""
    path = paths.keyring(locked_home)
    key = key_in(path.read_bytes())
    paths.demo_key(locked_home).write_bytes(key)
    keyring.add(path, key, KARIM, "un thermos de soupe")
    run_locked("enrol", str(server.invite()), "--name", "portable 1")
    return run_locked


def dismissed(base: Run) -> list[tuple[str, bool]]:
    (device,) = base("server", "devices")["devices"]
    return [(one["user"], one["done_at"] is not None) for one in device["dismissed"]]


def test_who_leaves_opens_the_laptop_no_more_once_it_has_exchanged(
    laptop: Run, base: Run, locked_home: Path
) -> None:
    ordered = base("server", "dismiss", "portable 1", "Karim")
    before = keyring.users(paths.keyring(locked_home))
    laptop("sync")
    after = keyring.users(paths.keyring(locked_home))
    told = dismissed(base)
    laptop("sync")
    laptop("sync")

    assert ordered["user"] == KARIM
    assert set(before) == {INES, KARIM}
    assert after == (INES,)
    assert (told, dismissed(base)) == ([(KARIM, False)], [(KARIM, True)])
    actions = [entry["action"] for entry in base("server", "audit")["entries"]]
    assert actions[-2:] == ["dismiss", "dismissed"]


def test_the_last_one_who_can_open_stays_and_that_is_said(
    laptop: Run, base: Run, locked_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base("server", "dismiss", "portable 1", "Karim")
    base("server", "dismiss", "portable 1", "Inès")
    capsys.readouterr()
    assert cli.main(["sync", "--home", str(locked_home)]) == 0
    said = capsys.readouterr().out
    laptop("sync")

    assert len(keyring.users(paths.keyring(locked_home))) == 1
    assert "n'ouvre plus cet ordinateur : la base l'a voulu." in said
    assert "mais personne d'autre ne le peut" in said
    assert sorted(done for _user, done in dismissed(base)) == [False, True]


def test_who_was_never_there_counts_as_gone_and_may_come_later(
    laptop: Run, base: Run, locked_home: Path
) -> None:
    base("server", "dismiss", "portable 1", "Samira")
    laptop("sync")
    laptop("sync")
    path = paths.keyring(locked_home)
    keyring.add(path, paths.demo_key(locked_home).read_bytes(), "user:samira", "une phrase de plus")
    laptop("sync")

    assert dismissed(base) == [("user:samira", True)]
    assert "user:samira" in keyring.users(path)
    base("server", "dismiss", "portable 1", "user:samira")
    laptop("sync")
    assert "user:samira" not in keyring.users(path)


def test_another_laptop_cannot_say_that_somebody_left(
    laptop: Run, base: Run, server: Served
) -> None:
    base("server", "dismiss", "portable 1", "Karim")
    with server.database.write() as connection:
        dismissals.confirm(connection, "another", [KARIM], 1)

    assert dismissed(base) == [(KARIM, False)]


@pytest.mark.parametrize("words", [["portable 9", "Karim"], ["portable 1", "…"]])
def test_who_or_what_is_not_there_is_refused(laptop: Run, base: Run, words: list[str]) -> None:
    refused = base("server", "dismiss", *words, status=1)["error"]["code"]

    assert refused in ("unknown-device", "empty-name")
    assert dismissed(base) == []
