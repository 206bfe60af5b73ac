"""Data that would command the terminal, on every screen, byte by byte as the terminal gets it."""

import re
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec import json

from tests.once import once
from tests.team import Clock, leave
from tests.terminal.hostile import ways
from tests.terminal.pseudo_terminal import PseudoTerminal
from tests.tui.filled import fill, some_services
from tests.tui.poison import PROBES, poison

CONTROL = tuple(probe for probe in PROBES if not probe.startswith("["))
WITHOUT_DATA = {
    "a file, an open alert", "a stick", "all commands", "answer of the 115",
    "directory", "for whom one looks", "help", "nearby, an address", "set aside, without a server",
    "settings, a zone", "stock", "unlock", "what becomes of it", "what protects", "which help",
    "who can open", "whose file ends",
}  # fmt: skip
"""Screens that show the program's own words, codes and figures alone, or nobody that evening."""
RETURN = "\x1b[?1049l"
# What Textual itself sends: styles, cursor, modes, keyboard protocol. Nothing else may come.
ALLOWED = re.compile(
    r"\x1b\[[0-9;:]*m|\x1b\[[0-9;]*[HABCDJK]|\x1b\[[?<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p"
    r"|\x1b\[[0-9;]*t|\x1b\[>[0-9]*q"
)

# Textual tells the terminal which pointer to show.
POINTER = re.compile(r"\x1b\]22;[a-z-]*\x07")


@dataclass(frozen=True)
class Seen:
    """Every byte that the terminal got, and on which ways probes and links were shown."""

    sent: str
    probed: set[str]
    linked: set[str]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """What was sent while every screen showed an evening of hostile words, in a hostile folder."""
    folder = once(tmp_path_factory, "hostile", _show)
    told = json.decode((folder / "told").read_bytes())
    sent = (folder / "sent").read_bytes().decode()
    return Seen(POINTER.sub("", sent), set(told["probed"]), set(told["linked"]))


def _show(folder: Path) -> None:
    home = folder / "mar\x1b]0;titre\x07aude \u202e[b]"
    home.mkdir(parents=True)
    with closing(leave(home, Clock())) as session:
        fill(session)
        poison(session, some_services())
    command = [sys.executable, "-m", "tests.terminal.hostile", str(home), str(folder / "told")]
    with PseudoTerminal(command, columns=100, rows=40, drawn=False) as terminal:
        assert terminal.ended(seconds=300) == 0, terminal.sent[-2_000:].decode()
        (folder / "sent").write_bytes(terminal.sent)


def test_there_are_twenty_four_probes() -> None:
    assert len(PROBES) == 24


def test_every_screen_that_shows_data_was_shown_the_probes(seen: Seen) -> None:
    assert {way.name for way in ways()} - seen.probed == WITHOUT_DATA


def test_no_probe_reaches_the_terminal(seen: Seen) -> None:
    own = {RETURN: seen.sent.count("\x1b[?1049h")}  # the application itself leaves its screen

    assert [probe for probe in CONTROL if seen.sent.count(probe) != own.get(probe, 0)] == []


def test_markup_is_shown_as_it_is_written(seen: Seen) -> None:
    plain = ALLOWED.sub("", seen.sent)

    assert "[/]" in plain
    assert "[@click=app.quit]" in plain
    assert "[né 1980]" in plain
    assert seen.linked == set()


def test_nothing_but_textuals_own_sequences_reaches_the_terminal(seen: Seen) -> None:
    rest = ALLOWED.sub("", seen.sent)

    assert set(re.findall(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", rest)) == set()
    assert set(re.findall("[\u2028-\u202e\u2066-\u2069\ufdd0]", rest)) == set()
