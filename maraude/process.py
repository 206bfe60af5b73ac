"""What the operating system may keep or show of this process, its memory, and its end."""

import ctypes
import gc
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import NoReturn

PR_SET_DUMPABLE = 4  # Source: linux/prctl.h
COLLECTED_AFTER = 50_000
"""New objects after which Python looks for cycles among them; its own 700 cost an exchange, which
makes very many and no cycles, a sixth of its time."""


def protect() -> None:
    """Leave no memory of this process on disk, and make new files readable by their owner only.

    Linux: no core dump, no other process of the user may read its memory, umask 077.
    macOS: no core dump and umask 077. Windows: nothing of this; files inherit the rights of the
    user's own folder, and error reports are a matter of the machine's settings. Call it at each
    start: a new program image does not inherit all of it.
    """
    os.umask(0o077)
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def collect_rarely() -> None:
    """Let Python look for garbage in cycles after very many new objects only."""
    gc.set_threshold(COLLECTED_AFTER)


def restart(argv: Sequence[str]) -> NoReturn:
    """End this process with all that it holds in memory, and begin afresh with ``argv``.

    ``argv`` is what ``sys.orig_argv`` gives: the interpreter first. On Linux and macOS the new
    program takes the place of this one, in the same terminal under the same number. On Windows
    it is started beside this one, which then ends at once.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    arguments = [sys.executable, *argv[1:]]
    if sys.platform == "win32":
        subprocess.Popen(arguments)  # noqa: S603 - our own program, with our own arguments
        os._exit(0)
    os.execv(sys.executable, arguments)  # noqa: S606 - no shell is wanted
