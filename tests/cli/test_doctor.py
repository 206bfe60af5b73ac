import json
from pathlib import Path
from typing import Any

import pytest

from maraude import cli, paths


def doctor(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, Any]:
    status = cli.main(["doctor", "--json", *options])
    return status, json.loads(capsys.readouterr().out)


def test_a_profile_that_is_well_ends_with_success(
    key: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    status, told = doctor(capsys, *key)

    assert (status, told["well"], told["unlocked"]) == (0, True, True)
    assert {one["about"] for one in told["findings"]} >= {"keyring", "work", "clock", "waiting"}


def test_without_a_passphrase_it_says_what_it_sees_and_what_it_did_not(
    locked_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths.keyring(locked_home).chmod(0o644)
    status, told = doctor(capsys, "--home", str(locked_home))

    assert (status, told["well"], told["unlocked"]) == (1, False, False)
    assert [o["about"] for o in told["findings"] if o["level"] == "watch"] == ["permissions"]
    assert told["findings"][-1]["about"] == "locked"


def test_a_person_reads_what_to_do(locked_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths.database(locked_home).write_bytes(b"")

    assert cli.main(["doctor", "--home", str(locked_home)]) == 1
    lines = capsys.readouterr().out.splitlines()
    wrong = lines.index("✗ Base de travail : Elle est absente ou abîmée sur le disque.")
    assert lines[wrong + 1].startswith("  → Rouvrez maraude")
    assert lines[-1] == "Il y a quelque chose à faire."
