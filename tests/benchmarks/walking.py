"""How well the estimate of a walk does without the streets, against the streets of a real extract.

Pairs of places at random within it, up to 2 km apart. "Within a quarter of an hour" by the
estimate is held against the same by the streets; errors are of the minutes estimated.
Run: python -m tests.benchmarks.walking [PAIRS] [EXTRACT.osm.pbf]
"""

import math
import random
import statistics
import sys
import time
from datetime import date
from pathlib import Path

from maraude.directory import walking
from maraude.directory.importers import foot_network
from maraude.directory.streets import Streets
from maraude.domain.spot import Position
from tests.benchmarks.table import show

EXTRACT = Path(__file__).parents[2] / "../shared/data/osm/paris_bss.osm.pbf"
PAIRS = 20_000
FROM_EACH = 20
FARTHEST = 2_000.0
MINUTES = 15.0


def pairs(streets: Streets, count: int, chance: random.Random) -> list[tuple[float, float]]:
    """Give minutes estimated, and by the streets, for places whose nearest streets are joined."""
    box = streets.box

    def place() -> Position:
        return Position(chance.uniform(box.south, box.north), chance.uniform(box.west, box.east))

    found: list[tuple[float, float]] = []
    while len(found) < count:
        start = place()
        ways = streets.ways(start, 20_000)
        if ways is None:
            continue
        ends = [place() for _ in range(FROM_EACH)]
        for end, walked in zip(ends, ways.metres(ends), strict=True):
            straight = walking.metres(start, end)
            if walked is not None and math.isfinite(walked) and straight <= FARTHEST:
                by_streets = walked / walking.metres_a_minute(walking.SPEED)
                found.append((walking.minutes(straight), by_streets))
    return found[:count]


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS
    extract = Path(sys.argv[2]) if len(sys.argv) > 2 else EXTRACT
    if not extract.exists():
        print(f"skipped: {extract.name} is not here; give an extract: PAIRS FILE.osm.pbf")
        return
    start = time.perf_counter()
    streets = foot_network.read(extract, date.today())
    print(
        f"{len(streets.lat):,} nodes and {len(streets.edges):,} edges"
        f" read in {time.perf_counter() - start:.2f} s"
    )
    chance = random.Random(2026)  # noqa: S311 - the same figures each time, not secrets
    measured = pairs(streets, count, chance)
    called = [by <= MINUTES for estimated, by in measured if estimated <= MINUTES]
    there = [estimated <= MINUTES for estimated, by in measured if by <= MINUTES]
    errors = [abs(estimated - by) for estimated, by in measured]
    too_short = sum(estimated < by for estimated, by in measured) / len(measured)
    deciles = statistics.quantiles(errors, n=10)
    show(
        "The estimate against the streets",
        ("pairs", "precision", "recall", "median error", "p90 error", "estimated too short"),
        [
            [
                f"{len(measured):,}",
                f"{statistics.mean(called):.3f}",
                f"{statistics.mean(there):.3f}",
                f"{statistics.median(errors):.1f} min",
                f"{deciles[8]:.1f} min",
                f"{too_short:.0%}",
            ]
        ],
    )


if __name__ == "__main__":
    main()
