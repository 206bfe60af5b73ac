"""A program seen from its terminal: what it draws, every byte it sends, how it ends."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

ROOT = Path(__file__).parents[2]
KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "backspace": "\x7f",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "pagedown": "\x1b[6~",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f3": "\x1bOR",
    "f4": "\x1bOS",
    "f5": "\x1b[15~",
    "f9": "\x1b[20~",
}
# pyte 0.8.2 prints these as text: keyboard protocol, mode questions, other private sequences.
_UNKNOWN_TO_PYTE = re.compile(
    rb"\x1b\[[<>=?][0-9;]*u|\x1b\[\?[0-9;]*\$p|\x1b\[[<>=][0-9;]*[a-zA-Z]"
)
# The child must own its terminal, or closing the terminal would not hang it up.
_OWN_TERMINAL = (
    "import fcntl, os, sys, termios\n"
    "fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
    "os.execvp(sys.argv[1], sys.argv[1:])"
)


class PseudoTerminal:
    """Runs ``command`` in a terminal of its own; leaving the ``with`` block kills it.

    ``sent`` holds every byte that the program sent, ``arrived`` is when the last ones came. Where
    it is not ``drawn``, which takes time, ``text`` stays empty.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        environ: Mapping[str, str] | None = None,
        columns: int = 80,
        rows: int = 24,
        drawn: bool = True,
    ) -> None:
        self.sent = bytearray()
        self.arrived = time.perf_counter()
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen) if drawn else None
        self._fd, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, "-ISc", _OWN_TERMINAL, *command],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            cwd=ROOT,
            env={
                **os.environ,
                "TERM": "xterm-256color",
                "COLORTERM": "truecolor",
                "LC_ALL": "C.UTF-8",
            }
            | dict(environ or {}),
        )
        os.close(theirs)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.hang_up()

    @property
    def text(self) -> str:
        """The screen, one line a row."""
        return "\n".join(self.screen.display)

    def type(self, keys: str) -> None:
        """Send text; ``<enter>``, ``<ctrl+z>`` and the like are keys."""
        os.write(self._fd, re.sub("<([a-z0-9+]+)>", _pressed, keys).encode())

    def until(self, expected: str, seconds: float = 30) -> str:
        """Read until the screen matches a regular expression; gives the screen."""
        end = time.monotonic() + seconds
        while not re.search(expected, self.text):
            if time.monotonic() > end or not self._read(0.2):
                message = (
                    f"no {expected!r} on the screen:\n{self.text}\n{bytes(self.sent[-300:])!r}"
                )
                raise AssertionError(message)
        return self.text

    def settle(self, quiet: float = 0.2) -> str:
        """Read until nothing has come for ``quiet`` seconds; gives the screen."""
        while select.select([self._fd], [], [], quiet)[0] and self._read(0):
            pass
        return self.text

    def ended(self, seconds: float = 30) -> int:
        """Read to the end of the program; gives its exit status."""
        end = time.monotonic() + seconds
        while self._fd >= 0 and time.monotonic() < end and self._read(0.2):
            pass
        return self.process.wait(max(end - time.monotonic(), 1))

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size, and say so to the program."""
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.screen.resize(rows, columns)
        self.process.send_signal(signal.SIGWINCH)

    def hang_up(self) -> None:
        """Close the terminal, as a window is closed."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _read(self, seconds: float) -> bool:
        """Read once if there is something; False once the program has closed its side."""
        if not select.select([self._fd], [], [], seconds)[0]:
            return True
        try:
            data = os.read(self._fd, 65_536)
        except OSError:  # On Linux, the end of the other side.
            return False
        self.arrived = time.perf_counter()
        self.sent += data
        if self._stream:
            self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", data))
        return bool(data)


def _pressed(key: re.Match[str]) -> str:
    name = key[1]
    return chr(ord(name[5:].upper()) - 64) if name.startswith("ctrl+") else KEYS[name]
