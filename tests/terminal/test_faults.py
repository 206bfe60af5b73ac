"""Faults met by the program as it runs: each ends in a sentence, and nothing is lost."""

import re
import shutil
from pathlib import Path

import pytest

from maraude import paths
from maraude.store.keyring import open_slot
from tests.damage import damage_table
from tests.team import PASSPHRASE
from tests.terminal.conftest import Open, unlock

LONG = 0.8
"""Seconds without output after which a resized screen is drawn."""


def noted(open_terminal: Open) -> None:
    """Note one encounter, and leave."""
    terminal = open_terminal()
    unlock(terminal)
    terminal.type("n")
    terminal.until("Entrée enregistrer")
    terminal.type("s=<enter>")
    terminal.until("Enregistré")
    terminal.type("<ctrl+q>")
    assert terminal.ended() == 0


def test_damage_met_on_the_way_ends_in_a_sentence_and_the_next_start_recovers(
    home: Path, open_terminal: Open
) -> None:
    noted(open_terminal)
    key = open_slot(paths.keyring(home), PASSPHRASE).key
    damage_table(home, key, "encounter")
    broken = open_terminal()
    unlock(broken, "est abîmée")
    broken.ended()

    assert "Relancez maraude" in broken.sent.decode()
    assert b"Traceback" not in broken.sent
    again = open_terminal()
    unlock(again, "soupe ×1")
    assert "est reprise" in re.sub(r"\s+", " ", again.text)


def test_a_second_window_is_refused_and_the_first_goes_on(open_terminal: Open) -> None:
    first = open_terminal()
    unlock(first)
    second = open_terminal()
    unlock(second, "déjà ouvert")
    first.process.kill()
    first.process.wait()
    third = open_terminal()
    unlock(third)

    assert "autre fenêtre de maraude" in re.sub(r"\s+", " ", second.text)


def test_a_lost_keyring_is_not_taken_for_a_new_laptop(home: Path, open_terminal: Open) -> None:
    for copy in home.glob("keyring.json*"):
        copy.unlink()
    terminal = open_terminal()
    unlock(terminal, "clés a disparu")

    assert "maraude init" not in terminal.text


def test_a_truncated_keyring_gives_way_to_its_previous_copy(
    home: Path, open_terminal: Open
) -> None:
    keyring = paths.keyring(home)
    shutil.copy(keyring, home / "keyring.json.previous")
    keyring.write_bytes(keyring.read_bytes()[:80])
    terminal = open_terminal()
    unlock(terminal)

    assert "Traceback" not in terminal.text


@pytest.mark.parametrize("size", [(80, 24), (60, 15), (30, 8), (20, 5), (200, 60)])
def test_a_terminal_of_any_size_is_survived(open_terminal: Open, size: tuple[int, int]) -> None:
    terminal = open_terminal()
    unlock(terminal)
    terminal.resize(*size)
    terminal.settle(LONG)
    terminal.type("n")
    terminal.settle(LONG)
    terminal.type("s=")
    terminal.settle(LONG)
    terminal.resize(80, 24)
    terminal.settle(LONG)
    terminal.type("<f1>")
    terminal.until("pour lire la suite")
    terminal.type("<escape>")
    terminal.until(r"> s= +brouillon gardé")

    assert terminal.process.poll() is None
