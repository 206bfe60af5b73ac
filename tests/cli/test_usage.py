import json
from pathlib import Path

import pytest

from maraude import cli
from tests.cli.conftest import Run

WRONG = [
    (["log"], 2),
    (["nothing"], 2),
    (["log", "s=", "--informed", "perhaps"], 2),
    (["tour"], 2),
    (["tour", "end", "--kilometres", "douze"], 2),
    (["demo", "--seed", "x"], 2),
    (["--lang", "de", "spots"], 2),
    (["spots", "--\x1b]0;titre\x07"], 2),
    (["near", "--category", "toilets"], 2),
    (["near", "--category", "toilets", "--need", "HYG", "--at=48.8,2.3"], 2),
    (["near", "--category", "toilets", "--at=nulle part"], 2),
    (["near", "--category", "toilets", "--at=48.8,2.3,1"], 2),
    (["near", "--category", "toilets", "--at=nan,2.3"], 2),
    (["near", "--category", "chaussettes", "--at=48.8,2.3"], 2),
    (["near", "--need", "ZZZ", "--at=48.8,2.3"], 2),
    (["near", "--category", "toilets", "--at=48.8,2.3", "--for", "zebra"], 2),
    (["near", "--category", "toilets", "--at=48.8,2.3", "--limit", "0"], 2),
    (["near", "--category", "toilets", "--at=48.8,2.3", "--minutes", "nan"], 2),
    (["near", "--category", "toilets", "--at=48.8,2.3", "--when", "2026-13-01T00:00"], 2),
    (["log", "s=", "--at", "hier"], 2),
    (["log", "s=", "--at", "0001-01-01T00:00"], 2),
    (["tour", "show", "--evening", "demain"], 2),
    (["spots", "add"], 2),
    (["log", "s=", "--spot", "nulle part"], 1),
    (["log", ""], 1),
    (["log", "\udcff\udc00"], 1),
    (["log", "s=", "--spot", "\udcff"], 1),
    (["log", "s= !plx"], 1),
    (["log", "\x1b]52;c;eA==\x07"], 1),
    (["tour", "end"], 1),
    (["undo"], 1),
    (["spots", "add", "\u202e\x1b"], 1),
    (["spots", "import", "/nowhere/file.csv"], 1),
    (["spots", "import", "~nobody-of-that-name/file.csv"], 1),
    (["spots", "import", "\udcff.csv"], 1),
    (["directory", "import", "/nowhere/file.json"], 1),
    (["backup", "/nowhere/file"], 1),
    (["key", "add", "--user", "…"], 1),
]


@pytest.mark.parametrize(("words", "status"), WRONG)
def test_bad_input_gets_a_sentence_and_never_a_traceback(
    options: list[str], words: list[str], status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([*words, *options]) == status
    shown = capsys.readouterr()

    assert shown.err.strip()
    assert shown.out == ""
    assert "Traceback" not in shown.err
    assert "n'aurait pas dû" not in shown.err
    assert "\x1b" not in shown.err


@pytest.mark.parametrize(("words", "status"), WRONG)
def test_bad_input_is_a_document_for_programs(run: Run, words: list[str], status: int) -> None:
    error = run(*words, status=status)["error"]

    assert set(error) == {"code", "message"}
    assert error["message"].strip()
    assert "\x1b" not in error["message"]


@pytest.mark.parametrize("words", [["log"], ["key", "add"], ["tour", "begin"]])
def test_wrong_usage_says_how_the_command_is_written(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(words) == 2

    assert capsys.readouterr().err.startswith("usage : maraude")


def test_options_stand_before_and_after_the_command(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([*options, "--json", "spots"]) == 0
    before = capsys.readouterr().out
    assert cli.main(["spots", *options, "--json"]) == 0

    assert capsys.readouterr().out == before == '{"spots": []}\n'


@pytest.mark.parametrize("place", [0, 1, 2])
def test_the_language_stands_anywhere(
    options: list[str], place: int, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["tour", "end", *options]
    words[place:place] = ["--lang", "en"]

    assert cli.main(words) == 1
    assert capsys.readouterr().err == "No tour is under way.\n"


def test_the_home_comes_from_the_environment_too(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MARAUDE_HOME", str(home))

    assert cli.main(["spots", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"spots": []}


@pytest.mark.parametrize("command", ["spots", "undo", "backup x", "key sheet", "tour show"])
def test_without_a_profile_every_command_says_so(
    tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "phrase").write_text("une phrase assez longue\n")
    where = ["--home", str(tmp_path / "none"), "--passphrase-file", str(tmp_path / "phrase")]

    assert cli.main([*command.split(), *where]) == 1
    assert "profil" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


def test_a_folder_that_cannot_be_made_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("une phrase assez longue\n")
    where = ["--home", str(tmp_path / "file/home"), "--passphrase-file", str(tmp_path / "file")]
    words = ["init", "--organisation", "O", "--team", "T", "--user", "U"]

    assert cli.main([*words, *where]) == 1
    assert str(tmp_path / "file") in capsys.readouterr().err
