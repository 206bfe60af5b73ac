"""Content that only the owner of one key can read: libsodium's sealed boxes (X25519)."""

from nacl import exceptions
from nacl.public import PrivateKey, PublicKey, SealedBox

KEY_BYTES = 32


class SealError(ValueError):
    """Content was sealed to another key, or has been changed since."""


def new_key() -> bytes:
    """Give a private key."""
    return bytes(PrivateKey.generate())


def public(key: bytes) -> bytes:
    """Give the public key of a private one."""
    return bytes(PrivateKey(key).public_key)


def seal(content: bytes, public_key: bytes) -> bytes:
    """Close content; nobody can tell afterwards who did. SealError for what is no key."""
    try:
        return SealedBox(PublicKey(public_key)).encrypt(content)
    except exceptions.RuntimeError as error:
        raise SealError("no key") from error


def unseal(content: bytes, key: bytes) -> bytes:
    """Open content with the private key; SealError."""
    try:
        return SealedBox(PrivateKey(key)).decrypt(content)
    except exceptions.CryptoError as error:
        raise SealError("not to be opened") from error
