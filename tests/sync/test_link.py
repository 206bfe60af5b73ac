import ssl
from pathlib import Path

import pytest

from maraude import i18n
from maraude.domain.feeds import Role
from maraude.protocol.enrolment import Code
from maraude.protocol.messages import MAX_ANSWER, MAX_BODY, MEDIA_TYPE
from maraude.server import access, certificate
from maraude.sync import link
from maraude.sync.failure import SENTENCES, LinkError
from maraude.sync.link import Link
from tests.server.serving import INC, OTHER_INC, Served
from tests.sync.impostor import Impostor, answer_of, impostor
from tests.team import Clock

TOKEN = "token-of-the-laptop"
FOUND = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"


def made_certificate(folder: Path) -> Path:
    file = folder / "certificate.pem"
    certificate.create(file, folder / "key.pem", "127.0.0.1", Clock())
    return file


def failure_of(url: str, pin: str, body: bytes = b"changes") -> str:
    with Link(url, pin, TOKEN) as way, pytest.raises(LinkError) as failure:
        way.exchange(body)
    return failure.value.code


def failure_at(other: Impostor) -> str:
    """Say what became of an exchange without encryption, as on a loopback."""
    return failure_of(f"http://127.0.0.1:{other.port}", "")


def enrolment_failure(code: Code, inc: str = INC) -> str:
    with pytest.raises(LinkError) as failure:
        link.enrol(code, "portable 1", inc, "0.1")
    return failure.value.code


def test_a_laptop_enrols_and_exchanges_over_an_encrypted_line(served: Served) -> None:
    code = served.invite()
    enrolled = link.enrol(code, "portable 1", INC, "0.1.0")
    with Link(code.url, code.pin, enrolled.token) as way:
        answers = [way.exchange(b"changes"), way.exchange(b"more")]

    assert (enrolled.organisation, enrolled.role) == ("Les Lucioles", Role.VOLUNTEER)
    assert enrolled.feeds == ("team:nord", "territory:paris")
    assert answers == [f"{enrolled.device} {said}".encode() for said in ("changes", "more")]


def test_somebody_else_s_key_is_told_nothing(tmp_path: Path, served: Served) -> None:
    with impostor(certificate=made_certificate(tmp_path)) as other:
        failure = failure_of(f"https://127.0.0.1:{other.port}", served.home.pin())

    assert failure == "certificate"
    assert other.heard == b""


def test_the_right_key_is_told_the_token(tmp_path: Path) -> None:
    file = made_certificate(tmp_path)
    with impostor(certificate=file) as other:
        failure = failure_of(f"https://127.0.0.1:{other.port}", certificate.pin(file))

    assert failure == "portal"
    assert f"Bearer {TOKEN}".encode() in other.heard


def test_a_code_whose_pin_is_of_another_server_is_not_spent(served: Served) -> None:
    code = served.invite()
    wrong = Code(code.host, code.port, "2" * 26, code.secret)

    assert enrolment_failure(wrong) == "certificate"
    assert link.enrol(code, "portable 1", INC, "0.1").token


def test_without_a_pin_only_a_certificate_that_the_system_knows_is_good(tmp_path: Path) -> None:
    with impostor(certificate=made_certificate(tmp_path)) as other:
        failure = failure_of(f"https://127.0.0.1:{other.port}", "")

    assert failure == "certificate"
    assert other.heard == b""


def test_an_older_encryption_is_not_spoken(tmp_path: Path) -> None:
    file = made_certificate(tmp_path)
    with impostor(certificate=file, latest=ssl.TLSVersion.TLSv1_2) as other:
        failure = failure_of(f"https://127.0.0.1:{other.port}", certificate.pin(file))

    assert failure in {"portal", "offline"}
    assert other.heard == b""


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (answer_of("200 OK", "text/html", b"<form>"), "portal"),
        (answer_of("200 OK", "application/json", b"{}"), "portal"),
        (FOUND, "portal"),
        (answer_of("511 Network Authentication Required", "text/html"), "portal"),
        (answer_of("403 Forbidden", "text/html", b"<form>"), "portal"),
        (answer_of("401 Unauthorized", "text/html"), "portal"),
        (answer_of("401 Unauthorized", "application/json", b"{}"), "portal"),
        (answer_of("401 Unauthorized", "application/json", b'{"code":"x"}'), "revoked"),
        (answer_of("426 Upgrade Required", "application/json", b'{"code":"x"}'), "too-old"),
        (answer_of("404 Not Found", "application/json", b'{"code":"x"}'), "old-server"),
        (answer_of("404 Not Found", "text/html"), "portal"),
        (answer_of("400 Bad Request", "application/json", b'{"code":"x"}'), "refused"),
        (answer_of("500 Internal Server Error", "application/json", b"{}"), "server"),
        (answer_of("502 Bad Gateway", "text/html"), "server"),
        (answer_of("200 OK", MEDIA_TYPE, b"cut", length=9), "offline"),
        (b"", "offline"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "offline"),
    ],
)
def test_what_does_not_answer_as_the_server_is_told_apart(answer: bytes, failure: str) -> None:
    with impostor(answer) as other:
        assert failure_at(other) == failure


