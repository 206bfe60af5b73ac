"""The public key in a certificate, found where X.509 says it is.

Source: RFC 5280, section 4.1, and the definite lengths of X.690 (DER).
"""

_SEQUENCE, _INTEGER, _VERSION = 0x30, 0x02, 0xA0
_BEFORE_KEY = (_VERSION, _INTEGER, _SEQUENCE, _SEQUENCE, _SEQUENCE, _SEQUENCE)
"""Version, serial number, signature, issuer, validity, subject."""


def public_key(certificate: bytes) -> bytes:
    """Give the SubjectPublicKeyInfo of a version 3 certificate in DER; ValueError.

    Nothing is skipped or guessed: what stands there is what OpenSSL took for the key too.
    """
    whole, after = _element(certificate, _SEQUENCE)
    if after:
        raise ValueError("more than a certificate")
    signed, _signature = _element(_content(whole), _SEQUENCE)
    rest = _content(signed)
    for tag in _BEFORE_KEY:
        _field, rest = _element(rest, tag)
    key, _extensions = _element(rest, _SEQUENCE)
    return key


def _element(data: bytes, tag: int) -> tuple[bytes, bytes]:
    """Give the first element, which has this tag, and what follows it."""
    if data[:1] != bytes([tag]):
        raise ValueError("another element")
    head, length = _head(data)
    if len(data) < head + length:
        raise ValueError("cut short")
    return data[: head + length], data[head + length :]


def _content(element: bytes) -> bytes:
    return element[_head(element)[0] :]


def _head(data: bytes) -> tuple[int, int]:
    """Give how long the tag and the length are, and the length."""
    first = int.from_bytes(data[1:2], "big")
    if len(data) < 2 or first == 0x80:
        raise ValueError("no definite length")
    if first < 0x80:
        return 2, first
    head = 2 + (first & 0x7F)
    length = int.from_bytes(data[2:head], "big")
    if length < 0x80 or data[2] == 0:
        raise ValueError("not the shortest length")
    return head, length
