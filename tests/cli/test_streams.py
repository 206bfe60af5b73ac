"""The command as a program of its own: what it writes where, whoever reads or does not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def shell(home: Path, script: str) -> subprocess.CompletedProcess[str]:
    """Run a script of sh in which $MARAUDE is the command."""
    return subprocess.run(
        ["/bin/sh", "-c", script],
        cwd=ROOT,
        env={**os.environ, "MARAUDE_HOME": str(home), "MARAUDE": f"{sys.executable} -m maraude"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("script", "status"),
    [
        ("$MARAUDE log s= >&-", 0),
        ("$MARAUDE log s= >/dev/full", 1),
        ("$MARAUDE log h% 2>&-", 1),
        ("$MARAUDE log h% 2>/dev/full", 1),
        ("$MARAUDE log s= <&-", 0),
        ("$MARAUDE log s= >&- 2>&- <&-", 0),
    ],
)
def test_a_closed_or_full_stream_is_no_failure_of_the_program(
    home: Path, script: str, status: int
) -> None:
    done = shell(home, script)

    assert done.returncode == status
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr
    assert "n'aurait pas dû" not in done.stderr


def test_an_answer_that_found_no_room_says_that_the_work_is_done(home: Path) -> None:
    done = shell(home, "LC_ALL=fr_FR.UTF-8 $MARAUDE log s= --json >/dev/full")

    assert '"code": "not-shown"' in done.stderr
    assert '"SOU"' in shell(home, "$MARAUDE tour show --json").stdout


def test_a_reader_that_leaves_is_left_in_peace(home: Path) -> None:
    done = shell(home, "{ sleep 0.1; $MARAUDE tour start; } | true; $MARAUDE tour show | true")

    assert done.stderr == ""


def test_an_answer_is_one_document_alone_on_standard_output(home: Path) -> None:
    done = shell(home, "$MARAUDE log s= --json")

    assert done.stdout.count("\n") == 1
    assert done.stdout.startswith('{"encounter": {')
    assert done.stderr == ""


def test_accents_survive_a_terminal_that_knows_none(home: Path) -> None:
    done = shell(home, "LC_ALL=fr_FR.ISO-8859-1 PYTHONIOENCODING=ascii $MARAUDE log s= ")

    assert done.returncode == 0
    assert "Noté" not in done.stdout
    assert "Not?" in done.stdout


def test_a_wish_for_help_is_no_error(home: Path) -> None:
    done = shell(home, "$MARAUDE --help && $MARAUDE tour start --help && $MARAUDE --version")

    assert done.returncode == 0
    assert done.stderr == ""


def test_a_passphrase_is_asked_of_nobody_without_a_terminal(home: Path) -> None:
    (home / "demo.key").unlink()
    (home / "keyring.json").write_text("{}")
    done = shell(home, "$MARAUDE spots --json")

    assert done.returncode == 1
    assert '"code": "no-passphrase"' in done.stderr
