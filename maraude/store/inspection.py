"""Look at the files of a profile without changing, opening or mending any of them."""

import os
import stat
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path

from sqlite_utils import Database

from maraude import paths
from maraude.domain.evening import Evening
from maraude.domain.refusal import Refusal
from maraude.store import (
    backup,
    engine,
    history,
    incarnation,
    journal,
    ledger,
    meta,
    migrations,
    outbox,
    recovery,
    removal,
)

_UNENCRYPTED = b"SQLite format 3\0"


class State(Enum):
    """How an encrypted file is: ``UNREAD`` where it is there and nothing can be said without key.

    ``BUSY`` where another program keeps it.
    """

    WHOLE = "whole"
    UNREAD = "unread"
    ABSENT = "absent"
    BUSY = "busy"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class Work:
    """What the work database says of itself; moments are UTC.

    ``steps`` were applied of its schema, ``pending`` are those that the next start applies;
    ``newer`` tells that another version applied some that this one does not know. ``waiting``
    changes have not been acknowledged, the oldest ``since``. ``written`` is the latest hybrid time,
    ``begins`` the first evening of which all is here, None where nothing has left the laptop.
    ``ledger_agrees`` tells that the ledger names what the database says is erased or void.
    """

    steps: int
    pending: int
    newer: bool
    waiting: int
    since: datetime | None
    enrolled: bool
    written: datetime
    begins: Evening | None
    erased: int
    ledger_agrees: bool


def encrypted(path: Path, key: bytes | None) -> State:
    """Read an encrypted file to its end, or only its shape where there is no ``key``."""
    try:
        if not path.exists():
            return State.ABSENT
        with path.open("rb") as stream:
            start = stream.read(len(_UNENCRYPTED))
    except OSError:
        return State.DAMAGED
    if path.stat().st_size < engine.PAGE_BYTES or start == _UNENCRYPTED:
        return State.DAMAGED
    if key is None:
        return State.UNREAD
    return _read(path, key)


def log_is_damaged(path: Path) -> bool:
    """Tell whether the end of what was written last to an encrypted file is damaged, or unread."""
    try:
        return journal.is_damaged_at_rest(path)
    except OSError:
        return True


def work(home: Path, key: bytes) -> Work:
    """Ask the work database, which must be whole, about itself; DatabaseError, Refusal."""
    with closing(engine.connect_read_only(paths.database(home), key)) as connection:
        database, steps = Database(connection), migrations.migrations
        erased = removal.erased(connection)
        return Work(
            len(steps.applied(database)),
            len(steps.pending(database)),
            migrations.is_newer(database),
            outbox.waiting(connection),
            outbox.waiting_since(connection),
            bool(meta.kept(connection, "server.")),
            incarnation.current(connection).h.moment,
            history.begins(connection),
            len(erased),
            ledger.read(home, key) == ledger.said(connection),
        )


def readable_by_others(home: Path) -> list[Path]:
    """Give the files of a profile that other users of the computer may read or change.

    Nothing is known of that on Windows.
    """
    if os.name == "nt":
        return []
    return [path for path in sorted(home.rglob("*")) if _is_open(path)]


def _is_open(path: Path) -> bool:
    try:
        found = path.lstat()
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and bool(found.st_mode & 0o077)


def _read(path: Path, key: bytes) -> State:
    """Read all of a file; twice where it seems damaged, as another program may be writing it."""
    found = State.WHOLE
    for _again in range(2):
        try:
            backup.check(path, key)
        except Refusal as refused:
            found = State.DAMAGED if recovery.is_damage(refused) else State.BUSY
        else:
            return State.WHOLE
    return found
