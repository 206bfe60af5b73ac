"""Data that would command the terminal, in what every command of the server prints and refuses."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Text, insert, update

from maraude import cli
from maraude.cli import arguments
from maraude.server import audit, dismissals
from maraude.server import home as homes
from maraude.server.database import Database
from maraude.server.tables import directory_source, metadata
from tests.cli.test_hostile import FILE, HARMFUL, NO_TEXT, SHORT, WORD, commands
from tests.server.laptop import Laptop, enrol
from tests.team import Clock
from tests.tui.poison import Poison, is_shown

LINKS = {"row", "type", "parent", "device"}
"""Columns that say what belongs together; ids that a laptop gives are hostile as it gave them."""
READ = {
    "server_meta.value",
    "device.role",
    "quarantine.reason",
    "invitation.feeds",
    "directory_source.copied_on",
}
"""Columns in which another value would be no server's: what they hold is read, not shown."""
SHOWING = (
    ("status",), ("devices",), ("audit",), ("audit", "--verify"), ("erasures",), ("quarantine",),
    ("quarantine", "--contents"), ("purge", "--dry-run"), ("directory", "status"),
)  # fmt: skip
"""What shows what is stored."""
WITHOUT_WORDS = [("audit", "--verify")]
"""Its answer is a number."""
GIVEN = (
    ("invite", "--role", "volunteer", "--feed", WORD), ("invite", "--role", WORD),
    ("grant", "portable", "--feed", WORD), ("grant", WORD, "--feed", "paris"), ("revoke", WORD),
    ("revoke", "portable"), ("dismiss", "portable", WORD), ("dismiss", WORD, "sam"),
    ("require", WORD), ("release", WORD), ("recover", "HOSTILE", "ANSWER"), ("recover", WORD, WORD),
    ("bundle", "HOSTILE", "ANSWER"), ("directory", "import", "HOSTILE"),
    ("directory", "import", "HOSTILE", "--format", WORD), ("directory", "remove", WORD),
    ("directory", "remove", "essai", "--confirm"), ("backup", "HOSTILE"), ("backup", "ANSWER"),
    ("restore", "HOSTILE"), ("upgrade", "--database", WORD), ("upgrade",), ("sheet",), ("epoch",),
    ("init", "--organisation", WORD), ("init", "--address", WORD), ("init", "--database", WORD),
    ("purge",), (WORD,), ("revoke", NO_TEXT), ("grant", NO_TEXT, "--feed", "paris"),
    ("dismiss", "portable", NO_TEXT), ("release", NO_TEXT), ("require", NO_TEXT),
    ("invite", "--role", "volunteer", "--feed", NO_TEXT), ("directory", "remove", NO_TEXT),
)  # fmt: skip
"""What is given hostile words, or a file of a hostile name."""
APART = {"run"}
"""It answers until it is ended; what it prints is its own address."""


@pytest.fixture
def hostile(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A server in a hostile folder, to which laptops said nothing but hostile words."""
    folder = tmp_path / "ser\x1b]0;titre\x07veur \u202e[b]"
    assert cli.main(["server", "init", "--organisation", WORD, "--home", str(folder)]) == 0
    (tmp_path / FILE).write_text("rien", "utf-8")
    with homes.read(folder).database() as database:
        _exchange(database)
        with database.write() as connection:
            _poison(connection, Poison())
    capsys.readouterr()
    return folder


def _exchange(database: Database) -> None:
    """Let a laptop write what is applied, what is erased and what is set aside."""
    enrol(database, "portable")
    clock = Clock()
    clock.pass_time(days=-1_000)
    laptop = Laptop(database, "portable", clock)
    laptop.put("person", "momo", code=SHORT, called=WORD, informed="yes")
    laptop.put("person", SHORT, code="ABCDEFG", called="Marta", informed="yes")
    laptop.exchange()
    laptop.name = SHORT
    laptop.write("erase", "person", SHORT, seen=laptop.version(SHORT))
    laptop.put("note", "aside", text=WORD, territory="territory:lyon")
    laptop.put("unheard_of", "strange", text=WORD, territory="territory:lyon")
    laptop.name = "portable"
    laptop.exchange()
    with database.write() as connection:
        dismissals.order(connection, "portable", "user:sam", Clock())
        audit.record(connection, WORD, WORD, WORD, 0)
        source = {"source": "essai", "version": 1, "head": 1, "count": 1, "sum": 0}
        told = {"attribution": "", "copied_on": "2026-11-23"}
        connection.execute(insert(directory_source).values(**source, **told))


def _poison(connection: Connection, poison_of: Poison) -> None:
    """Put hostile words into every column of text; what is kept in the audit cannot be changed."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            is_text = isinstance(column.type, Text) and table.name != "audit"
            is_kept = column.name in LINKS or f"{table.name}.{column.name}" in READ
            if is_text and not (column.primary_key or is_kept):
                connection.execute(update(table).values({column.name: poison_of.text("Nord")}))


def others() -> Iterator[tuple[str, ...]]:
    """Give every other command of a server, alone and with one hostile word."""
    tried = {*SHOWING, *GIVEN}
    for noun, *rest in commands(arguments.parser()):
        words = tuple(rest)
        if noun != "server" or words[0] in APART:
            continue
        if not any(one[: len(words)] == words for one in tried):
            yield from (words, (*words, WORD))


@pytest.mark.parametrize("as_json", [False, True], ids=["words", "json"])
def test_no_command_lets_what_laptops_said_command_the_terminal(
    hostile: Path, capsys: pytest.CaptureFixture[str], *, as_json: bool
) -> None:
    names = {"HOSTILE": str(hostile.parent / FILE), "ANSWER": str(hostile.parent / "answer")}
    told: dict[tuple[str, ...], str] = {}
    for line in (*SHOWING, *GIVEN, *others()):
        words = [names.get(word, word) for word in line]
        cli.main(["server", *words, "--home", str(hostile), *["--json"] * as_json])
        shown = capsys.readouterr()
        told[line] = shown.out + shown.err

    assert {line: found for line, text in told.items() if (found := HARMFUL.findall(text))} == {}
    assert [line for line, text in told.items() if "aurait pas dû arriver" in text] == []
    assert [line for line in SHOWING if not is_shown(told[line])] == WITHOUT_WORDS
