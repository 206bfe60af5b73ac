"""What knows a short code again: a hash of it among what is not synced, for each user."""

import nacl.exceptions
from nacl.pwhash import argon2id

from maraude.store import meta
from maraude.store.engine import Connection


def digest(pin: str) -> str:
    """Give what ``matches`` knows ``pin`` by; takes about a tenth of a second."""
    return argon2id.str(
        pin.encode(), opslimit=argon2id.OPSLIMIT_INTERACTIVE, memlimit=argon2id.MEMLIMIT_INTERACTIVE
    ).decode()


def keep(connection: Connection, user: str, digest: str) -> None:
    """Keep the digest of the short code of ``user``."""
    meta.keep(connection, {_key(user): digest})


def forget(connection: Connection, user: str) -> None:
    """Forget the short code of ``user``, if there is one."""
    meta.forget(connection, _key(user))


def kept(connection: Connection, user: str) -> str:
    """Give the digest of the short code of ``user``, nothing where there is none."""
    return meta.kept(connection, "pin.").get(_key(user), "")


def matches(digest: str, pin: str) -> bool:
    """Tell whether ``pin`` is the one of ``digest``; takes as long as ``digest`` does."""
    try:
        return argon2id.verify(digest.encode(), pin.encode())
    except nacl.exceptions.InvalidkeyError:
        return False


def _key(user: str) -> str:
    return f"pin.{user}"
