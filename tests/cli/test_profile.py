import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from maraude import cli, paths
from maraude.store import keyring
from tests.cli.conftest import Run
from tests.team import PASSPHRASE

ROOT = Path(__file__).parents[2]
AT = "2026-11-24T01:30"


def opens(home: Path, passphrase: str) -> bool:
    """Tell whether a passphrase opens a profile."""
    file = home.parent / "tried"
    file.write_text(f"{passphrase}\n")
    return cli.main(["spots", "--home", str(home), "--passphrase-file", str(file)]) == 0


def recovery_words(sheet: str) -> str:
    """Give the ten words of a recovery sheet, which are numbered on it."""
    words = dict(re.findall(r"(\d+)\. (\w+)", sheet))
    return " ".join(words[str(number)] for number in range(1, len(words) + 1))


def test_a_folder_takes_one_profile(run_locked: Run) -> None:
    words = ["init", "--organisation", "Autre", "--team", "Sud", "--user", "Karim"]

    assert run_locked(*words, status=1)["error"]["code"] == "profile-exists"


def test_a_short_passphrase_makes_no_profile(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "short").write_text("court\nune seconde ligne assez longue\n")
    where = ["--home", str(tmp_path / "home"), "--passphrase-file", str(tmp_path / "short")]
    words = ["init", "--organisation", "O", "--team", "T", "--user", "U"]

    assert cli.main([*words, *where]) == 1
    assert "trop courte" in capsys.readouterr().err
    assert not (tmp_path / "home").exists()


def test_a_wrong_passphrase_is_refused(run_locked: Run, locked_home: Path) -> None:
    (locked_home.parent / "passphrase").write_text("ce n'est pas la bonne")

    assert run_locked("spots", status=1)["error"]["code"] == "wrong-passphrase"


def test_a_wrong_passphrase_changes_no_file(
    run_locked: Run, locked_home: Path, tmp_path: Path
) -> None:
    (locked_home.parent / "passphrase").write_text("ce n'est pas la bonne")
    (tmp_path / "new").write_text("une phrase toute neuve")
    new = ["--new-passphrase-file", str(tmp_path / "new")]
    before = {file: file.read_bytes() for file in locked_home.rglob("*") if file.is_file()}
    refused = [
        run_locked(*words, status=1)["error"]["code"]
        for words in (
            ["log", "s="],
            ["key", "add", "--user", "Karim", *new],
            ["key", "remove", "--user", "Inès"],
            ["backup", str(tmp_path / "backup")],
        )
    ]

    assert refused == ["wrong-passphrase"] * 4
    assert {file: file.read_bytes() for file in locked_home.rglob("*") if file.is_file()} == before
    assert not (tmp_path / "backup").exists()


@pytest.mark.parametrize("content", [b"\xff\xfe", b""], ids=["not text", "empty"])
def test_a_passphrase_file_must_hold_one(
    run_locked: Run, locked_home: Path, content: bytes
) -> None:
    (locked_home.parent / "passphrase").write_bytes(content)

    assert run_locked("spots", status=1)["error"]["code"] in ("unreadable-file", "wrong-passphrase")


def test_a_damaged_database_is_a_sentence(run_locked: Run, locked_home: Path) -> None:
    paths.database(locked_home).write_bytes(b"\x00" * 8192)

    assert run_locked("spots", status=1)["error"]["code"] == "damaged-database"


def test_one_more_volunteer_opens_the_profile_until_removed(
    run_locked: Run, locked_home: Path, tmp_path: Path
) -> None:
    (tmp_path / "theirs").write_text("une autre phrase bien longue")
    new = ["--new-passphrase-file", str(tmp_path / "theirs")]
    assert run_locked("key", "add", "--user", "Karim", *new) == {"added": "user:karim"}
    assert run_locked("key", "list") == {"users": ["user:ines", "user:karim"]}
    (tmp_path / "theirs").write_text("une phrase pour remplacer")
    assert run_locked("key", "change", "--user", "Karim", *new) == {"changed": "user:karim"}
    assert opens(locked_home, "une phrase pour remplacer")
    assert not opens(locked_home, "une autre phrase bien longue")
    assert run_locked("key", "remove", "--user", "Karim") == {"removed": "user:karim"}
    assert not opens(locked_home, "une phrase pour remplacer")


def test_another_key_leaves_the_passphrases_and_the_sheet_as_they_are(
    run_locked: Run, locked_home: Path
) -> None:
    sheet = run_locked("key", "sheet")["recovery_sheet"]
    kept = run_locked("log", "s=", "--at", AT)["encounter"]
    before = keyring.load(paths.keyring(locked_home)).key_id
    explained = run_locked("key", "rekey", status=2)["error"]
    assert explained["code"] == "not-confirmed"
    assert "Garderont leur phrase de passe : ines." in explained["message"]
    assert keyring.load(paths.keyring(locked_home)).key_id == before
    assert run_locked("key", "rekey", "--confirm") == {"recovery_sheet": None}

    assert keyring.load(paths.keyring(locked_home)).key_id != before
    shown = run_locked("tour", "show", "--evening", "2026-11-23")
    assert [one["id"] for one in shown["encounters"]] == [kept["id"]]
    assert opens(locked_home, recovery_words(sheet))


