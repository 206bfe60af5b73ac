"""A profile emptied for good: what opens it first, then all that it held."""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from maraude import paths
from maraude.store import files

_BEGUN, _DONE = b"begun\n", b"done\n"
_WORK = (
    "maraude*.db*",
    "directory*.db*",
    "addresses*.db*",
    "streets.graph*",
    "suspect",
    "reserve*",
    "erased*",
    "preferences.json*",
    "rescue.json*",
)
_IN_CLEAR = ("*.csv", "*.html", "*.txt", "*.pdf", "*.json", "*.log")


def begin(home: Path) -> None:
    """Mark the profile in ``home`` as one to be emptied, and destroy what opens it.

    The mark is on disk before anything is lost: a wipe that is cut off is settled later.
    """
    files.write(paths.emptied(home), _BEGUN)
    _destroy_keys(home)


def has_begun(home: Path) -> bool:
    """Tell whether the profile in ``home`` was emptied, or is to be."""
    return paths.emptied(home).exists()


def settle(home: Path) -> None:
    """Remove all that the profile wrote in ``home``, where that has begun; OSError.

    Its stores must be closed. Files that the program did not name stay: the folder may hold other
    things.
    """
    if not has_begun(home) or paths.emptied(home).read_bytes() == _DONE:
        return
    _destroy_keys(home)
    if not paths.slips(home).is_symlink():
        for pattern in _IN_CLEAR:
            for file in paths.slips(home).glob(pattern):
                _destroy(file)
    for folder in (paths.slips(home), paths.backups(home), paths.downloads(home)):
        if folder.is_symlink():
            folder.unlink()
        elif folder.exists():
            shutil.rmtree(folder)
    for pattern in _WORK:
        for file in home.glob(pattern):
            file.unlink(missing_ok=True)
    files.sync_folder(home)
    files.write(paths.emptied(home), _DONE)


def forget(home: Path) -> None:
    """Let ``home`` be used again, once all is removed from it; OSError."""
    settle(home)
    paths.emptied(home).unlink(missing_ok=True)


def _destroy_keys(home: Path) -> None:
    for file in _keys(home):
        _destroy(file)
    files.sync_folder(home)


def _keys(home: Path) -> Iterator[Path]:
    yield from home.glob(f"{paths.keyring(home).name}*")
    yield from home.glob("last-user*")


def _destroy(file: Path) -> None:
    """Overwrite a file where the disk lets it, and remove it."""
    if not file.is_symlink():
        with suppress(OSError), file.open("rb+") as stream:
            stream.write(os.urandom(file.stat().st_size))
            stream.flush()
            os.fsync(stream.fileno())
    file.unlink(missing_ok=True)
