from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from maraude.sync.der import public_key

Private = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey


def spki(key: Private) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def certificate(key: Private, name: str = "maraude", extension: bytes = b"") -> bytes:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    begin = datetime(2026, 11, 23, tzinfo=UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=10))
    )
    if extension:
        kind = x509.ObjectIdentifier("1.3.6.1.4.1.55555.1")
        builder = builder.add_extension(x509.UnrecognizedExtension(kind, extension), critical=False)
    digest = None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    return builder.sign(key, digest).public_bytes(Encoding.DER)


KEY = ec.generate_private_key(ec.SECP256R1())
GOOD = certificate(KEY)


@pytest.mark.parametrize(
    "key",
    [
        KEY,
        ec.generate_private_key(ec.SECP384R1()),
        ed25519.Ed25519PrivateKey.generate(),
        rsa.generate_private_key(public_exponent=65537, key_size=2048),
    ],
    ids=["P-256", "P-384", "Ed25519", "RSA"],
)
def test_the_key_of_a_certificate_is_found(key: Private) -> None:
    assert public_key(certificate(key)) == spki(key)
    assert public_key(certificate(key, "n" * 64, b"x" * 70_000)) == spki(key)


def test_a_key_that_merely_stands_somewhere_is_not_taken() -> None:
    other = ec.generate_private_key(ec.SECP256R1())
    forged = certificate(other, extension=spki(KEY))

    assert spki(KEY) in forged
    assert public_key(forged) == spki(other)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x30",
        GOOD + b"\x00",
        b"\x31" + GOOD[1:],
        b"\x30\x80" + GOOD[4:] + b"\x00\x00",
        b"\x30\x83\x00" + GOOD[2:],
        b"\x30\x81\x05hello",
        b"\x30\xff",
    ],
    ids=[
        "nothing",
        "a tag",
        "more after it",
        "another tag",
        "no definite length",
        "a padded length",
        "a long form for a short length",
        "an endless length",
    ],
)
def test_what_is_no_certificate_has_no_key(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        public_key(data)


@settings(deadline=None)
@given(st.integers(0, len(GOOD) - 1))
def test_a_certificate_cut_anywhere_has_no_key(length: int) -> None:
    with pytest.raises(ValueError, match=r"."):
        public_key(GOOD[:length])


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_have_a_key_or_have_none(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        public_key(b"\x30" + data)
