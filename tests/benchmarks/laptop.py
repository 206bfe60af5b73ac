"""A laptop's process for the benchmark of the sync: it synchronises, and says what that cost.

It imports what a laptop does and no more, so that its memory is a laptop's.

Run by ``tests.benchmarks.sync``: python -m tests.benchmarks.laptop HOME URL TOKEN
"""

import json
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from maraude import process
from maraude.domain.clock import system_now
from maraude.store.store import Store
from maraude.sync.client import Client
from maraude.sync.link import Link
from maraude.sync.session import synchronise

KEY = bytes(range(32))


@dataclass
class Cost:
    """What a synchronisation cost: seconds on the clock and of the processor, the peak in MB."""

    seconds: float
    processor: float
    requests: int
    memory: float


class Counted(Link):
    """Counts the requests."""

    requests = 0

    def exchange(self, body: bytes) -> bytes:
        self.requests += 1
        return super().exchange(body)


def run(home: Path, url: str, token: str) -> Cost:
    """Synchronise a profile, in this process."""
    process.collect_rarely()
    store = Store(home, KEY, "user:essai", system_now)
    with Counted(url, "", token) as link:
        seconds, processor = time.perf_counter(), time.process_time()
        done = synchronise(store, Client(store, system_now), link)
        seconds, processor = time.perf_counter() - seconds, time.process_time() - processor
    store.close()
    assert done.complete
    return Cost(seconds, processor, link.requests, peak("self"))


def peak(number: int | str) -> float:
    """Give the most memory that a process has had, in MB."""
    for line in Path(f"/proc/{number}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    raise LookupError("VmHWM")


if __name__ == "__main__":
    print(json.dumps(asdict(run(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))))
