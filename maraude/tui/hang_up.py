"""The end of the terminal, after which no process may stay with the key in its memory."""

import os
import select
import signal
import sys
import threading
import time

GRACE = 10.0
"""Seconds in which the application closes what is open; what was typed is on the disk already."""


def watch() -> None:
    """End this process with its terminal, also where no signal says so or where writing is stuck.

    A shell that ignores SIGHUP keeps it from reaching the application, and Textual waits for ever
    to write to a terminal that failed.
    """
    if sys.platform != "win32":
        threading.Thread(target=_wait, name="hang-up", daemon=True).start()


def _wait() -> None:
    terminal = select.poll()
    terminal.register(0, 0)  # a hang-up is told without being asked for
    ((_input, told),) = terminal.poll()
    if not told & select.POLLHUP:  # this system does not watch terminals
        return
    os.kill(os.getpid(), signal.SIGHUP)
    time.sleep(GRACE)
    os._exit(1)
