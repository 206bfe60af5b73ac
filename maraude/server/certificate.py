"""The server's own key and certificate, which laptops know by the pin in their code."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from maraude.domain.clock import Now
from maraude.protocol.enrolment import pin_of
from maraude.server import files

LIFETIME = timedelta(days=3652)
_EARLIER = timedelta(days=1)
"""A laptop's clock may be behind the server's."""


def create(certificate: Path, key: Path, host: str, now: Now) -> None:
    """Write a new EC P-256 key, 0600, and a certificate of ten years that it signs itself."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "maraude")])
    moment = now().astimezone(UTC).replace(microsecond=0)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - _EARLIER)
        .not_valid_after(moment + LIFETIME)
        .add_extension(x509.SubjectAlternativeName([_name(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(private, hashes.SHA256())
    )
    files.write(
        key,
        private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    )
    files.write(certificate, signed.public_bytes(serialization.Encoding.PEM))


def pin(certificate: Path) -> str:
    """Give the pin of the key of a certificate."""
    return pin_of(
        _load(certificate)
        .public_key()
        .public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    )


def expires(certificate: Path) -> datetime:
    """Give the end of a certificate, UTC."""
    return _load(certificate).not_valid_after_utc


def _load(certificate: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(certificate.read_bytes())


def _name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)
