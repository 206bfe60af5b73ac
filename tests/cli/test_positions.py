"""No exact place of a spot leaves its team: on the wire, on a stick, in any answer of a command."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from maraude import cli, paths
from maraude.domain.feeds import Role
from maraude.protocol import messages
from maraude.store import engine
from maraude.sync import link
from tests.cli.conftest import Laptop, Run
from tests.server.serving import Served
from tests.team import KEY

LAT, LON = "48.86713", "2.36391"
SPOT = "Sous le pont"


def placed(laptop: Laptop) -> Run:
    """Give the laptop of team Nord, with an encounter at a spot whose exact place it knows."""
    nord = laptop("Ines", "Nord")
    nord("spots", "add", SPOT, f"--at={LAT},{LON}", "--sector", "Canal")
    nord("log", "éhc=u-rw ,marta /dort là", "--spot", SPOT, "--new-person", "marta")
    return nord


def kept(home: Path) -> str:
    """Give every value in every table of a laptop, as text."""
    with closing(engine.connect(paths.database(home), KEY, must_exist=True)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        tables = [name for (name,) in names.fetchall()]
        rows = [row for t in tables for row in connection.execute(f'SELECT * FROM "{t}"')]  # noqa: S608
    return repr(rows)


def is_told(text: str) -> bool:
    """Tell whether a text comes within 100 m of the spot: three decimals of its degrees."""
    return LAT[:6] in text or LON[:5] in text


def test_another_team_is_sent_the_sector_and_never_the_place(
    server: Served, laptop: Laptop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: list[bytes] = []
    exchange = link.Link.exchange

    def listening(line: link.Link, body: bytes) -> bytes:
        answers.append(exchange(line, body))
        return answers[-1]

    nord, est = placed(laptop), laptop("Sam", "Est")
    nord("enrol", str(server.invite(Role.VOLUNTEER, "territory:paris", "team:nord")))
    est("enrol", str(server.invite(Role.COORDINATOR, "territory:paris", "team:est")))
    nord("sync")
    with monkeypatch.context() as patch:
        patch.setattr(link.Link, "exchange", listening)
        est("sync")
    wire = "".join(messages.inflate(answer, messages.MAX_ANSWER).decode() for answer in answers)
    stick = str(tmp_path / "stick.maraude")
    nord("log", "b=", "--spot", SPOT)
    nord("bundle", "write", stick)
    est("bundle", "read", stick)
    here, there = kept(tmp_path / "Ines"), kept(tmp_path / "Sam")

    assert is_told(here)
    assert SPOT in wire
    assert "Canal" in wire
    assert not is_told(wire)
    assert SPOT in there
    assert not is_told(there)
    assert [one["lat"] for one in est("spots")["spots"]] == [None]


def test_no_answer_that_is_shared_tells_the_place(
    laptop: Laptop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nord = placed(laptop)
    (marta,) = nord("people", "marta")["people"]
    shared = (
        ("gap",),
        ("morning",),
        ("tour", "show"),
        ("people", "marta"),
        ("person", marta["code"]),
        ("conflicts",),
        ("purge", "--dry-run"),
    )
    for words in shared:
        assert not is_told(json.dumps(nord(*words)))
        assert cli.main([*words, "--home", str(tmp_path / "Ines")]) == 0
        assert not is_told(capsys.readouterr().out)
    assert is_told(json.dumps(nord("spots")))
