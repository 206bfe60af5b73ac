"""Who is erased, and which text voided, in a file that no backup holds and no restore takes back.

Ids say nothing by themselves, but that somebody was erased is known to whoever opens the
profile alone: the file is locked with a key that follows from the database's.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import msgspec
import nacl.exceptions
from nacl.secret import Aead

from maraude import paths
from maraude.store import files, redaction, removal
from maraude.store.engine import Connection
from maraude.store.redaction import Redacted
from maraude.store.transaction import Transaction

Erased = Mapping[str, bool]
"""Ids, or names of texts, and whether their end was said on this laptop."""


def said(connection: Connection) -> Erased:
    """Give who is erased and what is voided, as the database says."""
    return {**removal.erased(connection), **redaction.named(connection)}


def is_scrubbed(connection: Connection) -> bool:
    """Tell whether the files are rid of all that was erased or voided."""
    return removal.is_scrubbed(connection) and redaction.is_scrubbed(connection)


def keep_scrubbed(connection: Connection, done: Erased) -> None:
    """Keep that the files are rid of it."""
    removal.keep_scrubbed(connection, done)
    redaction.keep_scrubbed(connection, done)


def keep(connection: Connection, home: Path, key: bytes) -> None:
    """Write down what the database says has ended, where the file says otherwise; OSError."""
    erased = said(connection)
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
    """Give what a restore has brought back, or of what it has lost that it has ended."""
    known = said(connection)
    return {one: own for one, own in read(home, key).items() if one not in known}


def replay(transaction: Transaction, back: Erased) -> None:
    """Take it away again; what was said on this laptop is said again: nobody may have heard."""
    for one, own in back.items():
        if redacted := Redacted.parse(one):
            _void(transaction, redacted, own=own)
        elif own:
            transaction.erase(one)
        else:
            removal.erase(transaction.connection, one, own=False)


def _void(transaction: Transaction, redacted: Redacted, *, own: bool) -> None:
    names = (redacted.field,)
    if own:
        transaction.redact(redacted.type, redacted.record, names)
    else:
        redaction.void(transaction.connection, redacted.type, redacted.record, names)
        redaction.keep_told(transaction.connection, redacted)


def _box(key: bytes) -> Aead:
    return Aead(hashlib.blake2b(key, digest_size=Aead.KEY_SIZE, person=b"maraude ledger").digest())
