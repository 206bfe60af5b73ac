import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from maraude.domain.clock import system_now
from maraude.domain.feeds import Role
from maraude.domain.refusal import Refusal
from maraude.protocol.enrolment import Code
from maraude.server import home, invitations, run
from maraude.server.home import Home, Listening, Settings
from maraude.sync import link
from maraude.sync.link import Link
from tests.server.serving import INC, Served, serving

ROOT = Path(__file__).parents[2]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path / "server") as running:
        yield running


def where(
    address: str = "",
    host: str | None = None,
    port: int | None = None,
    *,
    plain: bool = False,
    behind_proxy: bool = False,
) -> Listening:
    made = Home(Path("unused"), Settings("sqlite://", address))
    return run.place(made, host, port, plain=plain, behind_proxy=behind_proxy)


def test_a_server_without_an_address_is_for_this_machine() -> None:
    assert where() == Listening("127.0.0.1", 8443, tls=True)


def test_a_server_with_an_address_listens_to_the_network_at_its_port() -> None:
    assert where("maraude.example.org:9000") == Listening(run.EVERYWHERE, 9000, tls=True)


def test_what_the_command_says_comes_first() -> None:
    assert where("maraude.example.org:9000", "192.0.2.7", 0) == Listening("192.0.2.7", 0, tls=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", None])
def test_without_encryption_a_server_stays_on_this_machine(host: str | None) -> None:
    assert not where("maraude.example.org:9000", host, plain=True).tls


@pytest.mark.parametrize("host", [run.EVERYWHERE, "192.0.2.7", "::", "maraude.example.org"])
def test_without_encryption_nothing_is_heard_from_elsewhere(host: str) -> None:
    with pytest.raises(Refusal) as refusal:
        where(host=host, plain=True)
    assert refusal.value.code == "plain-refused"


def test_behind_a_proxy_another_encrypts() -> None:
    elsewhere = where(host="192.0.2.7", plain=True, behind_proxy=True)
    here = where("maraude.example.org:443", plain=True, behind_proxy=True)

    assert elsewhere == Listening("192.0.2.7", 8443, tls=False, behind_proxy=True)
    assert here == Listening("127.0.0.1", 8443, tls=False, behind_proxy=True)


def test_a_port_that_is_taken_is_said() -> None:
    with run.listen("127.0.0.1", 0) as taken, pytest.raises(Refusal) as refusal:
        run.listen("127.0.0.1", taken.getsockname()[1])
    assert refusal.value.code == "cannot-listen"


def test_nothing_older_than_tls_1_3_is_spoken(served: Served) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.maximum_version = ssl.TLSVersion.TLSv1_2

    with (
        socket.create_connection(("127.0.0.1", served.port)) as line,
        pytest.raises(ssl.SSLError),
    ):
        context.wrap_socket(line)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGTERM on Windows")
def test_a_server_that_ends_finishes_what_it_began(tmp_path: Path) -> None:
    folder = tmp_path / "server"
    made = home.create(folder, "", "", "Les Lucioles", system_now)
    with made.database() as database, database.write() as connection:
        secret = invitations.invite(connection, Role.VOLUNTEER, ["team:nord"], "", system_now)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.server.slow", str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process, ThreadPoolExecutor() as pool:
        assert process.stdout is not None
        code = Code("127.0.0.1", int(process.stdout.readline()), made.pin(), secret)
        token = link.enrol(code, "portable 1", INC, "0.1").token
        with Link(code.url, code.pin, token) as way:
            asked = pool.submit(way.exchange, b"changes")
            while not (folder / "begun").exists():
                time.sleep(0.01)
            process.terminate()
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(0.5)
            (folder / "go").touch()
            answer = asked.result()
        _out, err = process.communicate()

    assert answer == b"changes"
    assert (process.returncode, err) == (0, "")
