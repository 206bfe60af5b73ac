"""The directory's sources and the gap from the command line."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from maraude import cli
from tests.cli.conftest import Run
from tests.sync.replay import Replay, replaying
from tests.usecases.test_updates import STREETS, fountains, toilets


@pytest.fixture
def replay() -> Iterator[Replay]:
    with replaying() as running:
        yield running


@pytest.fixture
def alone(run: Run) -> Run:
    """A profile without the program's own sources."""
    for one in run("directory", "source", "list")["sources"]:
        run("directory", "source", "remove", one["source"])
    return run


def test_a_source_is_added_updated_listed_and_removed(
    alone: Run, replay: Replay, tmp_path: Path
) -> None:
    key = tmp_path / "key"
    key.write_text("cle-tres-secrete\n")
    replay.give("/wc", toilets(*STREETS))
    url = f"{replay.url}/wc"
    added = alone("directory", "source", "add", "wc", url, "--key-file", str(key))
    (listed,) = alone("directory", "source", "list")["sources"]
    (done,) = alone("directory", "update", "wc")["sources"]
    (status,) = alone("directory", "status")["sources"]

    assert added == {"source": "wc"}
    assert listed == {
        "source": "wc",
        "url": url,
        "more": [],
        "format": "",
        "own": True,
        "has_key": True,
    }
    assert replay.headers()["authorization"] == "Bearer cle-tres-secrete"
    assert (done["state"], done["read"], done["added"], done["error"]) == ("updated", 10, 10, None)
    assert (status["source"], status["services"]) == ("paris-toilettes", 10)
    assert (status["copied_on"], status["verified_on"]) == ("2026-11-24", None)
    assert alone("directory", "source", "remove", "wc") == {"removed": "wc"}
    assert alone("directory", "update") == {"sources": []}


