"""A server in a process of its own, as the benchmarks measure it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from maraude.protocol.enrolment import Code
from maraude.sync import link


@dataclass(frozen=True)
class Served:
    """A server that answers on ``port``; ``process`` is its number."""

    port: int
    process: int
    environment: dict[str, str]

    def enrol(self, name: str) -> str:
        """Make a laptop one of the server's; gives its token."""
        feeds = ["--feed", "territory:essai", "--feed", "team:essai"]
        told = _ask(self.environment, "invite", "--role", "volunteer", *feeds)
        code = Code.parse(told["code"])
        return link.enrol(code, name, name.encode().hex()[-16:].zfill(16), "1").token


@contextmanager
def serving(folder: Path, database: str = "") -> Iterator[Served]:
    """Start a server without encryption on a free port of this machine."""
    environment = {**os.environ, "MARAUDE_SERVER_HOME": str(folder / "server")}
    where = ["--database", database] if database else []
    _ask(environment, "init", "--organisation", "Essai", *where)
    options = ["--plain", "--host", "127.0.0.1", "--port", "0"]
    command = [*_COMMAND, "run", *options, "--json"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        port = int(json.loads(server.stdout.readline())["listening"].rpartition(":")[2])
        try:
            yield Served(port, server.pid, environment)
        finally:
            server.terminate()


def peak(process: int) -> float:
    """Give the most memory that a process had, in MB (Linux)."""
    for line in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    raise LookupError("VmHWM")


_COMMAND = (sys.executable, "-m", "maraude", "server")


def _ask(environment: dict[str, str], *words: str) -> Any:
    run = partial(subprocess.run, env=environment, check=True, capture_output=True, text=True)
    return json.loads(run([*_COMMAND, *words, "--json"]).stdout)
