import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from maraude import cli, paths
from maraude.domain.clock import system_now
from maraude.domain.identifiers import slug
from maraude.server.exchange import exchange
from maraude.store.store import Store
from tests.once import once
from tests.server.serving import Served, serving
from tests.team import KEY, PASSPHRASE, PROFILE, make_locked_profile, make_profile

Run = Callable[..., Any]
Laptop = Callable[..., Run]


@pytest.fixture
def at_night(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be 01:30 where a profile opens like a demonstration, without a key to derive."""
    monkeypatch.setenv("MARAUDE_NOW", "2026-11-24T01:30")


@pytest.fixture
def home(tmp_path: Path, at_night: None) -> Path:
    """A profile that opens like a demonstration."""
    made = tmp_path / "home"
    made.mkdir()
    make_profile(made)
    paths.demo_key(made).write_bytes(KEY)
    return made


@pytest.fixture
def options(home: Path) -> list[str]:
    return ["--home", str(home)]


@pytest.fixture
def run(options: list[str], capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command with ``--json``; gives its document, or its error with the exit status."""
    return runner(options, capsys)


@pytest.fixture
def laptop(tmp_path: Path, capsys: pytest.CaptureFixture[str], at_night: None) -> Laptop:
    """Make one more laptop, of somebody of a team, that opens in the same way."""

    def make(user: str, team: str, *, demo: bool = False) -> Run:
        made = tmp_path / user
        made.mkdir()
        profile = replace(PROFILE, team=slug("team", team), team_name=team, demo=demo)
        Store.create(made, KEY, profile, slug("user", user), system_now).close()
        paths.demo_key(made).write_bytes(KEY)
        return runner(["--home", str(made)], capsys)

    return make


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    """The organisation's server, on a port of its own."""
    with serving(tmp_path / "server", answer=exchange) as running:
        yield running


@pytest.fixture
def base(server: Served, capsys: pytest.CaptureFixture[str]) -> Run:
    """The commands given on the server's own machine."""
    return runner(["--home", str(server.home.folder)], capsys)


@pytest.fixture
def locked_home(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    """A profile that a passphrase opens."""
    (tmp_path / "passphrase").write_text(f"{PASSPHRASE}\n")
    made = once(tmp_path_factory, "locked", make_locked_profile)
    return Path(shutil.copytree(made, tmp_path / "locked"))


@pytest.fixture
def key(locked_home: Path) -> list[str]:
    """The options that open it."""
    passphrase = locked_home.parent / "passphrase"
    return ["--home", str(locked_home), "--passphrase-file", str(passphrase)]


@pytest.fixture
def run_locked(key: list[str], capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on the profile that a passphrase opens."""
    return runner(key, capsys)


def runner(options: list[str], capsys: pytest.CaptureFixture[str]) -> Run:
    def run_one(*words: str, status: int = 0) -> Any:
        capsys.readouterr()
        assert cli.main([*words, *options, "--json"]) == status
        shown = capsys.readouterr()
        assert (shown.err if not status else shown.out) == ""
        return json.loads(shown.err if status else shown.out)

    return run_one
