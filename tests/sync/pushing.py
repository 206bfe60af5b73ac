"""A laptop's synchronisation as a process of its own, to be killed in its midst.

Run: python -m tests.sync.pushing HOME URL TOKEN. It prints a line for each exchange.
"""

import sys
from pathlib import Path

from maraude.domain.clock import system_now
from maraude.store.store import Store
from maraude.sync.client import Client
from maraude.sync.link import Link
from maraude.sync.session import synchronise
from tests.team import KEY


def main(home: Path, url: str, token: str) -> None:
    store = Store(home, KEY, "user:ines", system_now)
    with Link(url, "", token) as link:
        synchronise(
            store,
            Client(store, system_now),
            link,
            progress=lambda done: print(done.pushed, flush=True),
        )
    store.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
