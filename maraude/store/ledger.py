"""The ids of those erased in a file that no backup holds and no restore takes back.

The ids say nothing by themselves, but that somebody was erased is known to whoever opens the
profile alone: the file is locked with a key that follows from the database's.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import msgspec
import nacl.exceptions
from nacl.secret import Aead

from maraude import paths
from maraude.store import files, removal
from maraude.store.engine import Connection
from maraude.store.transaction import Transaction

Erased = Mapping[str, bool]
"""Ids, and whether the erasure was said on this laptop."""


def keep(connection: Connection, home: Path, key: bytes) -> None:
    """Write down whom the database says is erased, where the file says otherwise; OSError."""
    erased = removal.erased(connection)
    if erased != read(home, key):
        write(home, key, erased)


def write(home: Path, key: bytes, erased: Erased) -> None:
    """Replace what the file says; OSError."""
    sealed = _box(key).encrypt(msgspec.json.encode(erased))
    files.write(paths.ledger(home), bytes(sealed))


def read(home: Path, key: bytes) -> Erased:
    """Give what the file says; nothing where there is none, or none that can be read.

    The database of a laptop that was not restored says the same.
    """
    try:
        content = _box(key).decrypt(paths.ledger(home).read_bytes())
        return msgspec.json.decode(content, type=dict[str, bool])
    except (OSError, nacl.exceptions.CryptoError, nacl.exceptions.ValueError):
        return {}


def back(connection: Connection, home: Path, key: bytes) -> Erased:
    """Give whom a restore has brought back, or of whom it has lost that they are erased."""
    known = removal.erased(connection)
    return {one: own for one, own in read(home, key).items() if one not in known}


def replay(transaction: Transaction, back: Erased) -> None:
    """Erase them again; what was said on this laptop is said again, as nobody may have heard."""
    for one, own in back.items():
        if own:
            transaction.erase(one)
        else:
            removal.erase(transaction.connection, one, own=False)


def _box(key: bytes) -> Aead:
    return Aead(hashlib.blake2b(key, digest_size=Aead.KEY_SIZE, person=b"maraude ledger").digest())
