"""Content that only the owner of a key can read, or can have written, by libsodium.

What is *sealed* to a public key opens with the private one (X25519); what is *locked* opens with
the very key that locked it (XChaCha20-Poly1305). What is *signed* with a private key is known for
its owner's by the public one (Ed25519).
"""

from nacl import exceptions
from nacl.encoding import RawEncoder
from nacl.hash import blake2b
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import Aead
from nacl.signing import SigningKey, VerifyKey

KEY_BYTES = 32
SIGNATURE_BYTES = 64


class SealError(ValueError):
    """Content was closed or signed with another key, or has been changed since."""


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


def derive(key: bytes, purpose: str) -> bytes:
    """Give the key of 32 bytes that ``key`` has for a purpose; it tells nothing of the others."""
    return blake2b(purpose.encode(), KEY_BYTES, key=key, encoder=RawEncoder)


def lock(content: bytes, key: bytes) -> bytes:
    """Close content with a key of 32 bytes."""
    return bytes(Aead(key).encrypt(content))


def unlock(content: bytes, key: bytes) -> bytes:
    """Open content with the key that closed it; SealError."""
    try:
        return Aead(key).decrypt(content)
    except (exceptions.CryptoError, ValueError) as error:
        raise SealError("not to be opened") from error


def new_signing_key() -> bytes:
    """Give a private key to sign with."""
    return bytes(SigningKey.generate())


def signing_public(key: bytes) -> bytes:
    """Give the public key of one that signs."""
    return bytes(SigningKey(key).verify_key)


def sign(content: bytes, key: bytes, purpose: str) -> bytes:
    """Give content behind its signature of 64 bytes, which is good for one purpose alone."""
    return SigningKey(key).sign(purpose.encode() + content).signature + content


def verify(signed: bytes, public_key: bytes, purpose: str) -> bytes:
    """Give the content of what ``sign`` gave; SealError."""
    signature, content = signed[:SIGNATURE_BYTES], signed[SIGNATURE_BYTES:]
    try:
        VerifyKey(public_key).verify(purpose.encode() + content, signature)
    except (exceptions.CryptoError, ValueError) as error:
        raise SealError("not signed by this key") from error
    return content
