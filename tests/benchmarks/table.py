"""Figures of a benchmark: measured, and printed as a table with what they are compared with."""

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """Durations in milliseconds of one thing done many times."""

    milliseconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.milliseconds)

    def percentile(self, percent: int) -> float:
        return statistics.quantiles(self.milliseconds, n=100, method="inclusive")[percent - 1]


def measure(
    action: Callable[[int], object], times: int, clock: Callable[[], float] = time.perf_counter
) -> Timing:
    """Time ``action``, called with 0, 1, 2 …; the garbage collector runs before, not during.

    ``clock`` gives seconds; ``time.thread_time`` leaves out what others do on the machine.
    """
    gc.collect()
    gc.disable()
    durations = []
    try:
        for number in range(times):
            start = clock()
            action(number)
            durations.append((clock() - start) * 1000)
    finally:
        gc.enable()
    return Timing(tuple(durations))


def show(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table; the first column to the left, the others to the right."""
    table = [columns, *rows]
    widths = [max(len(row[column]) for row in table) for column in range(len(columns))]
    print(f"\n{title}")
    for number, row in enumerate(table):
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        print("  ".join(cells).rstrip())
        if number == 0:
            print("  ".join("-" * width for width in widths))
