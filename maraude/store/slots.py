"""One key slot: the database key, locked with a passphrase."""

import time
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec
import nacl.exceptions
import nacl.utils
from msgspec import Meta
from nacl.pwhash import argon2id
from nacl.secret import Aead

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


class Slot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A header, and the nonce, locked key and tag that belong to it."""

    header: Header
    sealed: bytes


def seal(key: bytes, user: str, passphrase: str, cost: Cost) -> Slot:
    """Lock the database ``key`` with ``passphrase`` for ``user``; Refusal ``weak-passphrase``."""
    header = Header(
        user=user,
        form=phrases.form(passphrase),
        ops=cost.ops,
        memory=cost.memory,
        salt=nacl.utils.random(argon2id.SALTBYTES),
    )
    secret = phrases.secret(passphrase, header.form) or b""
    sealed = Aead(_derive(secret, header.salt, cost)).encrypt(key, _canonical(header))
    return Slot(header, bytes(sealed))


def unseal(slot: Slot, passphrase: str) -> bytes | None:
    """Give the database key of ``slot``, nothing where ``passphrase`` is not the one."""
    secret = phrases.secret(passphrase, slot.header.form)
    if secret is None:
        return None
    guess = _derive(secret, slot.header.salt, slot.header.cost)
    try:
        key = Aead(guess).decrypt(slot.sealed, _canonical(slot.header))
    except (nacl.exceptions.CryptoError, nacl.exceptions.ValueError):
        return None
    return key if len(key) == KEY_BYTES else None


def _canonical(header: Header) -> bytes:
    return msgspec.json.encode(header, order="sorted")


def _derive(secret: bytes, salt: bytes, cost: Cost) -> bytes:
    try:
        return argon2id.kdf(Aead.KEY_SIZE, secret, salt, opslimit=cost.ops, memlimit=cost.memory)
    except nacl.exceptions.RuntimeError as error:
        raise Refusal(
            "no-memory",
            _("La mémoire ne suffit pas pour ouvrir. Fermez d'autres programmes, puis réessayez."),
        ) from error
