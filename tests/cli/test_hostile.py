"""Data that would command the terminal, in what every command prints and refuses."""

import argparse
import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from maraude import cli, paths
from maraude.cli import arguments
from maraude.domain.person import Person
from maraude.store.records import select
from maraude.usecases import profiles
from tests.once import once
from tests.team import KEY, Clock, leave
from tests.tui.filled import fill, some_services
from tests.tui.poison import PROBES, Poison, is_shown, poison

WORD = Poison().text().replace("\n", " ")
SHORT = "\x1b]0;titre\x07\u202e[/]vide"
"""A word that has room where an id has."""
NO_TEXT = "a\udcffb"
"""What a command line gives of bytes that are no text."""
HARMFUL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
EVENING = "2026-11-23"
AT = "--at=48.8676,2.3636"
SHOWING = (
    ("tour", "show"), ("tour", "show", "--evening", EVENING), ("people", "mar"),
    ("person", "CODE"), ("spots",), ("near", "--category", "night_shelter", AT),
    ("near", "--need", "HEB", AT), ("directory", "search", "halte", AT), ("directory", "status"),
    ("directory", "source", "list"), ("conflicts",), ("morning", "--evening", EVENING),
    ("gap", "--from", EVENING, "--to", EVENING), ("settings",), ("doctor",),
    ("subject-access", "CODE", "--checked", "known"),
    ("quarantine",), ("sync",),
    ("directory", "addresses", "status"), ("directory", "graph", "status"),
)  # fmt: skip
"""What shows what is stored."""
GIVEN = (
    ("person", WORD), ("people", WORD), ("log", WORD), ("log", f"h ,{WORD}"), ("spots", WORD),
    ("tour", "show", "--evening", WORD), ("near", "--category", WORD, AT), ("near", "--need", WORD),
    ("near", "--need", "HEB", f"--at={WORD}"), ("near", "--need", "HEB", "--address", WORD),
    ("directory", "search", WORD), ("directory", "import", WORD), ("directory", "update", WORD),
    ("directory", "import", "HOSTILE"), ("directory", "restore"), ("bundle", "read", "HOSTILE"),
    ("enrol", WORD), ("erase", WORD), ("restore", "HOSTILE"), ("spots", "import", "HOSTILE"),
    ("redact", WORD), ("redact", NO_TEXT), ("person", NO_TEXT), ("restrict", NO_TEXT),
    ("directory", "correct", NO_TEXT, "--closed"), ("settle", NO_TEXT, "--value", "1"),
    ("release", NO_TEXT), ("people", NO_TEXT), ("spots", NO_TEXT), ("log", NO_TEXT),
    ("directory", "remap", WORD), ("directory", "correct", WORD, "--closed"), (WORD,),
    ("tour", WORD), ("near", f"--{WORD}"), ("settings", "set", WORD, WORD),
    ("directory", "addresses", "import", "HOSTILE"), ("directory", "graph", "build", "HOSTILE"),
    ("morning", "--evening", WORD), ("gap", "--from", WORD), ("directory", "graph", "remove"),
    ("settle", WORD), ("release", WORD), ("doctor", WORD),
    ("directory", "source", "add", WORD, WORD),
    ("directory", "source", "remove", WORD), ("directory", "mapping", "HOSTILE"),
    ("directory", "template", "HOSTILE"), ("directory", "addresses", "find", WORD),
    ("bundle", "write", "HOSTILE"), ("backup", "HOSTILE"), ("tour", "start", "--sector", WORD),
)  # fmt: skip


"""What is given hostile words, or a file of a hostile name."""
FILE = f"{PROBES[8]}.csv"
APART = {"server", "init", "demo", "plain"}
"""What works on no profile, is tried elsewhere, or would be a program of its own."""
WITHOUT_DATA = [
    ("directory", "source", "list"), ("quarantine",), ("sync",),
    ("directory", "addresses", "status"), ("directory", "graph", "status"),
]  # fmt: skip
"""The profile has neither a server nor sources, addresses or streets."""


@pytest.fixture
def hostile(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    """A profile of hostile words, in a hostile folder, that opens like a demonstration."""
    home = tmp_path / "mar\x1b]0;titre\x07aude \u202e[b]"
    shutil.copytree(once(tmp_path_factory, "hostile-words", _make), home)
    (tmp_path / FILE).write_text("rien", "utf-8")
    return home


def _make(home: Path) -> None:
    home.mkdir()
    with closing(leave(home, Clock())) as session:
        fill(session)
        poison(session, some_services())
    paths.demo_key(home).write_bytes(KEY)


def commands(parser: argparse.ArgumentParser, *before: str) -> Iterator[tuple[str, ...]]:
    """Give the words of every command there is."""
    nested = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
    if before and not any(one.required for one in nested):
        yield before
    for one in nested:
        for name, below in one.choices.items():
            yield from commands(below, *before, name)


def others() -> Iterator[tuple[str, ...]]:
    """Give every other command of a laptop, alone and with one hostile word."""
    tried = {*SHOWING, *GIVEN}
    for words in commands(arguments.parser()):
        if words[0] not in APART and not any(one[: len(words)] == words for one in tried):
            yield from (words, (*words, WORD))


@pytest.mark.parametrize("as_json", [False, True], ids=["words", "json"])
def test_no_command_lets_data_command_the_terminal(
    hostile: Path,
    at_night: None,
    capsys: pytest.CaptureFixture[str],
    *,
    as_json: bool,
) -> None:
    with closing(profiles.open_with(hostile, KEY, "user:ines", Clock())) as session:
        (marta,) = select(session.store.reader, Person, "called LIKE 'Marta%' LIMIT 1")
    names = {"CODE": marta.code, "HOSTILE": str(hostile.parent / FILE)}
    told: dict[tuple[str, ...], str] = {}
    for line in (*SHOWING, *GIVEN, *others()):
        words = [names.get(word, word) for word in line]
        cli.main([*words, "--home", str(hostile), *["--json"] * as_json])
        shown = capsys.readouterr()
        told[line] = shown.out + shown.err

    assert {line: found for line, text in told.items() if (found := HARMFUL.findall(text))} == {}
    assert [line for line, text in told.items() if "aurait pas dû arriver" in text] == []
    assert [line for line in SHOWING if not is_shown(told[line])] == WITHOUT_DATA
