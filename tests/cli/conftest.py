import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from maraude import cli

PASSPHRASE = "une phrase assez longue"
Run = Callable[..., Any]


@pytest.fixture(scope="session")
def made_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile made once: deriving its keys takes a second."""
    folder = tmp_path_factory.mktemp("made")
    passphrase = folder / "passphrase"
    passphrase.write_text(f"{PASSPHRASE}\n")
    home = folder / "home"
    words = ["init", "--organisation", "Les Lucioles", "--team", "Nord", "--user", "Inès"]
    assert cli.main([*words, "--home", str(home), "--passphrase-file", str(passphrase)]) == 0
    return home


@pytest.fixture
def home(made_home: Path, tmp_path: Path) -> Path:
    (tmp_path / "passphrase").write_text(f"{PASSPHRASE}\n")
    return Path(shutil.copytree(made_home, tmp_path / "home"))


@pytest.fixture
def options(home: Path) -> list[str]:
    return ["--home", str(home), "--passphrase-file", str(home.parent / "passphrase")]


@pytest.fixture
def run(options: list[str], capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command with ``--json``; gives its document, or its error with the exit status."""

    def run_one(*words: str, status: int = 0) -> Any:
        capsys.readouterr()
        assert cli.main([*words, *options, "--json"]) == status
        shown = capsys.readouterr()
        return json.loads(shown.err if status else shown.out)

    return run_one
