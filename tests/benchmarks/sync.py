"""A night of 10,000 encounters up, into an empty laptop, and 1,000 edits: time, bytes, memory.

Beside it the floor: the same lines as one compressed stream into a bare SQLite file. The server
is a process of its own, each laptop too. A link that forwards counts the bytes. Other programs on
the machine make the seconds more, those of the processor less so.

Run: python -m tests.benchmarks.sync [standby]
With ``standby``, the server is on PostgreSQL, and each commit waits for a second machine's.
"""

import json
import os
import random
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import zstandard

from maraude.domain.clock import system_now
from maraude.domain.encounter import Encounter, Given, Need, NeedState, People
from maraude.domain.profile import Profile
from maraude.protocol import changes
from maraude.store import engine
from maraude.store.store import Store
from maraude.store.transaction import Transaction
from tests.benchmarks import table
from tests.benchmarks.laptop import KEY, Cost, peak
from tests.server.processes import Server, invited, made
from tests.server.standby import pair

ENCOUNTERS, EDITS, A_TRANSACTION = 10_000, 1_000, 20
PROFILE = Profile(
    organisation="org:essai",
    team="team:nord",
    territory="territory:paris",
    organisation_name="Essai",
    team_name="Essai",
)
WORDS = (
    "rencontre", "porte", "gare", "couverture", "repas", "refus", "hébergement", "fatigue",
    "douche", "pieds", "plaie", "chien", "sac", "papiers", "perdus", "rendez-vous", "médecin",
    "calme", "froid", "pluie", "tente", "square", "pont", "nuit", "maraude", "équipe", "retour",
    "appel", "attente", "place", "abri", "vêtements", "chaussures", "duvet", "soupe", "café",
    "sucre", "anglais", "arabe",
)  # fmt: skip
NIGHT = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Aim:
    """The most that an exchange may take, 0 where that is not said."""

    seconds: float = 0
    bytes: int = 0
    requests: int = 0


PUSH, PULL = Aim(1.0, 1_500_000, 25), Aim(0.4)
PUSH_OF_EDITS, PULL_OF_EDITS, IDLE = Aim(bytes=85_000), Aim(), Aim(bytes=700, requests=1)
STANDBY_SECONDS = 1.5
LAPTOP_MEMORY, SERVER_MEMORY = 100, 150
"""In MB."""


