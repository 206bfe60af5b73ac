"""One key slot: a private key locked with a passphrase, and the database key sealed to it.

Who changes the database key knows nobody's passphrase but their own: they seal the new key to
each slot's public one. Whoever knew the old database key cannot open what is sealed so.
"""

import hmac
import time
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec
import nacl.exceptions
import nacl.utils
from msgspec import Meta
from nacl.pwhash import argon2id
from nacl.secret import Aead

from maraude import sealed as seals
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.store import passphrase as phrases
from maraude.store.engine import KEY_BYTES

MIN_OPS = 3
MIN_MEMORY = 128 * 1024 * 1024
MAX_OPS = 64
MAX_MEMORY = 1024 * 1024 * 1024
AIM_SECONDS = 0.5


@dataclass(frozen=True, order=True, slots=True)
class Cost:
    """What one guess costs under argon2id: passes, and bytes of memory; ValueError below the floor.

    The floor, 3 passes over 128 MiB, lies above the second choice of RFC 9106 (3 over 64 MiB).
    """

    ops: int = MIN_OPS
    memory: int = MIN_MEMORY

    def __post_init__(self) -> None:
        if not (MIN_OPS <= self.ops <= MAX_OPS and MIN_MEMORY <= self.memory <= MAX_MEMORY):
            raise ValueError("a cost outside of what a key slot may have")

    @classmethod
    def measured(cls) -> "Cost":
        """Give the cost of about half a second on this laptop, never under the floor."""
        started = time.perf_counter()
        _derive(b"", bytes(argon2id.SALTBYTES), cls())
        passes = MIN_OPS * AIM_SECONDS / (time.perf_counter() - started)
        return cls(ops=min(max(int(passes), MIN_OPS), MAX_OPS))


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What stands in the clear beside a locked key, and is authenticated with it."""

    user: Annotated[str, Meta(pattern=r"^(recovery|[a-z]+:[a-z0-9-]+)\Z", max_length=100)]
    form: phrases.Form
    ops: Annotated[int, Meta(ge=MIN_OPS, le=MAX_OPS)]
    memory: Annotated[int, Meta(ge=MIN_MEMORY, le=MAX_MEMORY)]
    salt: Annotated[bytes, Meta(min_length=argon2id.SALTBYTES, max_length=argon2id.SALTBYTES)]
    kdf: Literal["argon2id"] = "argon2id"
    cipher: Literal["xchacha20-poly1305"] = "xchacha20-poly1305"

    @property
    def cost(self) -> Cost:
        """What one guess at this slot costs."""
        return Cost(self.ops, self.memory)


class Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The database key, sealed to a public key of 32 bytes.

    ``tag`` follows from the database key: it tells that the public key was put there by somebody
    who could open the profile, before a new database key is sealed to it.
    """

    public: Annotated[bytes, Meta(min_length=seals.KEY_BYTES, max_length=seals.KEY_BYTES)]
    sealed: bytes
    tag: bytes


class Slot(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A header, and the nonce, locked private key and tag that belong to it.

    A slot of version 1 has no envelope: what is locked is the database key itself.
    """

    header: Header
    sealed: bytes
    envelope: Envelope | None = None

    def carried(self, old: bytes, new: bytes) -> "Slot | None":
        """Give the slot that opens ``new`` in the place of ``old``; None as ``carry``."""
        envelope = self.envelope and carry(self.envelope, self.header.user, old, new)
        return msgspec.structs.replace(self, envelope=envelope) if envelope else None


def seal(key: bytes, user: str, passphrase: str, cost: Cost) -> Slot:
    """Give ``user`` the database ``key`` by ``passphrase``; Refusal ``weak-passphrase``."""
    header = Header(
        user=user,
        form=phrases.form(passphrase),
        ops=cost.ops,
        memory=cost.memory,
        salt=nacl.utils.random(argon2id.SALTBYTES),
    )
    secret = phrases.secret(passphrase, header.form) or b""
    private = seals.new_key()
    envelope = enclose(key, user, seals.public(private))
    box = Aead(_derive(secret, header.salt, cost))
    return Slot(header, bytes(box.encrypt(private, _bound(header, envelope))), envelope)


def unseal(slot: Slot, passphrase: str) -> bytes | None:
    """Give the database key of ``slot``, nothing where ``passphrase`` is not the one."""
    secret = phrases.secret(passphrase, slot.header.form)
    if secret is None:
        return None
    guess = _derive(secret, slot.header.salt, slot.header.cost)
    try:
        opened = Aead(guess).decrypt(slot.sealed, _bound(slot.header, slot.envelope))
        key = seals.unseal(slot.envelope.sealed, opened) if slot.envelope else opened
    except (nacl.exceptions.CryptoError, ValueError):
        return None
    return key if len(key) == KEY_BYTES else None


def enclose(key: bytes, user: str, public: bytes) -> Envelope:
    """Seal the database ``key`` to the public key of ``user``, a slug; SealError for no key."""
    return Envelope(public, seals.seal(key, public), _tag(key, user, public))


def carry(envelope: Envelope, user: str, old: bytes, new: bytes) -> Envelope | None:
    """Seal the database key ``new`` in the place of ``old``, to the same public key.

    None where the public key was not put there by somebody who knew ``old``.
    """
    if not hmac.compare_digest(envelope.tag, _tag(old, user, envelope.public)):
        return None
    return enclose(new, user, envelope.public)


def _tag(key: bytes, user: str, public: bytes) -> bytes:
    return seals.derive(seals.derive(key, "envelope"), f"{user} {public.hex()}")


def _bound(header: Header, envelope: Envelope | None) -> bytes:
    """Give what is authenticated with the locked key."""
    canonical = msgspec.json.encode(header, order="sorted")
    return canonical + (envelope.public if envelope else b"")


def _derive(secret: bytes, salt: bytes, cost: Cost) -> bytes:
    try:
        return argon2id.kdf(Aead.KEY_SIZE, secret, salt, opslimit=cost.ops, memlimit=cost.memory)
    except nacl.exceptions.RuntimeError as error:
        raise Refusal(
            "no-memory",
            _("La mémoire ne suffit pas pour ouvrir. Fermez d'autres programmes, puis réessayez."),
        ) from error
