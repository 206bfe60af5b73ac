from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from maraude import cli
from maraude.server import home
from tests.cli.conftest import runner
from tests.server.laptop import LYON, Laptop, enrol
from tests.team import Clock

Run = Callable[..., Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "server"


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    one = runner(["--home", str(folder)], capsys)
    one("server", "init", "--organisation", "Les Lucioles")
    return lambda *words, status=0: one("server", *words, status=status)


def write(folder: Path, *written: tuple[str, dict[str, Any]]) -> Laptop:
    """Let a laptop send new rows of any place, and a line that nobody can read."""
    with home.read(folder).database() as database:
        enrol(database, "ines")
        ines = Laptop(database, "ines", Clock())
        for row, fields in written:
            ines.write("put", "person", row, fields)
        ines.lines.append(b"{}")
        ines.exchange()
        return ines


def test_nothing_is_kept_apart_at_first(run: Run) -> None:
    assert run("quarantine") == {"quarantine": []}


def test_what_is_kept_apart_is_listed_with_the_reason_and_without_its_content(
    run: Run, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ines = write(folder, ("marta", {"territory": LYON, "called": "Marta"}))
    first, second = run("quarantine")["quarantine"]
    assert (first["change"], first["reason"]) == (f"{ines.inc}.1", "out-of-scope")
    assert (first["author"], first["type"], first["record"]) == ("user:ines", "person", "marta")
    assert (second["reason"], second["type"]) == ("malformed", None)
    assert "line" not in first
    assert cli.main(["server", "quarantine", "--home", str(folder)]) == 0
    said = capsys.readouterr().out
    assert "ne peut pas écrire là" in said
    assert "Marta" not in said
    assert "Marta" in run("quarantine", "--contents")["quarantine"][0]["line"]


def test_what_is_released_is_applied_and_listed_no_more(run: Run, folder: Path) -> None:
    ines = write(folder, ("marta", {"territory": LYON}), ("noe", {"territory": LYON}))
    names = [f"{ines.inc}.1", f"{ines.inc}.2"]
    assert run("release", *names) == {"released": names}
    assert [one["reason"] for one in run("quarantine")["quarantine"]] == ["malformed"]
    with home.read(folder).database() as database:
        enrol(database, "lou", grants=(LYON,))
        lou = Laptop(database, "lou", Clock())
        lou.exchange()
        assert set(lou.feeds[LYON]) == {"marta", "noe"}


def test_of_several_either_all_are_released_or_none(run: Run, folder: Path) -> None:
    ines = write(folder, ("marta", {"territory": LYON}))
    names = [f"{ines.inc}.1", f"{ines.inc}.2"]
    assert run("release", *names, status=1)["error"]["code"] == "unreadable-change"
    assert [one["change"] for one in run("quarantine")["quarantine"]] == names


@pytest.mark.parametrize(
    ("word", "code", "status"),
    [("marta", "bad-change", 2), ("0123456789abcdef.7", "unknown-change", 1)],
)
def test_a_change_that_is_not_there_is_said_not_to_be(
    run: Run, word: str, code: str, status: int
) -> None:
    assert run("release", word, status=status)["error"]["code"] == code