class CountingLink:
    """Forwards connections to a port and counts what passes."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.up = self.down = self.connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def take(self) -> tuple[int, int, int]:
        """Give the counts since the last time."""
        counts = self.up, self.down, self.connections
        self.up = self.down = self.connections = 0
        return counts

    def _accept(self) -> None:
        while True:
            near, _address = self._listener.accept()
            far = socket.create_connection(("127.0.0.1", self._target))
            self.connections += 1
            for one, other, way in ((near, far, "up"), (far, near, "down")):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=self._pump, args=(one, other, way), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, way: str) -> None:
        while data := source.recv(65536):
            setattr(self, way, getattr(self, way) + len(data))
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)


def encounters() -> list[Encounter]:
    """Give the same encounters at each run, some 580 bytes each as JSON."""
    chance = random.Random(20261123)  # noqa: S311 - a workload, not a secret
    return [_encounter(chance) for _ in range(ENCOUNTERS)]


def _encounter(chance: random.Random) -> Encounter:
    def identifier() -> str:
        return str(uuid.UUID(int=chance.getrandbits(128), version=4))

    return Encounter(
        id=identifier(),
        tour=identifier(),
        at=NIGHT + timedelta(minutes=chance.randrange(500_000)),
        contact="CON",
        people=People(unknown=1, persons=(identifier(),)),
        needs=(Need(chance.choice(("HEB", "ALI", "HYG")), NeedState.ASKED),),
        given=(Given("COU", chance.randrange(1, 3)),),
        note=" ".join(chance.choices(WORDS, k=19)),
    )


def fill(home: Path) -> None:
    """Make a profile, and write the encounters."""
    store = Store.create(home, KEY, PROFILE, "user:essai", system_now)
    found = encounters()
    for start in range(0, len(found), A_TRANSACTION):
        store.write(partial(save, found[start : start + A_TRANSACTION])).result()
    store.close()


def edit(home: Path) -> None:
    """Write another note and another result of one encounter in ten."""
    chance = random.Random(7)  # noqa: S311 - a workload, not a secret
    store = Store(home, KEY, "user:essai", system_now)
    for one in chance.sample(encounters(), EDITS):
        changed = replace(one, note=" ".join(chance.choices(WORDS, k=19)), reason="NPA")
        store.write(partial(save, [changed])).result()
    store.close()


def save(records: list[Encounter], transaction: Transaction) -> None:
    """Write records in one transaction."""
    transaction.save(*records)


class Bench:
    """A server, laptops that exchange with it through a link that counts, and what it costs."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._link = CountingLink(server.port)
        self._rows: list[list[str]] = []
        self._memory = 0.0

    def run(self, name: str, home: Path, token: str, aim: Aim) -> None:
        """Let a laptop synchronise, in a process of its own."""
        self._link.take()
        before = _processor(self._server.process.pid)
        url = f"http://127.0.0.1:{self._link.port}"
        command = [sys.executable, "-m", "tests.benchmarks.laptop", str(home), url, token]
        ran = subprocess.run(command, check=True, capture_output=True, text=True)
        served = _processor(self._server.process.pid) - before
        up, down, connections = self._link.take()
        cost = Cost(**json.loads(ran.stdout))
        self._memory = max(self._memory, cost.memory)
        self._rows.append(
            [
                name,
                f"{cost.seconds:.2f} s",
                f"{aim.seconds:.1f} s" if aim.seconds else "",
                f"{cost.processor:.2f} s",
                f"{served:.2f} s",
                f"{up:,}",
                f"{down:,}",
                f"{aim.bytes:,}" if aim.bytes else "",
                f"{cost.requests} / {connections}",
                f"{aim.requests} / 1" if aim.requests else "",
            ]
        )

    def show(self) -> None:
        """Print the table."""
        columns = ["", "time", "aim", "laptop CPU", "server CPU", "bytes up", "bytes down"]
        columns += ["aim in all", "requests / connections", "aim"]
        table.show(f"{ENCOUNTERS:,} encounters, then {EDITS:,} edits", columns, self._rows)
        print(f"\npeak of a laptop {self._memory:.0f} MB, aim {LAPTOP_MEMORY} MB")
        server = peak(self._server.process.pid)
        print(f"peak of the server {server:.0f} MB, aim {SERVER_MEMORY} MB")


def main(*, standby: bool) -> None:
    """Print the table."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="maraude-")))
        database = stack.enter_context(pair(durable=True)).url if standby else ""
        home = made(folder / "server", database)
        bench = Bench(stack.enter_context(Server.started(home)))
        first, second = folder / "first", folder / "second"
        first.mkdir()
        second.mkdir()
        fill(first)
        Store.create(second, KEY, PROFILE, "user:essai", system_now).close()
        tokens = [invited(home, f"laptop {number}", f"{number:016x}") for number in range(2)]
        push = replace(PUSH, seconds=STANDBY_SECONDS) if standby else PUSH
        bench.run("push", first, tokens[0], push)
        bench.run("pull", second, tokens[1], PULL)
        edit(first)
        bench.run("push of edits", first, tokens[0], PUSH_OF_EDITS)
        bench.run("pull of edits", second, tokens[1], PULL_OF_EDITS)
        bench.run("idle", second, tokens[1], IDLE)
        bench.show()
        _floor(folder, first)


def _processor(process: int) -> float:
    """Give the seconds of the processor that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    user, system = fields[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _floor(folder: Path, home: Path) -> None:
    """Compress, inflate and insert the same lines without any of the sync."""
    connection = engine.connect(home / "maraude.db", KEY)
    lines = [line for (line,) in connection.execute("SELECT line FROM change WHERE kind = 'put'")]
    size = sum(len(documents_of(line)) for line in lines) / len(lines)
    before = time.perf_counter()
    stream = zstandard.ZstdCompressor(level=9).compress(b"\n".join(lines))
    plain = zstandard.ZstdDecompressor().decompress(stream).split(b"\n")
    bare = sqlite3.connect(folder / "bare.db")
    bare.execute("CREATE TABLE line (n INTEGER PRIMARY KEY, line BLOB)")
    with bare:
        bare.executemany("INSERT INTO line VALUES (?, ?)", enumerate(plain))
    seconds = time.perf_counter() - before
    print(f"floor {seconds:.2f} s, {len(stream):,} B ({size:.0f} B a document)")
    bare.close()
    connection.close()


def documents_of(line: bytes) -> bytes:
    """Give the fields of a change's line."""
    return bytes(changes.decode(line).f)


if __name__ == "__main__":
    main(standby="standby" in sys.argv)
