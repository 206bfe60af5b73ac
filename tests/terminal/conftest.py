import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from maraude import cli
from tests.terminal.pseudo_terminal import PseudoTerminal

PASSPHRASE = "une phrase assez longue"
Open = Callable[..., PseudoTerminal]


@pytest.fixture(scope="session")
def made_profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile made by ``maraude init``, once: deriving its key takes half a second."""
    folder = tmp_path_factory.mktemp("profile")
    passphrase = folder / "passphrase"
    passphrase.write_text(f"{PASSPHRASE}\n")
    home = folder / "home"
    words = ["--organisation", "Les Lucioles", "--team", "Nord", "--user", "Inès"]
    options = ["--home", str(home), "--passphrase-file", str(passphrase)]
    assert cli.main(["init", *words, *options]) == 0
    assert cli.main(["tour", "start", *options]) == 0
    return home


@pytest.fixture
def home(made_profile: Path, tmp_path: Path) -> Path:
    """A copy of the profile, on tour."""
    return Path(shutil.copytree(made_profile, tmp_path / "home"))


@pytest.fixture
def open_terminal(home: Path) -> Iterator[Open]:
    """Opens ``maraude`` in a terminal; kills what is still running at the end."""
    with ExitStack() as opened:

        def open_one(*words: str, **environ: str) -> PseudoTerminal:
            command = [sys.executable, "-m", "maraude", *words]
            environ = {"MARAUDE_HOME": str(home), **environ}
            return opened.enter_context(PseudoTerminal(command, environ=environ))

        yield open_one


def unlock(terminal: PseudoTerminal, seen: str = r"noter|record") -> None:
    """Type the passphrase, and wait for the evening's screen."""
    terminal.until(r"Phrase de passe|Passphrase")
    terminal.settle()
    terminal.type(f"{PASSPHRASE}<enter>")
    terminal.until(seen)
    terminal.settle()
