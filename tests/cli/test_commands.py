import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from maraude import cli
from maraude.demo import demo
from maraude.i18n import use
from maraude.usecases import listing, tours
from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]
TOILETS = ROOT / "../shared/data/paris/sanisettes.geojson"
AT = "2026-11-24T01:30"


def test_a_line_at_half_past_one_belongs_to_the_evening_before(run: Run) -> None:
    encounter = run("log", "éhc=u-r", "--at", AT)["encounter"]

    assert encounter["evening"] == "2026-11-23"
    assert encounter["people"] == 2
    assert [(need["code"], need["state"]) for need in encounter["needs"]] == [("HEB", "asked")]
    assert encounter["given"] == [{"code": "COU", "quantity": 2}]
    assert encounter["referrals"] == [{"target": "115", "result": "NPA"}]
    assert [follow_up["due"] for follow_up in encounter["follow_ups"]] == ["2026-11-24"]


def test_what_is_not_understood_stores_nothing_without_keep(run: Run) -> None:
    refused = run("log", "h%", "--at", AT, status=1)
    missing = run("tour", "show", "--evening", "2026-11-23", status=1)

    assert refused["error"]["code"] == "not-understood"
    assert missing["error"]["code"] == "no-tour"
    assert run("log", "h%", "--keep", "--at", AT)["encounter"]["note"] == "%"


def test_an_unknown_name_never_makes_a_file_by_itself(run: Run) -> None:
    assert run("log", "s= ,momo", "--at", AT, status=1)["error"]["code"] == "which"
    known = run("log", "s= ,momo", "--new-person", "momo", "--at", AT)["encounter"]
    again = run("log", "e ,mo", "--at", AT)["encounter"]

    assert len(known["persons"]) == 1
    assert again["persons"] == known["persons"]


def test_a_safety_note_must_say_whom_it_is_about(run: Run) -> None:
    line = "2h ,marta ,sam !vio"
    new = ["--new-person", "marta", "--new-person", "sam"]
    assert run("log", line, *new, "--at", AT, status=1)["error"]["code"] == "which-person"
    kept = run("log", line, *new, "--safety-for", "sam", "--at", AT)["encounter"]

    assert kept["alerts"] == []
    assert kept["safety_notes"] == 1


def test_undo_takes_back_the_last_line(run: Run) -> None:
    run("log", "s=", "--at", AT)
    kept = run("log", "b=", "--at", AT)["encounter"]

    assert run("undo")["undone"] == {"encounter": kept["id"], "removed": True}
    shown = run("tour", "show", "--evening", "2026-11-23")
    assert [e["given"][0]["code"] for e in shown["encounters"]] == ["SOU"]


def test_a_tour_starts_shows_and_ends(run: Run) -> None:
    at = ["--at", "2026-11-23T20:30"]
    started = run("tour", "start", "--sector", "Nord", "--member", "Inès:driver", *at)
    again = run("tour", "start", *at, status=1)
    ended = run("tour", "end", "--kilometres", "12", "--at", AT)

    assert started["tour"]["members"] == [{"name": "Inès", "role": "driver"}]
    assert again["error"]["code"] == "tour-open"
    assert ended["tour"]["kilometres"] == 12


def test_a_place_named_on_the_line_becomes_the_current_one(run: Run) -> None:
    run("spots", "add", "Gare de l'Est", "--at=48.8765,2.3590")
    assert run("log", ";est", "--at", AT) == {"spot": "Gare de l'Est"}
    assert run("log", "s=", "--at", AT)["encounter"]["spot"] == "Gare de l'Est"


