"""Files that are wholly there or not at all, and that only their owner reads."""

import os
from pathlib import Path
from typing import BinaryIO


def write(path: Path, content: bytes) -> None:
    """Replace the file at ``path`` by ``content``, 0600; on disk when it returns.

    Whatever happens meanwhile, ``path`` holds the old content or the new.
    """
    unfinished = path.with_name(f"{path.name}.tmp")
    unfinished.unlink(missing_ok=True)
    with create(unfinished) as stream:
        stream.write(content)
    place(unfinished, path)


def write_new(path: Path, content: bytes) -> None:
    """Write a new file, 0600; on disk when it returns, and where that fails nothing is left of it.

    FileExistsError where there is one.
    """
    stream = create(path)
    try:
        with stream:
            stream.write(content)
        sync(path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def create(path: Path) -> BinaryIO:
    """Open a new file, 0600, for writing; FileExistsError where there is one."""
    return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")


def place(finished: Path, path: Path) -> None:
    """Put the file ``finished`` in the place of ``path``; both on one disk."""
    sync(finished)
    finished.replace(path)
    sync_folder(path.parent)


def sync(path: Path) -> None:
    """Write down what the file at ``path`` holds."""
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Write down the names in ``folder``; Windows offers no such thing and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
