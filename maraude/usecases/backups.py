"""Carry a profile to another disk, and bring it back."""

from datetime import datetime
from pathlib import Path

from maraude.domain.clock import Now, system_now
from maraude.store import archive, backup, incarnation, migrations, rekey, reserve
from maraude.store.engine import Connection
from maraude.usecases import profiles
from maraude.usecases.session import Session


def pack(session: Session, file: Path) -> None:
    """Write the work and its key slots into one file, encrypted as they are here.

    Refusal ``is-demo`` in a demonstration.
    """
    profiles.refuse_to_leave(session.profile)
    archive.pack(session.store.reader, session.store.home, file)


def unpack(home: Path, file: Path, passphrase: str, now: Now = system_now) -> None:
    """Put a packed profile in the place of the one in ``home``, which is set aside.

    The passphrase is one that opened it when it was packed. What is written from now on is
    numbered anew, so that it is never mistaken for what the packed laptop went on to write.
    Refusal ``is-demo`` where ``home`` is a demonstration's.
    """
    profiles.refuse_demo(home)
    rekey.settle(home)
    archive.unpack(home, file, passphrase, now(), adopt)


def adopt(copy: Connection) -> None:
    """Let a restored copy go on here: in this version's schema, under another incarnation."""
    migrations.bring_up_to_date(copy)
    incarnation.fork(copy)


def space_warning(session: Session) -> str | None:
    """Give a sentence where the disk is nearly full."""
    return reserve.free_space_warning(session.store.home)


def automatic(home: Path) -> dict[datetime, Path]:
    """Give the automatic backups by the moment they were made, the newest first."""
    return backup.listed(home)
