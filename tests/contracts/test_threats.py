"""What the table of threats names is there: every module, every test; and each section is whole."""

import ast
import re
from functools import cache
from pathlib import Path

from tests.contracts import removed
from tests.contracts.locks import ROOT

TABLE = ROOT / "assets/threats.md"
HEAD = ["Threat", "Mechanism", "Test"]
CHAPTERS = 8


def rows() -> list[tuple[str, str, str]]:
    """Give threat, mechanism and tests of each row."""
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [(row[0], row[1], row[2]) for row in cells if row != HEAD]


def names(cell: str) -> list[str]:
    """Give what stands between backticks."""
    return re.findall(r"`([^`]+)`", cell)


@cache
def defined_in(path: Path) -> set[str]:
    """Name the functions that a file of tests defines, in classes too."""
    if not path.is_file():
        return set()
    tree = ast.parse(path.read_text("utf-8"))
    return {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_every_chapter_has_its_table() -> None:
    text = TABLE.read_text("utf-8")

    assert text.count(f"| {' | '.join(HEAD)} |") == text.count("\n## ") == CHAPTERS


def test_what_stands_against_each_threat_is_there() -> None:
    wrong = [
        name
        for _threat, mechanism, _tests in rows()
        for name in names(mechanism) or [f"no module: {mechanism}"]
        if not (ROOT / "maraude" / name).is_file() and not (ROOT / name).is_file()
    ]
    assert wrong == []


def test_every_test_of_a_threat_is_there() -> None:
    wrong = []
    for threat, _mechanism, tests in rows():
        for name in names(tests) or [f"no test: {threat}"]:
            file, _colons, test = name.partition("::")
            if not test.startswith("test_") or test not in defined_in(ROOT / "tests" / file):
                wrong.append(name)
    assert wrong == []


def test_what_the_program_takes_away_is_written_once_and_has_its_row() -> None:
    named = {name for row in rows() for name in names(row[2])}

    assert {
        removal.written: removed.count(removal) for removal in removed.REMOVALS
    } == dict.fromkeys((removal.written for removal in removed.REMOVALS), 1)
    assert {removal.test for removal in removed.REMOVALS} <= named
