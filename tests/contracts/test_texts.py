import argparse
import ast
import inspect
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo

from tests.contracts import catalogue

EDGES = re.compile(r"^\s*|\s*$")
PRINTF = re.compile(r"%(?:\((\w+)\))?([a-z%])")


def calls(tree: ast.AST, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node


def forms(text: object) -> tuple[str, ...]:
    """Give the one form of a plain text, or those of a text that counts."""
    return (text,) if isinstance(text, str) else tuple(text) if isinstance(text, Iterable) else ()


def translations(texts: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
    return {forms(message.id): forms(message.string) for message in texts if message.id}


def pairs(path: Path) -> Iterator[tuple[str, str]]:
    """Give each form of a source text with that of its translation, where it has one."""
    for sources, translated in translations(catalogue.read(path)).items():
        yield from (pair for pair in zip(sources, translated, strict=True) if pair[1])


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_text_of_the_source_is_translated() -> None:
    missing = [message.id for message in catalogue.untranslated(catalogue.refreshed())]
    assert missing == [], "python -m tests.contracts.catalogue, then translate"


def test_the_catalogue_is_what_the_source_gives(tmp_path: Path) -> None:
    again = tmp_path / "maraude.po"
    catalogue.write(catalogue.refreshed(), again)
    assert catalogue.ENGLISH.read_text("utf-8") == again.read_text("utf-8")


@pytest.mark.parametrize("path", [catalogue.ENGLISH, catalogue.ARGPARSE])
def test_what_the_program_reads_was_compiled_from_the_catalogue(path: Path) -> None:
    with path.with_suffix(".mo").open("rb") as file:
        compiled = translations(read_mo(file))
    assert compiled == translations(catalogue.read(path))


def test_translations_fill_in_the_same_values() -> None:
    differing = [
        source
        for source, translation in pairs(catalogue.ENGLISH)
        if placeholders(source) != placeholders(translation)
    ]
    assert differing == []


def test_translations_keep_the_spaces_and_lines_around_a_text() -> None:
    differing = [
        source
        for source, translation in pairs(catalogue.ENGLISH)
        if EDGES.findall(source) != EDGES.findall(translation)
    ]
    assert differing == []


def test_no_text_is_put_together_before_it_is_translated() -> None:
    composed = [
        f"{path.name}:{argument.lineno}"
        for path in (catalogue.ROOT / "maraude").rglob("*.py")
        for call in calls(ast.parse(path.read_text("utf-8")), {"_", "N_", "ngettext"})
        for argument in call.args[:2]
        if isinstance(argument, ast.JoinedStr | ast.BinOp)
    ]
    assert composed == []


def test_no_text_stands_in_an_f_string_where_the_catalogue_misses_it() -> None:
    hidden = [
        f"{path.name}:{call.lineno}"
        for path in (catalogue.ROOT / "maraude").rglob("*.py")
        for string in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(string, ast.JoinedStr)
        for call in calls(string, {"_", "N_", "ngettext"})
        if isinstance(call.args[0], ast.Constant)
    ]
    assert hidden == []


def test_every_word_of_argparse_is_translated() -> None:
    french = dict(pairs(catalogue.ARGPARSE))
    words = [
        str(argument.value)
        for call in calls(ast.parse(inspect.getsource(argparse)), {"_", "ngettext"})
        for argument in call.args[:2]
        if isinstance(argument, ast.Constant)
    ]
    assert "usage: " in words
    assert [word for word in words if not french.get(word)] == []


def test_argparse_in_french_fills_in_the_same_values() -> None:
    differing = [
        source
        for source, translation in pairs(catalogue.ARGPARSE)
        if sorted(PRINTF.findall(source)) != sorted(PRINTF.findall(translation))
    ]
    assert differing == []
