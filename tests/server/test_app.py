import logging
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from maraude import paths
from maraude.domain.feeds import Role
from maraude.protocol.enrolment import EnrolRequest
from maraude.protocol.messages import MAX_BODY, MEDIA_TYPE
from maraude.server import access, failures
from maraude.server.attempts import MOST
from maraude.sync import link
from tests.server.serving import INC, STALL, Served, serving

SYNC = "/v1/sync"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path / "server") as running:
        yield running


@pytest.fixture
def client(served: Served) -> Iterator[httpx.Client]:
    """A laptop of a volunteer, without the care that ``Link`` takes."""
    enrolled = link.enrol(served.invite(), "portable 1", INC, "0.1")
    context = ssl.create_default_context(cafile=paths.server_certificate(served.home.folder))
    context.check_hostname = False
    with httpx.Client(base_url=served.url, verify=context, trust_env=False) as made:
        made.headers["Authorization"] = f"Bearer {enrolled.token}"
        made.headers["Content-Type"] = MEDIA_TYPE
        yield made


def code_of(answer: httpx.Response) -> str:
    return str(answer.json()["code"])


def test_a_body_as_long_as_allowed_is_read(client: httpx.Client) -> None:
    answer = client.post(SYNC, content=b"x" * MAX_BODY)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert answer.content.endswith(b"x" * 1000)


def test_a_longer_body_is_refused_before_it_is_read(client: httpx.Client) -> None:
    answer = client.post(SYNC, content=b"x" * (MAX_BODY + 1))

    assert (answer.status_code, code_of(answer)) == (413, "too-large")


