"""Room kept on the disk: to open the work at all, and for one more encounter."""

import os
import shutil
from pathlib import Path

from maraude import paths
from maraude.i18n import _
from maraude.store import files

SIZE = 8 * 1024 * 1024
DOOR = 256 * 1024
LOW = 200_000_000


def is_kept(home: Path) -> bool:
    """Tell whether the disk holds all of the reserve."""
    return _holds(paths.reserve(home), SIZE)


def keep(home: Path) -> None:
    """Hold 8 MiB of the disk; on a disk that is already full there is nothing to hold."""
    _hold(paths.reserve(home), SIZE)


def keep_door(home: Path) -> None:
    """Hold as much as SQLite needs to open the database, even to read it alone."""
    _hold(paths.door(home), DOOR)


def release(home: Path) -> bool:
    """Give the reserve back to the disk; tells whether there was one."""
    return _release(paths.reserve(home))


def open_door(home: Path) -> bool:
    """Give back what is held to open the database, else the reserve; tells whether there was any.

    Nothing is given where the disk has room.
    """
    if shutil.disk_usage(home).free >= DOOR:
        return False
    return _release(paths.door(home)) or release(home)


def _holds(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size == size


def _hold(path: Path, size: int) -> None:
    if _holds(path, size):
        return
    path.unlink(missing_ok=True)
    try:
        with files.create(path) as stream:
            # Random bytes, because a file system that compresses keeps no room for zeros.
            stream.write(os.urandom(size))
    except OSError:
        path.unlink(missing_ok=True)


def _release(path: Path) -> bool:
    held = path.is_file()
    path.unlink(missing_ok=True)
    return held


def free_space_warning(home: Path) -> str | None:
    """Give a sentence where less than 200 MB are free on the disk of ``home``."""
    free = shutil.disk_usage(home).free
    if free >= LOW:
        return None
    return _("Il reste {megabytes} Mo sur le disque : faites de la place avant la tournée.").format(
        megabytes=free // 1_000_000
    )
