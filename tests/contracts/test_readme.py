import re

import pytest

from maraude.cli import arguments
from tests.contracts.readme import README, with_keys


def test_the_keys_are_those_of_the_table_of_commands() -> None:
    text = README.read_text("utf-8")

    assert with_keys(text) == text


def commands() -> list[str]:
    """Give the commands of the README's blocks, without what they print or explain."""
    blocks = re.findall(r"```sh\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    lines = (line.partition("#")[0].strip() for block in blocks for line in block.splitlines())
    return [line for line in lines if line.startswith("maraude")]


@pytest.mark.parametrize("command", commands())
def test_every_command_shown_is_understood(command: str) -> None:
    words = [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', command)]

    arguments.parse(words[1:])


def test_the_picture_shown_is_there() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README.read_text("utf-8"))

    assert pictures
    assert all((README.parent / picture).is_file() for picture in pictures)
