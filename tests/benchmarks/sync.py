"""A night of 10,000 encounters up, into an empty laptop, and 1,000 edits: time, bytes, memory.

Beside it the floor: the same lines as one compressed stream into a bare SQLite file. The server
is a process of its own, each laptop too. A link that forwards counts the bytes.

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
from dataclasses import asdict, dataclass, replace
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
from maraude.sync.client import Client
from maraude.sync.link import Link
from maraude.sync.session import synchronise
from tests.server.processes import Server, invited, made
from tests.server.standby import pair

ENCOUNTERS, EDITS, A_TRANSACTION = 10_000, 1_000, 20
KEY = bytes(range(32))
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


@dataclass
class Cost:
    """What one synchronisation cost; ``memory`` is the laptop's peak in MB."""

    seconds: float
    requests: int
    memory: float
    pushed: int
    pulled: int
    up: int = 0
    down: int = 0
    connections: int = 0


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


def laptop(home: Path, url: str, token: str) -> Cost:
    """Synchronise a profile, in this process."""
    store = Store(home, KEY, "user:essai", system_now)
    requests = 0

    class Counted(Link):
        def exchange(self, body: bytes) -> bytes:
            nonlocal requests
            requests += 1
            return super().exchange(body)

    with Counted(url, "", token) as link:
        before = time.perf_counter()
        done = synchronise(store, Client(store, system_now), link)
        seconds = time.perf_counter() - before
    store.close()
    return Cost(seconds, requests, _peak(os.getpid()), done.pushed, done.pulled)


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


def main(*, standby: bool) -> None:
    """Print the table."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="maraude-")))
        database = stack.enter_context(pair(durable=True)).url if standby else ""
        home = made(folder / "server", database)
        served = stack.enter_context(Server.started(home))
        link = CountingLink(served.port)
        url = f"http://127.0.0.1:{link.port}"
        first, second = folder / "first", folder / "second"
        first.mkdir()
        second.mkdir()
        fill(first)
        Store.create(second, KEY, PROFILE, "user:essai", system_now).close()
        tokens = [invited(home, f"laptop {number}", f"{number:016x}") for number in range(2)]
        _show("push", _run(first, url, tokens[0], link))
        _show("pull", _run(second, url, tokens[1], link))
        edit(first)
        _show("push of edits", _run(first, url, tokens[0], link))
        _show("pull of edits", _run(second, url, tokens[1], link))
        _show("idle", _run(second, url, tokens[1], link))
        print(f"server: peak {_peak(served.process.pid):.0f} MB")
        _floor(folder, first)


def _show(name: str, cost: Cost) -> None:
    print(
        f"{name:16}{cost.seconds:7.2f} s  {cost.up:9,} B up {cost.down:9,} B down"
        f"  {cost.requests:3} requests {cost.connections:2} connections  {cost.memory:4.0f} MB"
        f"  {cost.pushed} pushed, {cost.pulled} pulled"
    )


def _run(home: Path, url: str, token: str, link: CountingLink) -> Cost:
    link.take()
    command = [sys.executable, "-m", "tests.benchmarks.sync", "laptop", str(home), url, token]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    up, down, connections = link.take()
    cost = Cost(**json.loads(ran.stdout))
    return replace(cost, up=up, down=down, connections=connections)


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
    print(
        f"floor           {time.perf_counter() - before:7.2f} s  {len(stream):9,} B"
        f"  ({size:.0f} B a document)"
    )
    bare.close()
    connection.close()


def documents_of(line: bytes) -> bytes:
    """Give the fields of a change's line."""
    return bytes(changes.decode(line).f)


def _peak(process: int) -> float:
    for line in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    raise LookupError("VmHWM")


if __name__ == "__main__":
    if sys.argv[1:2] == ["laptop"]:
        print(json.dumps(asdict(laptop(Path(sys.argv[2]), sys.argv[3], sys.argv[4]))))
    else:
        main(standby="standby" in sys.argv)
