import json
import re
import signal
from pathlib import Path

import pytest

from maraude import cli
from tests.team import PASSPHRASE
from tests.terminal.conftest import Open, unlock

CANNOT_FLUSH = 120
"""Python's exit status where nobody is left to read its last words."""


def shown(home: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, list[dict[str, object]]]:
    """Give what ``tour show`` says of the profile's evening."""
    passphrase = home.parent / "passphrase"
    passphrase.write_text(PASSPHRASE)
    capsys.readouterr()
    options = ["--home", str(home), "--passphrase-file", str(passphrase), "--json"]
    assert cli.main(["tour", "show", *options]) == 0
    document: dict[str, list[dict[str, object]]] = json.loads(capsys.readouterr().out)
    return document


def test_the_target_encounter_takes_nine_keys(
    home: Path, open_terminal: Open, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = open_terminal()
    unlock(terminal)
    keys = ["n", "é", "h", "c", "=", "u", "-", "r", "<enter>"]
    for key in keys:
        terminal.type(key)
    terminal.until(r"Enregistré · Ctrl\+Z annule")
    terminal.process.kill()
    terminal.process.wait()

    (kept,) = shown(home, capsys)["encounters"]
    assert len(keys) == 9
    assert kept["people"] == 2
    assert kept["given"] == [{"code": "COU", "quantity": 2}]
    assert kept["referrals"] == [{"target": "115", "result": "NPA"}]


def test_the_draft_survives_a_kill(open_terminal: Open) -> None:
    terminal = open_terminal()
    unlock(terminal)
    terminal.type("n")
    terminal.until("Entrée enregistrer")
    terminal.type("éhc=u-")
    terminal.until(r"> éhc=u- +brouillon gardé")
    terminal.process.kill()
    terminal.process.wait()

    again = open_terminal()
    unlock(again, "Entrée enregistrer")
    assert re.search(r"> éhc=u- +brouillon gardé", again.text)
    assert "115 : pas de place" in again.text


def test_locking_leaves_a_fresh_unlock_screen_in_the_same_terminal(open_terminal: Open) -> None:
    terminal = open_terminal()
    unlock(terminal)
    terminal.type("n")
    terminal.until("Entrée enregistrer")
    terminal.type("2s= /près du pont")
    terminal.until("brouillon gardé")
    terminal.type("<ctrl+l>")
    terminal.until("Phrase de passe")
    terminal.settle()

    assert "pont" not in terminal.text
    assert terminal.process.poll() is None
    unlock(terminal, "Entrée enregistrer")
    assert "2s= /près du pont" in terminal.text


def test_the_program_ends_when_its_terminal_closes(open_terminal: Open) -> None:
    terminal = open_terminal()
    unlock(terminal)
    terminal.hang_up()

    assert terminal.process.wait(10) in (1, CANNOT_FLUSH, -signal.SIGHUP)


def test_it_ends_with_its_terminal_though_no_signal_says_so(open_terminal: Open) -> None:
    deaf = ("/bin/sh", "-c", "trap '' HUP; \"$@\"; exit 7", "sh")
    terminal = open_terminal(by=deaf)
    unlock(terminal)
    terminal.type("n")
    terminal.hang_up()

    assert terminal.process.wait(30) == 7


@pytest.mark.parametrize(
    ("language", "footer"),
    [
        ("fr", r"n noter +p proche +, fiches +t bilan +! urgence +\? aide"),
        ("en", r"n record +p near +, people +t debrief +! emergency +\? help"),
    ],
)
def test_the_evening_fits_eighty_columns(open_terminal: Open, language: str, footer: str) -> None:
    terminal = open_terminal("--lang", language)
    unlock(terminal)

    assert re.search(footer, terminal.text.splitlines()[-1])


@pytest.mark.parametrize("language", ["fr", "en"])
def test_la_ligne_fits_eighty_columns_with_every_letter(open_terminal: Open, language: str) -> None:
    terminal = open_terminal("--lang", language)
    unlock(terminal)
    terminal.type("n")
    terminal.until("Entrée enregistrer|Enter save")
    terminal.settle()
    letters = set(re.findall(r"│([a-z]) \w", terminal.text))

    assert letters == set("abcdefghijklmopqrstuvwxyz")
    assert re.search(r"(F1 aide|F1 help) *$", terminal.text.splitlines()[-1])


def test_the_first_paint_asks_for_the_passphrase(open_terminal: Open) -> None:
    terminal = open_terminal()
    terminal.until("Phrase de passe")

    assert "\x1b[?1049h" in terminal.sent.decode(errors="replace")


def test_a_wrong_passphrase_is_a_sentence(open_terminal: Open) -> None:
    terminal = open_terminal()
    terminal.until("Phrase de passe")
    terminal.settle()
    terminal.type("ce n'est pas la bonne<enter>")
    terminal.until("Cette phrase de passe n'ouvre pas ce profil")


def test_the_demonstration_opens_without_a_prompt(open_terminal: Open, tmp_path: Path) -> None:
    terminal = open_terminal(
        "demo", MARAUDE_HOME=str(tmp_path / "new"), MARAUDE_NOW="2026-11-23T22:53"
    )
    terminal.until(r"Maraude Nord · lundi 23 nov\. · 22:53")
    assert "démonstration · tout est fictif" in terminal.until("tout est fictif")
    terminal.until("Lucie")


@pytest.mark.parametrize("environ", [{"TERM": "dumb"}, {"LC_ALL": "fr_FR.ISO-8859-1"}])
def test_an_unfit_terminal_gets_a_sentence_and_the_commands_that_work(
    open_terminal: Open, environ: dict[str, str]
) -> None:
    terminal = open_terminal(**environ)
    status = terminal.ended()

    assert status == 1
    assert "maraude tour show" in re.sub(r"\s+", " ", terminal.text)
