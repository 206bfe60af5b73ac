"""The end of an evening: 60 laptops push 25 encounters each and read the others', all at once.

Each starts when all are ready; its time is until it is up to date with what is there.

Run: python -m tests.benchmarks.evening [standby]
"""

import statistics
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from maraude.domain.clock import system_now
from maraude.domain.encounter import Encounter
from maraude.store.store import Store
from maraude.sync.client import Client
from maraude.sync.failure import LinkError
from maraude.sync.link import Link
from maraude.sync.session import synchronise
from tests.benchmarks.laptop import KEY
from tests.benchmarks.sync import encounters, save
from tests.server import standby
from tests.server.processes import Server, invited, made
from tests.team import make_profile

LAPTOPS, ENCOUNTERS = 60, 25


@dataclass(frozen=True)
class Done:
    """How long a laptop took to be up to date, in seconds, and what it pushed and retried."""

    seconds: float
    pushed: int
    retries: int


def main() -> None:
    """Print the figures."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = ""
        if sys.argv[1:] == ["standby"]:
            url = stack.enter_context(standby.pair(durable=True)).url
        home = made(folder / "server", url)
        server = stack.enter_context(Server.started(home))
        every = encounters()
        stores = [
            stack.enter_context(_Laptop(folder, home, n, every[n * ENCOUNTERS :][:ENCOUNTERS]))
            for n in range(LAPTOPS)
        ]
        ready = threading.Barrier(LAPTOPS)
        with ThreadPoolExecutor(LAPTOPS) as pool:
            done = list(pool.map(lambda one: one.synchronise(server.url, ready), stores))
    seconds = sorted(one.seconds for one in done)
    print(
        f"{LAPTOPS} laptops, {sum(one.pushed for one in done)} changes pushed,"
        f" {sum(one.retries for one in done)} retries:"
        f" p50 {statistics.median(seconds):.2f} s, p99 {seconds[int(0.99 * LAPTOPS)]:.2f} s,"
        f" last {seconds[-1]:.2f} s"
    )


class _Laptop:
    """A profile with encounters that wait."""

    def __init__(self, folder: Path, home: Path, number: int, saved: list[Encounter]) -> None:
        place = folder / f"laptop-{number}"
        place.mkdir()
        make_profile(place)
        self._store = Store(place, KEY, "user:essai", system_now)
        self._store.write(partial(save, saved)).result()
        self._token = invited(home, place.name, f"{number:016x}")

    def __enter__(self) -> "_Laptop":
        return self

    def __exit__(self, *_failure: object) -> None:
        self._store.close()

    def synchronise(self, url: str, ready: threading.Barrier) -> Done:
        """Begin when all are ready; end when the laptop is up to date."""
        pushed = retries = 0
        with Link(url, "", self._token) as link:
            client = Client(self._store, system_now)
            ready.wait()
            before = time.perf_counter()
            while True:
                try:
                    done = synchronise(self._store, client, link)
                except LinkError:
                    retries += 1
                    continue
                pushed += done.pushed
                if done.complete:
                    return Done(time.perf_counter() - before, pushed, retries)


if __name__ == "__main__":
    main()
