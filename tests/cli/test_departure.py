"""A laptop that its organisation excludes hands over what it holds, then nothing opens it."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from maraude import paths
from maraude.store import files, wipe
from tests.cli.conftest import Run
from tests.held import held_by_another
from tests.server.serving import Served

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def excluded(run_locked: Run, server: Served, base: Run, locked_home: Path) -> Run:
    """A laptop with an encounter to send, a backup and a slip, that is no longer welcome."""
    run_locked("enrol", str(server.invite()), "--name", "portable 1")
    run_locked("sync")
    paths.backups(locked_home).mkdir(exist_ok=True)
    run_locked("backup", str(paths.backups(locked_home) / "one"))
    files.write(locked_home / "note-of-somebody-else.txt", b"not ours")
    paths.slips(locked_home).mkdir()
    files.write(paths.slips(locked_home) / "slip.txt", b"Marta")
    run_locked("log", "h ,marta", "--new-person", "marta")
    base("server", "revoke", "portable 1")
    return run_locked


def left(home: Path) -> set[str]:
    return {str(file.relative_to(home)) for file in home.rglob("*")}


def test_it_hands_over_then_keeps_nothing(excluded: Run, base: Run, locked_home: Path) -> None:
    refusal = excluded("sync", status=1)["error"]
    aside = base("server", "quarantine", "--contents")["quarantine"]
    (device,) = base("server", "devices")["devices"]

    assert refusal["code"] == "emptied"
    assert left(locked_home) <= {"emptied", "lock", "note-of-somebody-else.txt"}
    assert any("arta" in str(one) for one in aside)
    assert device["revoked_at"]
    assert device["wipe_told_at"] <= device["wiped_at"]


def test_it_says_so_whenever_it_is_opened_and_can_begin_again(
    excluded: Run, server: Served, locked_home: Path
) -> None:
    excluded("sync", status=1)
    assert excluded("people", status=1)["error"]["code"] == "emptied"
    excluded("init", "--organisation", "Les Lucioles", "--team", "Nord", "--user", "Inès")
    assert excluded("people")["people"] == []
    assert not paths.emptied(locked_home).exists()
    excluded("enrol", str(server.invite()), "--name", "portable 2")
    assert excluded("sync")["waiting"] == 0


def test_beside_an_open_application_nothing_is_destroyed(excluded: Run, locked_home: Path) -> None:
    with held_by_another(locked_home):
        refusal = excluded("sync", status=1)["error"]
        people = excluded("people")["people"]

    assert refusal["code"] == "already-open"
    assert [one["called"] for one in people] == ["Marta"]
    assert excluded("sync", status=1)["error"]["code"] == "emptied"


@pytest.mark.parametrize("step", ["marked", "keys", "work"])
def test_a_wipe_that_was_cut_off_goes_on_at_the_next_start(
    excluded: Run, locked_home: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
        "marked": lambda patch: patch.setattr(wipe, "_destroy_keys", stop),
        "keys": lambda patch: patch.setattr(wipe, "settle", stop),
        "work": lambda patch: patch.setattr("shutil.rmtree", stop),
    }
    with monkeypatch.context() as patch:
        cut[step](patch)
        excluded("sync", status=1)
    assert paths.database(locked_home).exists()

    assert excluded("people", status=1)["error"]["code"] == "emptied"
    assert left(locked_home) <= {"emptied", "lock", "note-of-somebody-else.txt"}


def stop(_home: object) -> None:
    raise OSError
