import hashlib
import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

from maraude.domain.identifiers import ALPHABET
from maraude.server import certificate
from tests.team import Clock


def make(folder: Path, host: str = "192.0.2.7") -> Path:
    certificate.create(folder / "certificate.pem", folder / "key.pem", host, Clock())
    return folder / "certificate.pem"


def test_the_key_is_of_its_owner_alone(tmp_path: Path) -> None:
    make(tmp_path)

    assert (tmp_path / "key.pem").stat().st_mode & 0o777 == 0o600


def test_the_certificate_lasts_ten_years_on_the_curve_p256(tmp_path: Path) -> None:
    made = x509.load_pem_x509_certificate(make(tmp_path).read_bytes())
    key = made.public_key()

    assert isinstance(key, EllipticCurvePublicKey)
    assert key.curve.name == "secp256r1"
    assert (made.not_valid_before_utc.year, made.not_valid_after_utc.year) == (2026, 2036)
    assert certificate.expires(tmp_path / "certificate.pem") == made.not_valid_after_utc


def test_the_pin_is_the_first_128_bits_of_the_digest_of_the_key(tmp_path: Path) -> None:
    made = make(tmp_path)
    der = ssl.PEM_cert_to_DER_cert(made.read_text())
    start = der.index(bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200"))
    digest = hashlib.sha256(der[start : start + 91]).digest()

    number = 0
    for sign in certificate.pin(made):
        number = number * 32 + ALPHABET.index(sign)
    assert (number >> 2).to_bytes(16, "big") == digest[:16]


def test_two_servers_have_two_pins(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()

    first, second = make(tmp_path), make(tmp_path / "other", "maraude.example.org")
    assert certificate.pin(first) != certificate.pin(second)
