"""Runs by hand: ``SEED`` prints the steps of one, ``FIRST-LAST`` runs all before the last.

``purge`` after it lets the server erase those whom nobody has met for two years, ``redact`` lets
everybody void texts.
"""

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from maraude import process
from tests.simulation.runs import run


def main(seeds: str, *options: str) -> None:
    """Run one seed loudly, or many on all processors."""
    kinds = {"purges": "purge" in options, "redacts": "redact" in options}
    first, _dash, last = seeds.partition("-")
    if not last:
        run(int(first), loud=True, **kinds)
        return
    numbers = range(int(first), int(last))
    with ProcessPoolExecutor(os.cpu_count(), initializer=process.collect_rarely) as pool:
        for _done in pool.map(partial(run, **kinds), numbers, chunksize=10):
            pass
    print(f"{len(numbers)} seeds passed")


if __name__ == "__main__":
    main(*sys.argv[1:])
