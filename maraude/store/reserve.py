"""Room kept on the disk for one more encounter."""

import os
import shutil
from pathlib import Path

from maraude import paths
from maraude.i18n import _
from maraude.store import files

SIZE = 8 * 1024 * 1024
LOW = 200_000_000


def is_kept(home: Path) -> bool:
    """Tell whether the disk holds all of the reserve."""
    path = paths.reserve(home)
    return path.is_file() and path.stat().st_size == SIZE


def keep(home: Path) -> None:
    """Hold 8 MiB of the disk; on a disk that is already full there is nothing to hold."""
    path = paths.reserve(home)
    if is_kept(home):
        return
    path.unlink(missing_ok=True)
    try:
        with files.create(path) as stream:
            # Random bytes, because a file system that compresses keeps no room for zeros.
            stream.write(os.urandom(SIZE))
    except OSError:
        path.unlink(missing_ok=True)


def release(home: Path) -> bool:
    """Give the reserve back to the disk; tells whether there was one."""
    path = paths.reserve(home)
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