def test_a_longer_body_is_refused_while_it_is_read(client: httpx.Client) -> None:
    answer = client.post(SYNC, content=(b"x" * 65_536 for _ in range(MAX_BODY // 65_536 + 1)))

    assert (answer.status_code, code_of(answer)) == (413, "too-large")


def test_an_enrolment_that_is_too_long_is_refused(client: httpx.Client) -> None:
    answer = client.post("/v1/enrol", json={"name": "x" * 5000})

    assert (answer.status_code, code_of(answer)) == (413, "too-large")


@pytest.mark.parametrize("media_type", ["application/json", "text/html", ""])
def test_only_an_exchange_is_taken_for_one(client: httpx.Client, media_type: str) -> None:
    answer = client.post(SYNC, content=b"x", headers={"Content-Type": media_type})

    assert (answer.status_code, code_of(answer)) == (415, "wrong-media-type")


def test_what_is_sent_wrong_is_not_sent_back(client: httpx.Client) -> None:
    answer = client.post("/v1/enrol", json={"secret": "Samira", "name": "Samira", "inc": "x"})

    assert (answer.status_code, answer.content) == (400, b'{"code":"malformed"}')


def test_guesses_of_a_secret_are_counted(served: Served, client: httpx.Client) -> None:
    guess = EnrolRequest("222222222222", "portable 2", INC)
    answers = [client.post("/v1/enrol", json=fields(guess)) for _ in range(MOST + 1)]
    right = client.post("/v1/enrol", json=fields(guess, served.invite().secret))

    assert {(answer.status_code, code_of(answer)) for answer in answers[:MOST]} == {
        (403, "unknown-code")
    }
    assert (answers[MOST].status_code, code_of(answers[MOST])) == (429, "too-many-tries")
    assert right.status_code == 429


@pytest.mark.parametrize(("behind_proxy", "then"), [(True, 403), (False, 429)])
def test_an_address_is_the_proxy_s_word_for_it_where_there_is_a_proxy(
    tmp_path: Path, then: int, *, behind_proxy: bool
) -> None:
    guess = fields(EnrolRequest("222222222222", "portable 2", INC))
    with serving(tmp_path / "server", tls=False, behind_proxy=behind_proxy) as served:

        def ask(address: str) -> int:
            headers = {"X-Forwarded-For": address}
            url = f"{served.url}/v1/enrol"
            with httpx.Client(headers=headers, trust_env=False) as client:
                return client.post(url, json=guess).status_code

        for _ in range(MOST):
            ask("192.0.2.1")
        assert (ask("192.0.2.1"), ask("192.0.2.2")) == (429, then)


def fields(asked: EnrolRequest, secret: str = "") -> dict[str, str]:
    return {"secret": secret or asked.secret, "name": asked.name, "inc": asked.inc}


def test_a_device_sees_its_own_state(served: Served, client: httpx.Client) -> None:
    state = client.get("/v1/status").json()

    assert (state["name"], state["role"], state["revoked"]) == ("portable 1", "volunteer", False)
    assert state["feeds"] == ["team:nord", "territory:paris"]
    with served.database.write() as connection:
        access.revoke(connection, state["device"], served.clock)
    assert client.get("/v1/status").json()["revoked"] is True


def test_the_figures_count_and_name_nobody(served: Served, client: httpx.Client) -> None:
    client.get("/v1/status")
    administrator = link.enrol(served.invite(Role.ADMINISTRATOR), "bureau", "f" * 16, "")
    client.headers["Authorization"] = f"Bearer {administrator.token}"
    answer = client.get("/v1/metrics")

    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert "maraude_devices 2\n" in answer.text
    assert "maraude_quarantine 0\n" in answer.text
    assert 'maraude_answers_total{route="/v1/status",status="200"} 1\n' in answer.text
    assert "bureau" not in answer.text


def test_the_description_tells_the_plain_routes(client: httpx.Client) -> None:
    described = client.get("/schema/openapi.json").json()

    assert set(described["paths"]) == {
        "/v1/directory",
        "/v1/enrol",
        "/v1/status",
        "/v1/health",
        "/v1/metrics",
        "/v1/purge",
        "/v1/quarantine",
        "/v1/quarantine/release",
    }


def test_a_request_may_take_its_time_as_long_as_it_goes_on(client: httpx.Client) -> None:
    def drip() -> Iterator[bytes]:
        for _ in range(6):
            time.sleep(0.3 * STALL)
            yield b"x"

    assert client.post(SYNC, content=drip()).content.endswith(b" xxxxxx")


def test_a_request_that_does_not_go_on_is_given_up(client: httpx.Client) -> None:
    def stop() -> Iterator[bytes]:
        yield b"x"
        time.sleep(2 * STALL)
        yield b"x"

    answer = client.post(SYNC, content=stop())
    assert (answer.status_code, code_of(answer)) == (408, "too-slow")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [(b"malformed", 400, "malformed"), (b"unreplicated", 503, "unavailable")],
)
def test_an_exchange_that_did_not_take_place_says_so(
    client: httpx.Client, caplog: pytest.LogCaptureFixture, body: bytes, status: int, code: str
) -> None:
    answer = client.post(SYNC, content=body)

    assert (answer.status_code, code_of(answer)) == (status, code)
    assert caplog.text == ""


def test_a_fault_is_logged_with_its_place_and_without_what_was_sent(
    client: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, logger="maraude.server"):
        answer = client.post(SYNC, content=b"broken by Samira")

    assert (answer.status_code, answer.content) == (500, b'{"code":"internal"}')
    assert "POST /v1/sync" in caplog.text
    assert "in echo" in caplog.text
    assert "ValueError" in caplog.text
    assert "Samira" not in caplog.text


def test_nothing_of_a_request_that_went_well_is_logged(
    client: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="maraude.server"):
        client.post(SYNC, content=b"Samira")

    assert "Samira" not in caplog.text


def test_a_laptop_that_is_cut_off_is_no_fault(
    served: Served, client: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    head = f"POST {SYNC} HTTP/1.1\r\nHost: x\r\nContent-Type: {MEDIA_TYPE}\r\nContent-Length: 9\r\n"
    token = client.headers["Authorization"]
    context = ssl.create_default_context(cafile=paths.server_certificate(served.home.folder))
    context.check_hostname = False
    with (
        socket.create_connection(("127.0.0.1", served.port)) as line,
        context.wrap_socket(line) as encrypted,
    ):
        encrypted.sendall(f"{head}Authorization: {token}\r\n\r\ncut".encode())
    while served.service.answers[SYNC, 400] == 0:
        time.sleep(0.01)

    assert caplog.text == ""


def test_the_causes_of_a_fault_are_told_without_their_messages() -> None:
    failure = RuntimeError("Samira")
    failure.__cause__ = KeyError("Samira")
    told = failures.trace(failure)

    assert told == "KeyError\nRuntimeError\n"
