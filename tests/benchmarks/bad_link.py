"""150 changes over 20 kbit/s, 700 ms late, a tenth of the exchanges broken off: seconds, bytes.

Beside it the floor: the same bytes over the same link with nothing broken off. TLS is on, as it
is for a laptop; whoever is refused asks again at once.

Run: python -m tests.benchmarks.bad_link
"""

import tempfile
import time
from functools import partial
from pathlib import Path

from maraude.domain.clock import system_now
from maraude.server.exchange import exchange
from maraude.store import outbox
from maraude.store.store import Store
from maraude.sync.client import Client
from maraude.sync.failure import LinkError
from maraude.sync.link import Link, enrol
from maraude.sync.session import synchronise
from tests.benchmarks.laptop import KEY
from tests.benchmarks.sync import PROFILE, encounters, save
from tests.server.serving import Served, serving
from tests.sync.bad_link import bad_link

CHANGES, RATE, DELAY, DROP, SEEDS = 150, 2500.0, 0.7, 0.1, 12
PATIENCE = 60.0


def main() -> None:
    """Print a line for each seed, then how they spread."""
    with tempfile.TemporaryDirectory(prefix="maraude-") as name:
        one(Path(name), 0, drop=0.0)
        found = sorted(one(Path(name), seed, drop=DROP) for seed in range(1, SEEDS + 1))
    print(f"median {found[len(found) // 2]:.1f} s, longest {found[-1]:.1f} s")


def one(folder: Path, seed: int, *, drop: float) -> float:
    """Push from a new laptop to a new server over a link; gives the seconds."""
    profile = folder / f"laptop-{seed}"
    profile.mkdir()
    store = Store.create(profile, KEY, PROFILE, "user:essai", system_now)
    store.write(partial(save, encounters()[:CHANGES])).result()
    with serving(folder / f"server-{seed}", answer=exchange, stall=PATIENCE) as served:
        token = enrol(served.invite(), "laptop", f"{seed:016x}", "").token
        seconds = _push(store, served, token, seed, drop)
    store.close()
    return seconds


def _push(store: Store, served: Served, token: str, seed: int, drop: float) -> float:
    refused = 0
    with bad_link(served.port, seed, rate=RATE, delay=DELAY, drop=drop) as link:
        before = time.perf_counter()
        while outbox.waiting(store.reader):
            try:
                with Link(f"https://127.0.0.1:{link.port}", served.home.pin(), token) as way:
                    synchronise(store, Client(store, system_now), way)
            except LinkError:
                refused += 1
        seconds = time.perf_counter() - before
    print(
        f"{drop:4.0%} broken off, seed {seed:2}: {seconds:5.1f} s, {link.carried:6,} B,"
        f" {link.cuts} were,"
        f" {refused} asked again from the start",
        flush=True,
    )
    return seconds


if __name__ == "__main__":
    main()