def test_places_come_from_a_csv_file_of_any_make(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "lieux.csv"
    rows = ("Nom;Secteur;Latitude;Longitude", "Square Léon;Nord;48,88;2,35", ";x;1;2", "Pont;;a;b")
    file.write_bytes("\r\n".join(rows).encode("latin-1"))
    done = run("spots", "import", str(file))

    assert (done["read"], done["kept"]) == (3, 1)
    assert [refused["record"] for refused in done["refused"]] == [3, 4]
    assert run("spots", "leon")["spots"][0]["lat"] == 48.88


@pytest.mark.skipif(not TOILETS.exists(), reason="../shared/data is not here")
def test_toilets_near_at_night_are_open_only_where_they_are(run: Run) -> None:
    imported = run("directory", "import", str(TOILETS))
    status = run("directory", "status")["sources"][0]
    near = run(
        "near", "--category", "toilets", "--at=48.8676,2.3636", "--when", "2026-11-24T23:30",
        "--limit", "100", "--minutes", "10",
    )  # fmt: skip

    assert (imported["read"], imported["kept"], imported["refused"]) == (615, 615, [])
    assert (status["with_hours"], status["without_hours"]) == (436, 179)
    states = {service["state"] for service in near["services"]}
    assert states >= {"open", "closed"}
    shut = [s for s in near["services"] if "06:00" in s["why"]]
    assert shut
    assert all(service["state"] == "closed" for service in shut)


def test_a_backup_is_restored_where_there_was_nothing(
    run: Run, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = run("log", "s=", "--at", AT)["encounter"]
    run("backup", str(tmp_path / "sauvegarde"))
    elsewhere = ["--home", str(tmp_path / "new"), "--passphrase-file", f"{home.parent}/passphrase"]
    assert cli.main(["restore", str(tmp_path / "sauvegarde"), *elsewhere]) == 0
    capsys.readouterr()
    assert cli.main(["tour", "show", "--evening", "2026-11-23", "--json", *elsewhere]) == 0

    assert json.loads(capsys.readouterr().out)["encounters"][0]["id"] == kept["id"]


def test_one_more_volunteer_opens_the_profile_until_removed(
    run: Run, options: list[str], tmp_path: Path
) -> None:
    (tmp_path / "theirs").write_text("une autre phrase bien longue")
    theirs = [*options[:2], "--passphrase-file", str(tmp_path / "theirs")]
    new = ["--new-passphrase-file", str(tmp_path / "theirs")]
    assert run("key", "add", "--user", "Karim", *new) == {"added": "user:karim"}
    assert cli.main(["spots", *theirs]) == 0
    assert run("key", "remove", "--user", "Karim") == {"removed": "user:karim"}
    assert cli.main(["spots", *theirs]) == 1


def test_options_stand_before_and_after_the_command(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([*options, "--json", "spots"]) == 0
    before = capsys.readouterr().out
    assert cli.main(["spots", *options, "--json"]) == 0

    assert capsys.readouterr().out == before == '{"spots": []}\n'


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["log"], 2),
        (["nothing"], 2),
        (["near", "--category", "toilets", "--at=nulle part"], 2),
        (["near", "--category", "chaussettes", "--at=48.8,2.3"], 2),
        (["near", "--need", "ZZZ", "--at=48.8,2.3"], 2),
        (["near", "--category", "toilets", "--at=nan,2.3"], 2),
        (["near", "--category", "toilets", "--at=48.8,2.3", "--limit", "0"], 2),
        (["log", "s=", "--at", "hier"], 2),
        (["log", "s=", "--at", "0001-01-01T00:00"], 2),
        (["log", "s=", "--spot", "nulle part"], 1),
        (["log", ""], 1),
        (["log", "\udcff\udc00"], 1),
        (["log", "s= !plx"], 1),
        (["tour", "show", "--evening", "demain"], 2),
        (["tour", "end"], 1),
        (["undo"], 1),
        (["spots", "add"], 2),
        (["spots", "add", "\u202e\x1b"], 1),
        (["spots", "import", "/nowhere/file.csv"], 1),
        (["directory", "import", "/nowhere/file.json"], 1),
        (["restore", "/nowhere/file"], 1),
    ],
)
def test_bad_input_gets_a_sentence_and_never_a_traceback(
    options: list[str], words: list[str], status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([*words, *options]) == status
    shown = capsys.readouterr()

    assert shown.err.strip()
    assert "Traceback" not in shown.err
    assert "\x1b" not in shown.err


def test_a_wrong_passphrase_is_refused(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home.parent / "passphrase").write_text("ce n'est pas la bonne")
    words = ["spots", "--home", str(home), "--passphrase-file", f"{home.parent}/passphrase"]

    assert cli.main([*words, "--json"]) == 1
    assert json.loads(capsys.readouterr().err)["error"]["code"] == "wrong-passphrase"


def test_a_damaged_database_is_a_sentence(run: Run, home: Path) -> None:
    (home / "maraude.db").write_bytes(b"\x00" * 8192)

    assert run("spots", status=1)["error"]["code"] == "damaged-database"


def test_the_demonstration_is_the_same_for_the_same_seed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MARAUDE_NOW", "2026-11-23T22:53")
    use("fr")
    demo.prepare(tmp_path / "a", 3)
    demo.prepare(tmp_path / "b", 3)

    assert texts(tmp_path / "a") == texts(tmp_path / "b")
    assert len(texts(tmp_path / "a")) == 12


def texts(home: Path) -> list[tuple[str, ...]]:
    """Give what tonight's rows say, without their ids."""
    session = demo.open_session(home)
    tour = tours.current(session)
    assert tour is not None
    rows = listing.rows(session, tours.entries(session, tour))
    session.close()
    return [(row.time, row.spot, row.summary.words, row.summary.again) for row in rows]


def test_the_demonstration_keeps_away_from_a_real_profile(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = home.with_name("other-demo")
    home.rename(taken)

    assert cli.main(["demo", "--headless", "--home", str(taken.with_name("other")), "--json"]) == 1
    assert json.loads(capsys.readouterr().err)["error"]["code"] == "real-profile"


def test_a_real_profile_ignores_the_clock_of_demonstrations(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MARAUDE_NOW", "2031-01-01T22:00")

    assert not run("log", "s=")["encounter"]["evening"].startswith("2031")


def test_the_application_without_a_terminal_names_the_commands_that_work(home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "maraude"],
        cwd=ROOT,
        env={**os.environ, "MARAUDE_HOME": str(home)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "maraude log" in done.stderr
