"""Bytes and seconds of the base's directory over HTTP: whole, then a hundred changes of it.

Run: python -m tests.benchmarks.directory [SIZE [CHANGES]]
"""

import random
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import msgspec

from maraude.directory.importers.batch import Batch
from maraude.server.exchange import exchange
from tests.benchmarks.nearby import synthetic
from tests.benchmarks.table import show
from tests.server.readers import Reader, published
from tests.server.serving import Served, serving

SIZE, CHANGES = 10_000, 100
SHARE = 5
"""Percent of the bytes of a whole directory that an update may move (issue 5)."""
SEED = 5


def main() -> None:
    """Publish twice, and read it as a laptop that had nothing and as one that had the first."""
    size, changes = (*map(int, sys.argv[1:]), *(SIZE, CHANGES)[len(sys.argv) - 1 :])
    chance = random.Random(SEED)  # noqa: S311 - a data set, not a secret
    first = synthetic(size, chance)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (
            serving(folder / "server", answer=exchange) as served,
            closing(Reader(folder / "ines", served, 1)) as ines,
            closing(Reader(folder / "sam", served, 2)) as sam,
        ):
            rows = [_imported(served, first, "import"), _read(ines, "whole, empty laptop")]
            rows.append(_imported(served, _changed(first, changes, chance), "import of changes"))
            rows += [_read(ines, f"{changes} changes"), _read(sam, "whole, with the changes")]
    show(
        f"{size} services, {changes} changes",
        ("", "requests", "bytes up", "bytes down", "seconds"),
        [(label, *map(str, figures[:3]), f"{figures[3]:.2f}") for label, figures in rows],
    )
    moved, whole = (sum(rows[at][1][1:3]) for at in (3, 4))
    print(f"\nmoved: {100 * moved / whole:.2f} % of a whole directory (at most {SHARE} %)")


def _changed(first: Batch, changes: int, chance: random.Random) -> Batch:
    """Give the same with as many services changed: half by name, the rest gone and new."""
    services = list(first.services)
    touched = chance.sample(range(len(services)), changes)
    gone = set(touched[changes // 2 :: 2])
    for at in touched:
        services[at] = replace(services[at], name=f"{services[at].name} (déplacé)")
    new = synthetic(len(services) + len(gone), chance).services[len(services) :]
    kept = [one for at, one in enumerate(services) if at not in gone]
    return replace(first, services=(*kept, *new))


Figures = tuple[int, int, int, float]


def _imported(served: Served, batch: Batch, label: str) -> tuple[str, Figures]:
    start = time.perf_counter()
    published(served, batch)
    return label, (0, 0, 0, time.perf_counter() - start)


def _read(reader: Reader, label: str) -> tuple[str, Figures]:
    asked, answered = len(reader.way.asked), len(reader.way.answers)
    start = time.perf_counter()
    reader.update()
    seconds = time.perf_counter() - start
    up = sum(len(msgspec.json.encode(one)) for one in reader.way.asked[asked:])
    answers = reader.way.answers[answered:]
    return label, (len(answers), up, sum(map(len, answers)), seconds)


if __name__ == "__main__":
    main()
