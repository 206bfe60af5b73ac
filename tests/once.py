"""What is costly to make, made once for all the processes of a run of the tests."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Give the folder ``name``, which ``make`` makes where no other process has; only to be read.

    ``make`` is given its path, where there is nothing yet.
    """
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            made = folder.with_suffix(".begun")
            make(made)
            made.rename(folder)
    return folder
