"""The help and the usage errors of every command in a language of the test."""

import argparse
import gettext
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from maraude import i18n
from maraude.cli import arguments
from tests.contracts import catalogue
from tests.pseudo import Pseudo, pseudo, untranslated

SAME_IN_ALL_LANGUAGES = "maraude ISO KM CODE FORMAT LAT LON woman pets json fr en lang JSON URL"
"""What is typed as it is, and the names of formats and units."""


@pytest.fixture(autouse=True)
def pseudo_locale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Translate the program's texts, and argparse's own through gettext as it reads them."""
    folder = tmp_path / "xx" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "argparse.mo").open("wb") as file:
        write_mo(file, of_argparse())
    monkeypatch.setenv("LANGUAGE", "fr")
    monkeypatch.setenv("COLUMNS", "80")
    i18n.install(Pseudo(), "fr")
    i18n.translate_argparse()
    monkeypatch.setenv("LANGUAGE", "xx")
    gettext.bindtextdomain("argparse", tmp_path)
    yield
    i18n.use("fr")
    i18n.translate_argparse()


def of_argparse() -> Catalog:
    """Give argparse's own texts, each in the language of the test."""
    translated = Catalog("fr")
    for message in catalogue.read(catalogue.ARGPARSE):
        if isinstance(message.id, str) and message.id:
            translated.add(message.id, pseudo(message.id))
        elif message.id:
            translated.add(message.id, tuple(pseudo(form) for form in message.id))
    return translated


def parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Give a parser with all that stand below it."""
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from parsers(below)


def typed_words(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Give what is typed as it is: commands, options and what they offer."""
    for each in parsers(parser):
        yield each.prog
        for action in each._actions:
            yield from action.option_strings
            yield from map(str, action.choices or ())


def test_every_word_of_every_help_is_translated() -> None:
    top = arguments.parser()
    typed = " ".join(typed_words(top))
    helps = {each.prog: each.format_help() for each in parsers(top)}

    left = {
        name: words
        for name, text in helps.items()
        if (words := untranslated(text, f"{SAME_IN_ALL_LANGUAGES} {typed}"))
    }
    assert len(helps) > 15
    assert left == {}


@pytest.mark.parametrize(
    "words",
    [
        ["log"],
        ["abcd"],
        ["tour"],
        ["tour", "end", "--kilometres", "xyz"],
        ["log", "xyz", "--informed", "xyz"],
        ["near", "--category", "xyz", "--need", "xyz", "--at=xyz"],
        ["--lang", "xyz"],
        ["--home"],
        ["spots", "--xyz"],
        ["demo", "--headless=xyz"],
        ["settings", "speed", "xyz", "abcd"],
        ["demo", "--seed", "xyz"],
    ],
)
def test_every_word_of_a_usage_error_is_translated(words: list[str]) -> None:
    typed = " ".join([*typed_words(arguments.parser()), *words])
    with pytest.raises(arguments.WrongUsage) as wrong:
        arguments.parse(words)

    said = f"{wrong.value.usage}\n{wrong.value.message}"
    assert untranslated(said, f"{SAME_IN_ALL_LANGUAGES} {typed}") == [], said
