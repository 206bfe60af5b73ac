"""The points of a process at which it can be killed: each of them between two effects on the disk.

A point is every file opened, renamed or removed, every flush to the disk, every SQL statement and
every few thousand steps of SQLite's virtual machine.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Literal

from maraude.store import engine

STEPS = 1_000
"""Of SQLite's virtual machine from one point to the next."""
_EFFECTS = frozenset({"open", "os.rename", "os.remove", "os.mkdir", "os.link", "os.truncate"})


class Points:
    """Counts the points that the process passes, and ends it with SIGKILL at number ``last``."""

    def __init__(self, last: int | None) -> None:
        self.passed = 0
        self._last = last
        sys.addaudithook(self._audit)
        self._flush, self._open = os.fsync, engine._open
        os.fsync = self._flushed  # type: ignore[assignment]
        engine._open = self._opened

    def _flushed(self, descriptor: int) -> None:
        self._pass()
        self._flush(descriptor)

    def _opened(self, path: Path, mode: Literal["ro", "rw"]) -> engine.Connection:
        connection = self._open(path, mode)
        connection.set_trace_callback(self._statement)
        connection.set_progress_handler(self._step, STEPS)
        return connection

    def _audit(self, event: str, _arguments: object) -> None:
        if event in _EFFECTS:
            self._pass()

    def _statement(self, _statement: str) -> None:
        self._pass()

    def _step(self) -> int:
        self._pass()
        return 0

    def _pass(self) -> None:
        self.passed += 1
        if self.passed == self._last:
            os.kill(os.getpid(), signal.SIGKILL)
