"""No exact place of a spot leaves its team: on the wire, on a stick, in any answer of a command."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from maraude import cli, paths
from maraude.directory.importers.batch import Batch
from maraude.domain.feeds import Role
from maraude.domain.refusal import Refusal
from maraude.domain.spot import Position
from maraude.protocol import messages
from maraude.store import engine
from maraude.sync import link
from maraude.usecases import maps, orient, profiles, slip, spots, tours
from maraude.usecases.orient import Question
from maraude.usecases.session import Session
from tests.cli.conftest import Laptop, Run
from tests.directory.services import SERVICE, TODAY
from tests.server.serving import Served
from tests.team import KEY, Clock

LAT, LON = "48.86713", "2.36391"
NEAR = 48.872, 2.351
SPOT = "Sous le pont"


def placed(laptop: Laptop) -> Run:
    """Give the laptop of team Nord, with an encounter at a spot whose exact place it knows."""
    nord = laptop("Ines", "Nord")
    nord("spots", "add", SPOT, f"--at={LAT},{LON}", "--sector", "Canal")
    nord("log", "éhc=u-rw ,marta /dort là", "--spot", SPOT, "--new-person", "marta")
    return nord


@contextmanager
def opened(home: Path) -> Iterator[Session]:
    """Open a laptop as the commands do, that night."""
    clock = Clock()
    clock.pass_time(hours=3)
    with closing(profiles.open_with(home, KEY, "user:ines", clock)) as session:
        yield session


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


def test_another_team_has_no_place_to_draw_to_export_or_to_tell_by(
    server: Served, laptop: Laptop, tmp_path: Path
) -> None:
    nord, est = placed(laptop), laptop("Sam", "Est")
    nord("enrol", str(server.invite(Role.VOLUNTEER, "territory:paris", "team:nord")))
    est("enrol", str(server.invite(Role.COORDINATOR, "territory:paris", "team:est")))
    nord("sync")
    est("sync")
    est("log", "b= ,marta", "--spot", SPOT)
    (marta,) = est("people", "marta")["people"]
    shown = est("subject-access", marta["code"], "--checked", "known")
    folder = tmp_path / "export"
    est("export", str(folder), "--yes", "--with-narrow")

    assert SPOT in json.dumps(shown, ensure_ascii=False)
    assert not is_told(json.dumps(shown))
    assert not is_told("".join(file.read_text() for file in folder.iterdir()))
    with opened(tmp_path / "Sam") as session:
        tour = tours.current(session)
        assert tour
        with pytest.raises(Refusal, match="position"):
            maps.of_tour(session, tour, tours.entries(session, tour))


def test_the_team_exports_the_place_only_where_it_is_asked_for(
    laptop: Laptop, tmp_path: Path
) -> None:
    nord = placed(laptop)
    told = []
    for number, words in enumerate(((), ("--with-narrow",))):
        folder = tmp_path / str(number)
        nord("export", str(folder), "--yes", *words)
        told.append(is_told("".join(file.read_text() for file in folder.iterdir())))

    assert told == [False, True]


def test_a_paper_for_a_service_tells_neither_the_place_nor_its_name(
    laptop: Laptop, tmp_path: Path
) -> None:
    placed(laptop)
    with opened(tmp_path / "Ines") as session:
        here = spots.position(session, spots.find(session)[0].spot.id)
        assert here
        there = replace(SERVICE, position=Position(*NEAR))
        batch = Batch("essai", "Les Lucioles", 1, (there,), ())
        session.services.replace(batch, TODAY, session.profile.zone)
        question = Question(
            position=here,
            when=session.now(),
            zone=session.zone,
            categories=(there.category,),
            minutes=60,
        )
        (found,) = orient.near(session.services, question)
        paper = slip.save(session, slip.prepare(session, found), "fr").read_text()

    assert SERVICE.name in paper
    assert SPOT not in paper
    assert not is_told(paper)


def test_no_answer_that_is_shared_tells_the_place(
    laptop: Laptop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nord = placed(laptop)
    (marta,) = nord("people", "marta")["people"]
    table = tmp_path / "services.csv"
    table.write_text(f"name,category,lat,lon\nBains,shower,{NEAR[0]},{NEAR[1]}\n")
    nord("directory", "import", str(table))
    shared = (
        ("near", "--category", "shower", f"--at={LAT},{LON}", "--minutes", "60"),
        ("subject-access", marta["code"], "--checked", "known"),
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