def test_a_short_code_is_chosen_and_given_up(run_locked: Run, tmp_path: Path) -> None:
    (tmp_path / "code").write_text("1111")
    words = ("key", "pin", "--pin-file", str(tmp_path / "code"))
    assert run_locked(*words, status=1)["error"]["code"] == "weak-pin"
    (tmp_path / "code").write_text("4712")
    assert run_locked(*words) == {"pin": True}
    assert run_locked("key", "pin", "--remove") == {"pin": False}


def test_the_words_of_the_sheet_are_not_changed_for_a_phrase(
    run_locked: Run, locked_home: Path, tmp_path: Path
) -> None:
    sheet = run_locked("key", "sheet")["recovery_sheet"]
    (locked_home.parent / "passphrase").write_text(recovery_words(sheet))
    (tmp_path / "new").write_text("une phrase toute neuve")
    words = ("key", "change", "--new-passphrase-file", str(tmp_path / "new"))
    assert run_locked(*words, status=1)["error"]["code"] == "is-sheet"


def test_a_changed_passphrase_replaces_the_old_one(
    run_locked: Run, locked_home: Path, tmp_path: Path
) -> None:
    (tmp_path / "new").write_text("une phrase toute neuve")
    new = ["--new-passphrase-file", str(tmp_path / "new")]

    assert run_locked("key", "change", *new) == {"changed": "user:ines"}
    assert opens(locked_home, "une phrase toute neuve")
    assert not opens(locked_home, PASSPHRASE)


def test_a_new_recovery_sheet_opens_the_profile(run_locked: Run, locked_home: Path) -> None:
    sheet = run_locked("key", "sheet")["recovery_sheet"]

    assert opens(locked_home, recovery_words(sheet))


def test_a_backup_is_restored_where_there_was_nothing(
    run_locked: Run, key: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = run_locked("log", "s=", "--at", AT)["encounter"]
    file = tmp_path / "sauvegarde"
    assert run_locked("backup", str(file)) == {"file": str(file), "bytes": file.stat().st_size}
    elsewhere = ["--home", str(tmp_path / "new"), *key[2:]]
    assert cli.main(["restore", str(file), *elsewhere]) == 0
    capsys.readouterr()
    assert cli.main(["tour", "show", "--evening", "2026-11-23", "--json", *elsewhere]) == 0

    assert json.loads(capsys.readouterr().out)["encounters"][0]["id"] == kept["id"]
    assert b"SQLite format 3" not in file.read_bytes()


def test_a_backup_needs_its_passphrase_and_leaves_the_profile_alone_without(
    run_locked: Run, locked_home: Path, tmp_path: Path
) -> None:
    run_locked("backup", str(tmp_path / "sauvegarde"))
    before = paths.database(locked_home).read_bytes()
    (locked_home.parent / "passphrase").write_text("ce n'est pas la bonne")
    refused = run_locked("restore", str(tmp_path / "sauvegarde"), status=1)

    assert refused["error"]["code"] == "wrong-passphrase"
    assert paths.database(locked_home).read_bytes() == before


def test_a_real_profile_ignores_the_clock_of_demonstrations(
    run_locked: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MARAUDE_NOW", "2031-01-01T22:00")

    assert not run_locked("log", "s=")["encounter"]["evening"].startswith("2031")


def test_the_demonstration_keeps_away_from_a_real_profile(
    locked_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = locked_home.with_name("other-demo")
    locked_home.rename(taken)
    before = sorted((path.name, path.read_bytes()) for path in taken.iterdir() if path.is_file())

    assert cli.main(["demo", "--headless", "--home", str(taken.with_name("other")), "--json"]) == 1
    assert json.loads(capsys.readouterr().err)["error"]["code"] == "real-profile"
    assert before == sorted((p.name, p.read_bytes()) for p in taken.iterdir() if p.is_file())


def test_the_demonstration_says_what_it_holds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MARAUDE_NOW", "2026-11-23T22:53")
    words = ["demo", "--headless", "--home", str(tmp_path / "home"), "--json"]
    assert cli.main(words) == 0
    shown = capsys.readouterr()
    document = json.loads(shown.out)

    assert shown.err == ""
    assert document["home"] == str(tmp_path / "home-demo")
    assert document["evening"] == "2026-11-23"
    assert (document["evenings"], document["services"]) == (31, 150)
    assert cli.main(["backup", str(tmp_path / "out"), "--home", document["home"], "--json"]) == 1
    assert json.loads(capsys.readouterr().err)["error"]["code"] == "is-demo"


def test_the_application_without_a_terminal_names_the_commands_that_work(
    locked_home: Path,
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "maraude"],
        cwd=ROOT,
        env={**os.environ, "MARAUDE_HOME": str(locked_home)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "maraude log" in done.stderr