def test_a_failure_is_told_beside_the_others_and_is_the_exit_status(
    alone: Run, replay: Replay, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    replay.give("/eau", fountains(1))
    for name in ("eau", "loin"):
        alone("directory", "source", "add", name, f"{replay.url}/{name}")
    capsys.readouterr()
    assert cli.main(["directory", "update", *options]) == 1
    eau, loin = capsys.readouterr().out.splitlines()
    assert cli.main(["directory", "update", *options, "--json"]) == 1
    again = json.loads(capsys.readouterr().out)["sources"]

    assert eau.startswith("eau : services gardés 1, nouveaux 1, changés 0, disparus 0")
    assert loin == "loin : Il n'y a plus rien à cette adresse : la source a peut-être déménagé."
    assert [one["state"] for one in again] == ["unchanged", "failed"]
    assert again[1]["error"]["code"] == "gone"


def test_the_guard_asks_for_a_word_more(
    alone: Run, replay: Replay, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    alone("directory", "source", "add", "wc", f"{replay.url}/wc")
    replay.give("/wc", toilets(*STREETS))
    alone("directory", "update")
    replay.give("/wc", toilets(*STREETS[:5]))
    capsys.readouterr()
    assert cli.main(["directory", "update", *options]) == 1
    assert "maraude directory update --confirm" in capsys.readouterr().out
    (done,) = alone("directory", "update", "--confirm")["sources"]

    assert (done["kept"], done["removed"]) == (5, 5)


def test_what_was_before_is_told_and_put_back(
    alone: Run, replay: Replay, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert alone("directory", "restore", status=1)["error"]["code"] == "no-previous-directory"
    alone("directory", "source", "add", "eau", f"{replay.url}/eau")
    for numbers in ((1,), (1, 2)):
        replay.give("/eau", fountains(*numbers))
        alone("directory", "update")
    status = alone("directory", "status")
    restored = alone("directory", "restore")
    capsys.readouterr()
    assert cli.main(["directory", "status", *options]) == 0
    lines = capsys.readouterr().out.splitlines()

    assert [one["services"] for one in (*status["sources"], *status["previous"])] == [2, 1]
    assert [one["services"] for one in restored["sources"]] == [1]
    assert "maraude directory restore" in lines[1]
    assert "services : 2" in lines[2]
    assert all("opendata.paris.fr" in line for line in (lines[0], lines[2]))


@pytest.mark.parametrize(
    "words",
    [
        ("Ça va", "https://annuaire.example/a"),
        ("loin", "http://annuaire.example/a"),
        ("loin", "ftp://annuaire.example/a"),
        ("loin", "https://qui:secret@annuaire.example/a"),
        ("loin", "https://annuaire.example/a", "--format", "autre"),
        ("loin", "--box=45,4,48,5"),
        ("loin", "--box=45"),
        ("loin", "https://annuaire.example/a", "--box=45.70,4.76,45.81,4.93"),
    ],
)
def test_a_wrong_source_is_refused(run: Run, words: tuple[str, ...]) -> None:
    refused = run("directory", "source", "add", *words, status=2)["error"]

    assert refused["code"] in ("wrong-value", "unknown-format")


def test_an_area_is_a_source_of_openstreetmap(run: Run) -> None:
    run("directory", "source", "add", "lyon", "--box=45.70,4.76,45.81,4.93")
    (lyon,) = (s for s in run("directory", "source", "list")["sources"] if s["source"] == "lyon")

    assert lyon["format"] == "overpass"
    assert "amenity%22%3D%22drinking_water%22%5D%2845.7%2C4.76%2C45.81%2C4.93%29" in lyon["url"]


def test_a_source_that_the_program_has_is_taken_again_by_its_name(run: Run) -> None:
    run("directory", "source", "remove", "paris-fontaines")
    assert run("directory", "source", "add", "loin", status=1)["error"]["code"] == "unknown-source"
    run("directory", "source", "add", "paris-fontaines")

    assert len(run("directory", "source", "list")["sources"]) == 4


def test_a_key_is_asked_for_at_a_terminal_only(run: Run) -> None:
    words = ("directory", "source", "add", "loin", "https://annuaire.example/a", "--ask-key")

    assert run(*words, status=1)["error"]["code"] == "no-passphrase"


def test_the_gap_is_told_with_its_definition_and_without_anybody(
    run: Run, options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "équipe.csv"
    table.write_text(
        "catégorie;nom;latitude;longitude;horaires\ndouche;A;48.8676;2.3636;6 h - 22 h\n"
    )
    run("directory", "import", str(table))
    run("spots", "add", "République", "--at=48.8676,2.3636", "--sector", "Nord")
    for _ in range(6):
        run("log", "w", "--spot", "rép")
    found = run("gap", "--from", "2026-11-23", "--to", "2026-11-23")
    capsys.readouterr()
    assert cli.main(["gap", *options]) == 0
    lines = capsys.readouterr().out

    figures = {"nothing_open": 6, "unknown": 0, "open": 0, "asked": 6}
    assert found["total"] == figures
    assert found["by_quarter"] == [{"quarter": "Nord", **figures}]
    assert found["by_hour"] == [{"hour": 1, **figures}]
    assert found["by_need"] == [{"need": "HYG", **figures}]
    assert found["cells"] == [{"quarter": "Nord", "hour": 1, "need": "HYG", "nothing_open": 6}]
    assert (found["encounters"], found["no_position"], len(found["definition"])) == (6, 0, 6)
    assert "République" not in json.dumps(found, ensure_ascii=False) + lines
    assert "Nord · 01 h · hygiène (douche, toilettes, produits) : 6" in lines
    assert all(sentence in lines for sentence in found["definition"])


def test_the_gap_of_nobody_is_empty_and_wrong_evenings_are_refused(run: Run) -> None:
    assert run("gap")["cells"] == []
    assert run("gap", "--from", "hier", status=2)["error"]["code"] == "bad-date"
    assert run("gap", "--to", "2026-11-20", "--from", "2026-11-21", status=2)["error"]["code"]
    assert run("gap", "--minutes", "0", status=2)["error"]["code"] == "wrong-value"
