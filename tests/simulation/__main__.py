"""Runs by hand: ``SEED`` prints the steps of one, ``FIRST-LAST`` runs all before the last."""

import os
import sys
from concurrent.futures import ProcessPoolExecutor

from tests.simulation.runs import run


def main(seeds: str) -> None:
    """Run one seed loudly, or many on all processors."""
    first, _dash, last = seeds.partition("-")
    if not last:
        run(int(first), loud=True)
        return
    numbers = range(int(first), int(last))
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for _done in pool.map(run, numbers, chunksize=10):
            pass
    print(f"{len(numbers)} seeds passed")


if __name__ == "__main__":
    main(sys.argv[1])
