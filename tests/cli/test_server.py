import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from maraude import cli, paths
from maraude.domain.clock import system_now
from maraude.protocol.enrolment import Code, EnrolRequest
from maraude.server import home, invitations
from maraude.sync import link
from tests.cli.conftest import runner
from tests.server.serving import INC

ROOT = Path(__file__).parents[2]
Run = Callable[..., Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "server"


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command of the server of ``folder``; gives its document, or its error."""
    one = runner(["--home", str(folder)], capsys)
    return lambda *words, status=0: one("server", *words, status=status)


@pytest.fixture
def made(run: Run) -> Run:
    """The same, once the server is made."""
    run("init", "--organisation", "Les Lucioles", "--address", "maraude.example.org:8443")
    return run


@contextmanager
def running(folder: Path, *options: str) -> Iterator[str]:
    """Run the server as a process of its own; gives where it says that it listens."""
    words = ["server", "run", "--port", "0", *options, "--home", str(folder), "--json"]
    process = subprocess.Popen(
        [sys.executable, "-m", "maraude", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline())["listening"]
        finally:
            process.terminate()
            _out, err = process.communicate()
    assert (process.returncode, err) == (0, "")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGTERM on Windows")
def test_a_server_is_made_run_and_joined(folder: Path, run: Run) -> None:
    run("init", "--organisation", "Les Lucioles")
    with running(folder) as listening:
        code = Code.parse(run("invite", "--role", "volunteer", "--feed", "paris")["code"])
        enrolled = link.enrol(code, "portable 1", INC, "0.1")

    assert code.url == listening
    assert enrolled.organisation == "Les Lucioles"
    assert [one["name"] for one in run("devices")["devices"]] == ["portable 1"]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGTERM on Windows")
def test_a_server_without_encryption_is_joined_on_this_machine(folder: Path, run: Run) -> None:
    run("init")
    with running(folder, "--plain") as listening:
        code = Code.parse(run("invite", "--role", "volunteer", "--feed", "paris")["code"])
        enrolled = link.enrol(code, "portable 1", INC, "0.1")

    assert listening.startswith("http://127.0.0.1:")
    assert (code.url, code.pin) == (listening, "")
    assert enrolled.feeds == ("territory:paris",)


def test_an_invitation_is_a_code_of_four_parts(made: Run) -> None:
    document = made("invite", "--role", "volunteer", "--feed", "territory:paris", "team:nord")

    code = Code.parse(document["code"])
    assert (code.host, code.port, len(code.pin), len(code.secret)) == (
        "maraude.example.org",
        8443,
        26,
        12,
    )
    assert made("status")["pin"] == code.pin


@pytest.mark.parametrize(
    ("words", "code", "status"),
    [
        (["--role", "volunteer"], "missing-feed", 2),
        (["--role", "volunteer", "--feed", "person:x"], "bad-feed", 2),
        (["--role", "volunteer", "--feed", "team:…"], "bad-feed", 2),
        (["--role", "volunteer", "--feed", "a:b:c"], "bad-feed", 2),
        (["--role", "captain", "--feed", "paris"], "wrong-usage", 2),
        (["--feed", "paris"], "wrong-usage", 2),
    ],
)
def test_an_invitation_says_who_and_what_for(
    made: Run, words: list[str], code: str, status: int
) -> None:
    assert made("invite", *words, status=status)["error"]["code"] == code


def test_a_new_epoch_is_said_once_begun(made: Run) -> None:
    before = made("status")["epoch"]
    begun = made("epoch")["epoch"]

    assert begun != before
    assert made("status")["epoch"] == begun


def test_the_oldest_version_that_is_sent_rows_is_said(made: Run) -> None:
    assert made("status")["least"] is None
    assert made("require", "0.2") == {"least": "0.2"}
    assert made("status")["least"] == "0.2"


def test_an_administrator_is_invited_to_no_rows(made: Run) -> None:
    assert made("invite", "--role", "administrator")["code"].startswith("maraude.example.org:")


def enrol(folder: Path, code: str, name: str, inc: str) -> str:
    """Let a laptop in as the server does; gives the device's id."""
    asked = EnrolRequest(Code.parse(code).secret, name, inc, "0.1")
    with home.read(folder).database() as database, database.write() as connection:
        return invitations.enrol(connection, asked, system_now).device


def test_a_laptop_is_listed_granted_and_excluded(made: Run, folder: Path) -> None:
    code = made("invite", "--role", "coordinator", "--feed", "paris")["code"]
    device = enrol(folder, code, "portable 1", INC)
    granted = made("grant", "portable 1", "--feed", "team:nord", "--feed", "Île Saint-Denis")
    moved = made("grant", device, "--feed", "team:sud", "--only")
    (before,) = made("devices")["devices"]
    excluded = made("revoke", "portable 1")
    (after,) = made("devices")["devices"]

    assert granted["feeds"] == ["team:nord", "territory:ile-saint-denis", "territory:paris"]
    assert moved == {"device": device, "feeds": ["team:sud"]}
    assert (before["role"], before["app"], before["seen_at"]) == ("coordinator", "0.1", None)
    assert excluded == {"revoked": device}
    assert before["revoked_at"] is None
    assert after["revoked_at"] is not None


def test_a_laptop_nobody_could_reach_the_server_from_is_not_invited(run: Run) -> None:
    run("init")

    refused = run("invite", "--role", "volunteer", "--feed", "paris", status=1)
    assert refused["error"]["code"] == "no-address"


@pytest.mark.parametrize(
    ("words", "code", "status"),
    [
        (["run", "--plain", "--host", "192.0.2.7"], "plain-refused", 1),
        (["run", "--port", "70000"], "wrong-usage", 2),
        (["run", "--host", "192.0.2.7", "--port", "0"], "cannot-listen", 1),
        (["init"], "server-exists", 1),
        (["revoke", "portable 9"], "unknown-device", 1),
        (["grant", "portable 9", "--feed", "paris"], "unknown-device", 1),
        (["grant", "portable 9"], "wrong-usage", 2),
        (["require", "la dernière"], "bad-version", 1),
    ],
)
def test_what_cannot_be_done_is_said(made: Run, words: list[str], code: str, status: int) -> None:
    assert made(*words, status=status)["error"]["code"] == code


@pytest.mark.parametrize("command", ["run", "devices", "status", "revoke x", "grant x --feed y"])
def test_without_a_server_every_command_says_so(run: Run, folder: Path, command: str) -> None:
    assert run(*command.split(), status=1)["error"]["code"] == "no-server"
    assert not folder.exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--address", "nowhere"], "bad-address"),
        (["--database", "nosuch://host/db"], "no-database"),
    ],
)
def test_a_server_is_not_made_of_nonsense(
    run: Run, folder: Path, words: list[str], code: str
) -> None:
    status = 2 if code == "bad-address" else 1
    assert run("init", *words, status=status)["error"]["code"] == code
    assert not paths.server_settings(folder).exists()


def test_the_home_comes_from_the_environment_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MARAUDE_SERVER_HOME", str(folder))

    assert cli.main(["server", "init", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["home"] == str(folder)
    assert paths.server_settings(folder).exists()


def test_without_its_libraries_the_server_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "sqlalchemy.py").write_text("raise ModuleNotFoundError(name='sqlalchemy')\n")
    ran = subprocess.run(
        [sys.executable, "-m", "maraude", "server", "status", "--lang", "en", "--json"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 1
    assert json.loads(ran.stderr)["error"]["code"] == "missing-extra"
