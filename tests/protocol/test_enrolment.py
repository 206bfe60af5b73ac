import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maraude.domain.identifiers import ALPHABET, check_sign
from maraude.protocol import enrolment
from maraude.protocol.enrolment import Code

PIN = enrolment.pin_of(b"a key")
SECRET = "ABCDEFGHJKL" + check_sign(f"{PIN}ABCDEFGHJKL")
WRITTEN = f"maraude.example.org:8443:{PIN}:{SECRET}"


def test_a_code_has_four_parts() -> None:
    assert Code.parse(WRITTEN) == Code("maraude.example.org", 8443, PIN, SECRET)
    assert (len(PIN), len(SECRET)) == (26, 12)


def test_a_new_secret_goes_with_its_pin() -> None:
    made = {enrolment.new_secret(PIN) for _ in range(100)}

    assert len(made) == 100
    assert {Code.parse(f"[::1]:1:{PIN}:{secret}").secret for secret in made} == made


@pytest.mark.parametrize("typed", [WRITTEN.lower(), f"  {WRITTEN}\n", WRITTEN.replace(":", " : ")])
def test_a_code_may_be_typed_carelessly(typed: str) -> None:
    assert str(Code.parse(typed)).upper() == WRITTEN.upper()


def test_the_host_may_be_an_address_of_ipv6() -> None:
    code = Code.parse(f"[2001:db8::7]:8443:{PIN}:{SECRET}")

    assert (code.host, code.port) == ("2001:db8::7", 8443)
    assert str(code) == f"[2001:db8::7]:8443:{PIN}:{SECRET}"
    assert code.url == "https://[2001:db8::7]:8443"


def test_a_server_with_a_public_certificate_has_no_pin() -> None:
    secret = enrolment.new_secret("")

    assert Code.parse(f"maraude.example.org:443::{secret}").pin == ""


@pytest.mark.parametrize(
    ("host", "pin", "url"),
    [
        ("127.0.0.1", "", "http://127.0.0.1:8443"),
        ("::1", "", "http://[::1]:8443"),
        ("localhost", "", "http://localhost:8443"),
        ("127.0.0.1", PIN, "https://127.0.0.1:8443"),
        ("192.0.2.7", "", "https://192.0.2.7:8443"),
        ("localhost.example.org", "", "https://localhost.example.org:8443"),
    ],
)
def test_nothing_leaves_this_machine_without_encryption(host: str, pin: str, url: str) -> None:
    assert Code(host, 8443, pin, SECRET).url == url


@settings(deadline=None, max_examples=300)
@given(st.integers(0, 37), st.sampled_from(ALPHABET))
def test_one_mistyped_sign_is_noticed(place: int, sign: str) -> None:
    signs = PIN + SECRET
    typed = signs[:place] + sign + signs[place + 1 :]
    code = f"maraude.example.org:8443:{typed[:26]}:{typed[26:]}"

    if typed == signs:
        assert Code.parse(code).secret == SECRET
    else:
        with pytest.raises(ValueError, match="mistyped"):
            Code.parse(code)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        ":::",
        "maraude.example.org",
        f"maraude.example.org:{PIN}:{SECRET}",
        f"maraude.example.org:0:{PIN}:{SECRET}",
        f"maraude.example.org:65536:{PIN}:{SECRET}",
        f"maraude.example.org:٣:{PIN}:{SECRET}",
        f"user@maraude.example.org:8443:{PIN}:{SECRET}",
        f"maraude.example.org/x:8443:{PIN}:{SECRET}",
        f"https://maraude.example.org:8443:{PIN}:{SECRET}",
        f"[::1:8443:{PIN}:{SECRET}",
        f"maraude.example.org:8443:{PIN[:-1]}:{SECRET}",
        f"maraude.example.org:8443:{PIN}:{SECRET}2",
        f"maraude.example.org:8443:{PIN}:{SECRET[:-1]}ſ",
    ],
)
def test_what_is_no_code_is_not_read(typed: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Code.parse(typed)


@settings(deadline=None)
@given(st.text())
def test_any_text_is_a_code_or_is_not(typed: str) -> None:
    try:
        code = Code.parse(typed)
    except ValueError:
        return
    assert Code.parse(str(code)) == code


def test_a_secret_is_shown_by_no_representation() -> None:
    request = enrolment.EnrolRequest(SECRET, "portable 1", "00112233aabbccdd")

    assert SECRET not in repr(Code.parse(WRITTEN))
    assert SECRET not in repr(request)
    assert "portable" not in repr(request)
