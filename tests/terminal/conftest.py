import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from maraude.usecases import profiles, tours
from tests.once import once
from tests.team import PASSPHRASE, make_locked_profile
from tests.terminal.pseudo_terminal import PseudoTerminal

Open = Callable[..., PseudoTerminal]


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    """A profile that ``PASSPHRASE`` opens, of a team on tour."""
    made = once(tmp_path_factory, "on-tour", _make)
    return Path(shutil.copytree(made, tmp_path / "home"))


def _make(home: Path) -> None:
    make_locked_profile(home)
    with closing(profiles.unlock(home, PASSPHRASE)) as session:
        tours.start(session)


@pytest.fixture
def open_terminal(home: Path) -> Iterator[Open]:
    """Opens ``maraude`` in a terminal, ``by`` another program; kills what runs at the end.

    ``program`` is what Python runs.
    """
    with ExitStack() as opened:

        def open_one(
            *words: str,
            by: Sequence[str] = (),
            program: Sequence[str] = ("-m", "maraude"),
            **environ: str,
        ) -> PseudoTerminal:
            command = [*by, sys.executable, *program, *words]
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
