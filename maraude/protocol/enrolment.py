"""How a laptop joins a server: the code that is handed over, and the one exchange it serves for.

A code is ``HOST:PORT:PIN:SECRET``. PIN names the server's key, in 26 signs, or is empty where
the system's own certificates vouch for the server; SECRET is eleven random signs and a check
sign over all of both, so that a slip of the hand is noticed before anything is sent.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Annotated, Self

import msgspec

from maraude.domain.feeds import Role
from maraude.domain.identifiers import ALPHABET, check_sign
from maraude.protocol.messages import FeedKeys, Incarnation

ENROL = "/v1/enrol"
SYNC = "/v1/sync"
RELAY = "/v1/relay"
STATUS = "/v1/status"

PIN_BITS = 128
PIN_LENGTH = 26
SECRET_LENGTH = 12
MAX_ENROLMENT = 4096
"""Bytes of a request for enrolment."""
MAX_ENROLLED = 64 * 1024
"""Bytes of its answer, and of any other that is no exchange."""

_SIGNS = f"[{ALPHABET}]"
_ADDRESS = re.compile(
    r"(\[[0-9a-f:.]+\]|[a-z0-9_.-]{1,253}):([0-9]{1,5})", re.ASCII | re.IGNORECASE
)
_PIN = re.compile(f"({_SIGNS}{{{PIN_LENGTH}}})?")
_SECRET = re.compile(f"{_SIGNS}{{{SECRET_LENGTH}}}")


@dataclass(frozen=True, slots=True)
class Code:
    """Where a server is, what its key is (``pin``, or nothing), and what it asks once."""

    host: str
    port: int
    pin: str
    secret: str = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a code, typed in any case and with stray spaces; ValueError for anything else."""
        if not text.isascii():
            raise ValueError("not a code")
        address, pin, secret = "".join(text.split()).rsplit(":", 2)
        code = cls(*parse_address(address), pin.upper(), secret.upper())
        if not _PIN.fullmatch(code.pin) or not _SECRET.fullmatch(code.secret):
            raise ValueError("not a code")
        if check_sign(code.pin + code.secret[:-1]) != code.secret[-1]:
            raise ValueError("a sign is mistyped")
        return code

    @property
    def url(self) -> str:
        """Where the server answers: without encryption only on this very machine."""
        scheme = "http" if not self.pin and is_loopback(self.host) else "https"
        return f"{scheme}://{bracketed(self.host)}:{self.port}"

    def __str__(self) -> str:
        return f"{bracketed(self.host)}:{self.port}:{self.pin}:{self.secret}"


class EnrolRequest(msgspec.Struct, frozen=True):
    """What a laptop sends once: the secret, what it is called, and who will write its changes."""

    secret: Annotated[str, msgspec.Meta(pattern=f"^{_SECRET.pattern}$")]
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    inc: Incarnation
    app: Annotated[str, msgspec.Meta(max_length=40)] = ""

    def __repr__(self) -> str:
        return f"EnrolRequest(inc={self.inc!r})"


class Enrolled(msgspec.Struct, frozen=True):
    """What the server answers: ``token`` is said this once, and opens all else.

    To ``exchange_key``, the server's public one in hexadecimal, is sealed what is carried to it;
    with ``keys`` is locked what is handed to other laptops. By ``signing_key``, hexadecimal too,
    is known what the base publishes.
    """

    token: str
    device: str
    epoch: str
    role: Role
    feeds: tuple[str, ...]
    organisation: str
    exchange_key: str
    keys: FeedKeys | None = None
    signing_key: str = ""

    def __repr__(self) -> str:
        return f"Enrolled(device={self.device!r})"


class Trouble(msgspec.Struct, frozen=True):
    """Why a server did not do what it was asked, as a slug."""

    code: str


def new_secret(pin: str) -> str:
    """Give a secret that goes with ``pin`` in a code."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(SECRET_LENGTH - 1))
    return body + check_sign(pin + body)


def pin_of(key: bytes) -> str:
    """Give the pin of a public key, as its SubjectPublicKeyInfo in DER (RFC 5280)."""
    digest = hashlib.sha256(key).digest()
    number = int.from_bytes(digest[: PIN_BITS // 8], "big") << (5 * PIN_LENGTH - PIN_BITS)
    places = range(5 * (PIN_LENGTH - 1), -1, -5)
    return "".join(ALPHABET[number >> place & 31] for place in places)


def parse_address(text: str) -> tuple[str, int]:
    """Read HOST:PORT, with an IPv6 address in brackets; ValueError."""
    found = _ADDRESS.fullmatch(text)
    if found is None or not 0 < int(found[2]) < 2**16:
        raise ValueError("not a host and its port")
    return found[1].strip("[]"), int(found[2])


def is_loopback(host: str) -> bool:
    """Tell whether ``host`` is this machine and nobody else."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def bracketed(host: str) -> str:
    """Give a host as it stands before a port."""
    return f"[{host}]" if ":" in host else host