def test_what_is_no_list_of_what_is_kept_apart_is_a_portals() -> None:
    with (
        impostor(answer_of("200 OK", "application/json", b'{"changes":5}')) as other,
        Link(f"http://127.0.0.1:{other.port}", "", TOKEN) as way,
        pytest.raises(LinkError) as failure,
    ):
        way.quarantine("portable 1 & 2", "out-of-scope")

    assert failure.value.code == "portal"
    assert b"laptop=portable%201%20%26%202&reason=out-of-scope" in other.heard.replace(b"+", b"%20")


def test_a_portal_that_speaks_without_encryption_is_told_apart(served: Served) -> None:
    with impostor() as other:
        failure = failure_of(f"https://127.0.0.1:{other.port}", served.home.pin())

    assert failure == "portal"
    assert TOKEN.encode() not in other.heard


def test_an_answer_without_end_is_not_kept() -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {MEDIA_TYPE}\r\n\r\n".encode()
    with impostor(head + bytes(MAX_ANSWER + 1)) as other:
        assert failure_at(other) == "portal"


def test_an_answer_is_never_inflated_unasked() -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {MEDIA_TYPE}\r\nContent-Encoding: gzip\r\n"
    with (
        impostor(f"{head}Content-Length: 3\r\n\r\nraw".encode()) as other,
        Link(f"http://127.0.0.1:{other.port}", "") as way,
    ):
        assert way.exchange(b"") == b"raw"


def test_where_nothing_listens_the_laptop_is_offline() -> None:
    with impostor() as other:
        pass

    assert failure_at(other) == "offline"


def test_a_proxy_of_the_environment_is_not_asked(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    with impostor() as other:
        for name in ("HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{other.port}")
        enrolled = link.enrol(served.invite(), "portable 1", INC, "0.1")

    assert enrolled.token
    assert other.heard == b""


def test_too_long_a_request_is_refused(served: Served) -> None:
    token = link.enrol(served.invite(), "portable 1", INC, "0.1").token
    with Link(served.url, served.home.pin(), token) as way, pytest.raises(LinkError) as failure:
        way.exchange(bytes(MAX_BODY + 1))

    assert failure.value.code == "refused"


def test_a_token_that_the_server_does_not_know_is_revoked(served: Served) -> None:
    assert failure_of(served.url, served.home.pin()) == "revoked"


def test_a_revoked_laptop_may_still_hand_over_what_it_wrote(served: Served) -> None:
    enrolled = link.enrol(served.invite(), "portable 1", INC, "0.1")
    with served.database.write() as connection:
        access.revoke(connection, enrolled.device, served.clock)
    with Link(served.url, served.home.pin(), enrolled.token) as way:
        assert way.exchange(b"changes").endswith(b" changes")


def test_a_code_serves_once(served: Served) -> None:
    code = served.invite()
    link.enrol(code, "portable 1", INC, "0.1")

    assert enrolment_failure(code, OTHER_INC) == "used-code"


def test_a_code_is_worth_nothing_after_ten_minutes(served: Served) -> None:
    code = served.invite()
    served.clock.pass_time(minutes=10)

    assert enrolment_failure(code) == "expired-code"


def test_a_code_of_another_server_is_unknown(served: Served) -> None:
    code = served.invite()

    assert enrolment_failure(Code(code.host, code.port, code.pin, "2" * 12)) == "unknown-code"


def test_after_many_wrong_codes_the_laptop_waits(served: Served) -> None:
    code = served.invite()
    wrong = Code(code.host, code.port, code.pin, "2" * 12)
    failures = [enrolment_failure(wrong) for _ in range(11)]

    assert failures == ["unknown-code"] * 10 + ["too-many-tries"]
    assert enrolment_failure(code) == "too-many-tries"


def test_a_mistyped_code_is_noticed_before_anything_is_sent(served: Served) -> None:
    code = str(served.invite())
    other = "3" if code[-1] == "2" else "2"

    assert str(link.read_code(code)) == code
    with pytest.raises(LinkError) as failure:
        link.read_code(code[:-1] + other)
    assert failure.value.code == "mistyped-code"


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("code", SENTENCES)
def test_every_failure_is_a_sentence(code: str, language: str) -> None:
    with i18n.speaking(language):
        assert LinkError(code).sentence.endswith(".")
