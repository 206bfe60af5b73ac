"""A server that runs: nothing that is sent to it, and no secret of it, is in a log or in ``ps``."""

import re
import secrets
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import msgspec
import pytest

from maraude import cli
from maraude.protocol import messages
from maraude.protocol.enrolment import EnrolRequest
from maraude.protocol.messages import MEDIA_TYPE
from maraude.server import home
from maraude.server.database import Database
from maraude.sync.link import Link, read_code
from tests.cli.conftest import runner
from tests.server.laptop import Laptop
from tests.server.serving import INC
from tests.team import Clock

ROOT = Path(__file__).parents[2]
MARK = "samiraparticuliere"


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="there is no /proc")
def test_nothing_of_a_request_and_no_secret_is_in_a_log_or_a_list_of_processes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "server"
    base = runner(["--home", str(folder)], capsys)
    sheet = base("server", "init", "--organisation", "Les Lucioles")["recovery_sheet"]
    words = [sys.executable, "-m", "maraude", "server", "run", "--plain", "--port", "0"]
    process = subprocess.Popen(
        [*words, "--home", str(folder), "--json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    with process:
        assert process.stdout is not None
        said = process.stdout.readline()
        try:
            url = msgspec.json.decode(said)["listening"]
            code = base("server", "invite", "--role", "volunteer", "--feed", "paris")["code"]
            token = talk(url, read_code(code).secret)
            listed = Path(f"/proc/{process.pid}/cmdline").read_bytes()
            listed += Path(f"/proc/{process.pid}/environ").read_bytes()
        finally:
            process.terminate()
        said += process.stdout.read()

    shown = said + listed
    for secret in (MARK, token, code, read_code(code).secret, *re.findall(r"\d+\. \w+", sheet)):
        assert secret.encode() not in shown
    assert b"Invalid HTTP request" in said  # it is a log that would have had them
    files = {file for file in folder.rglob("*") if file.is_file() and ".db" not in file.name}
    for file in files:
        assert MARK.encode() not in file.read_bytes()
        assert token.encode() not in file.read_bytes()


def talk(url: str, secret: str) -> str:
    """Send the mark in every field that a request has, in good ones and bad; gives the token."""
    with Link(url, "") as link:
        token = link.enrol(EnrolRequest(secret, MARK, INC, MARK)).token
    laptop = Laptop(Database("sqlite://"), MARK, Clock())
    laptop.inc = INC
    laptop.put("person", MARK, called=MARK, note=MARK)
    laptop.write(MARK, MARK, MARK, {MARK: MARK})  # type: ignore[arg-type]
    laptop.lines.append(MARK.encode())
    headers = {"Authorization": f"Bearer {token}", "Content-Type": MEDIA_TYPE, "X-Mark": MARK}
    with httpx.Client(base_url=url, headers=headers, trust_env=False) as client:
        answer = client.post(f"/v1/sync?{MARK}", content=laptop.request(app=MARK))
        assert messages.read_answer(answer.content, "0" * 32)
        client.post("/v1/sync", content=MARK.encode())
        client.post("/v1/enrol", json={"secret": MARK, "name": MARK, "inc": MARK})
        client.post("/v1/relay", content=MARK.encode())
        client.post("/v1/directory", json={MARK: MARK})
        client.get(f"/v1/quarantine?laptop={MARK}&reason={MARK}")
        client.get(f"/{MARK}")
        client.get("/v1/status", headers={"Authorization": f"Bearer {MARK}"})
    address = urlsplit(url)
    with socket.create_connection((address.hostname or "", address.port or 0)) as line:
        line.sendall(f"{MARK} / {MARK}\r\n\r\n".encode())
        line.recv(1024)
    return token


def test_the_password_of_a_database_comes_from_a_file_and_a_warning_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    password = secrets.token_hex(8)
    url = f"postgresql+psycopg://maraude:{password}@127.0.0.1:1/maraude"
    (tmp_path / "url").write_text(f"{url}\n")
    words = ["server", "init", "--home", str(tmp_path / "server"), "--database"]

    assert cli.main([*words, f"@{tmp_path / 'url'}"]) == 1
    from_file = capsys.readouterr().err
    assert cli.main([*words, url]) == 1
    typed = capsys.readouterr().err

    assert "ne répond pas" in from_file
    assert "liste des processus" not in from_file
    assert "liste des processus" in typed
    assert password not in from_file + typed


def test_the_url_of_a_file_is_the_servers(tmp_path: Path) -> None:
    (tmp_path / "url").write_text(f"sqlite:///{tmp_path / 'elsewhere.db'}\n")
    words = ["server", "init", "--home", str(tmp_path / "server")]

    assert cli.main([*words, "--database", f"@{tmp_path / 'url'}"]) == 0
    assert home.read(tmp_path / "server").settings.database.endswith("elsewhere.db")
