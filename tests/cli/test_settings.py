from pathlib import Path

import pytest

from maraude import cli
from tests.cli.conftest import Run


def test_the_settings_are_a_document(run: Run) -> None:
    assert run("settings") == {
        "settings": {
            "language": "fr",
            "theme": "night",
            "speed": "4.8",
            "time-zone": "Europe/Paris",
            "team": "Nord",
            "on-call": "",
            "territory": "paris",
        }
    }


def test_one_setting_is_changed_and_shown(run: Run) -> None:
    assert run("settings", "speed", "5,5") == {"settings": {"speed": "5.5"}}
    assert run("settings", "speed") == {"settings": {"speed": "5.5"}}


def test_an_empty_value_takes_the_number_away(run: Run) -> None:
    run("settings", "on-call", "01 99 00 12 34")

    assert run("settings", "on-call", "") == {"settings": {"on-call": ""}}


@pytest.mark.parametrize(
    ("words", "code", "status"),
    [
        (["colour"], "unknown-setting", 2),
        (["speed", "vite"], "wrong-setting", 2),
        (["time-zone", "Europe/Londre"], "wrong-setting", 2),
        (["territory", "lyon"], "fixed-setting", 1),
    ],
)
def test_what_cannot_be_set_is_refused(run: Run, words: list[str], code: str, status: int) -> None:
    assert run("settings", *words, status=status)["error"]["code"] == code


def test_the_language_chosen_is_that_of_the_next_command_and_of_wrong_usage(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["settings", "language", "en", *options]) == 0
    assert capsys.readouterr().out == "Language: English · saved\n"
    assert cli.main(["tour", "end", *options]) == 1
    assert capsys.readouterr().err == "No tour is under way.\n"
    assert cli.main([*options, "log"]) == 2
    assert capsys.readouterr().err.startswith("usage: maraude log")


def test_the_language_asked_for_wins_over_the_one_chosen(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main(["settings", "language", "en", *options])
    capsys.readouterr()

    assert cli.main(["tour", "end", "--lang", "fr", *options]) == 1
    assert capsys.readouterr().err == "Aucune maraude n'est en cours.\n"


def test_a_demonstration_made_anew_keeps_what_was_chosen_in_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = ["--home", str(tmp_path / "home")]
    demo = ["--home", str(tmp_path / "home-demo")]
    assert cli.main(["demo", "--headless", *home]) == 0
    assert cli.main(["settings", "language", "en", *demo]) == 0
    capsys.readouterr()
    assert cli.main(["demo", "--headless", *home]) == 0

    assert capsys.readouterr().out.startswith("Demonstration ready")
    assert cli.main(["settings", "language", *demo]) == 0
    assert "English" in capsys.readouterr().out
