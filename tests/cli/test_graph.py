"""``maraude directory graph``, and what ``maraude near`` says with it."""

from pathlib import Path

import pytest

from maraude import cli, paths
from tests.cli.conftest import Run
from tests.directory.town import at, write_extract

TEMPLATE = "name,category,lat,lon,hours\nBains du Canal,shower,{lat},{lon},24/7\n"
HERE = "--at=48.8676,2.3636"


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    """A street that leads round a corner."""
    places = {1: (0.0, -10.0), 2: (0.0, 200.0), 3: (210.0, 210.0)}
    return write_extract(tmp_path / "a.osm.pbf", places, [((1, 2, 3), {"highway": "residential"})])


def said(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    capsys.readouterr()
    assert cli.main(argv) == 0
    return capsys.readouterr().out


def test_the_streets_are_built_told_and_removed(run: Run, extract: Path, home: Path) -> None:
    assert run("directory", "graph", "status") == {"graph": None}
    built = run("directory", "graph", "build", str(extract))

    assert (built["nodes"], built["problem"], built["age"]) == (9, "", 0)
    assert built["bytes"] == paths.streets(home).stat().st_size
    assert built["copied_on"] == "2026-11-24"
    assert run("directory", "graph", "status") == {"graph": built}
    assert run("directory", "status")["graph"] == built
    assert run("directory", "graph", "remove") == {"removed": True}
    assert run("directory", "graph", "remove") == {"removed": False}


def test_what_is_near_says_by_what_its_minutes_are(
    run: Run, extract: Path, options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "a.csv"
    place = at(200, 209)
    table.write_text(TEMPLATE.format(lat=place.lat, lon=place.lon))
    run("directory", "import", str(table))
    (estimated,) = run("near", "--category", "shower", HERE)["services"]
    words = said(capsys, "near", "--category", "shower", HERE, *options)

    assert (estimated["walk"], estimated["minutes_range"]) == ("estimate", [4, 5])
    assert "Bains du Canal · 4–5 min à pied, estimé\n" in words
    assert "OpenStreetMap" not in words

    run("directory", "graph", "build", str(extract))
    answer = run("near", "--category", "shower", HERE)
    words = said(capsys, "near", "--category", "shower", HERE, *options)

    (by_streets,) = answer["services"]
    assert (by_streets["walk"], by_streets["minutes_range"]) == ("graph", [6, 6])
    assert "© les contributeurs d'OpenStreetMap (ODbL)" in answer["attributions"]
    assert "Bains du Canal · 6 min à pied\n" in words
    assert words.endswith("© les contributeurs d'OpenStreetMap (ODbL)\n")


def test_damaged_streets_are_said_by_the_status_of_the_directory(
    run: Run, extract: Path, home: Path, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    run("directory", "graph", "build", str(extract))
    file = paths.streets(home)
    file.write_bytes(file.read_bytes()[:-1])

    assert run("directory", "graph", "status", status=1)["error"]["code"] == "damaged-streets"
    assert "abîmé" in said(capsys, "directory", "status", *options)


def test_a_file_that_is_no_extract_is_refused(run: Run, tmp_path: Path) -> None:
    wrong = tmp_path / "a.osm.pbf"
    wrong.write_text("nom;lat\n")

    error = run("directory", "graph", "build", str(wrong), status=1)["error"]
    assert error["code"] == "unreadable-file"
