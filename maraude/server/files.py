"""Small files of the server, read by their owner alone."""

import os
from pathlib import Path


def write(path: Path, content: bytes) -> None:
    """Write a file with mode 0600, wholly or not at all; OSError where it cannot be."""
    unfinished = path.with_name(f"{path.name}.tmp")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.replace(path)
