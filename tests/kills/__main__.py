"""Kill without end: ``python -m tests.kills [COUNT [TARGET…]]``, 240 kills over all targets."""

import random
import sys
import tempfile
from pathlib import Path

from maraude.store import reserve
from tests.kills.runs import SMALL_RESERVE, trial
from tests.kills.targets import TARGETS

SEED = 7


def main(count: int, names: list[str]) -> int:
    """Share the kills among the targets, and print what came of them; 1 where anything failed."""
    reserve.SIZE = SMALL_RESERVE
    each = -(-count // len(names))
    failed = 0
    print(f"{'target':<12}{'points':>8}{'kills':>8}{'acknowledged':>14}{'failed':>8}")
    for name in names:
        chance = random.Random(SEED)  # noqa: S311 - the moments of the kills, to be found again
        with tempfile.TemporaryDirectory(prefix="maraude-kills-") as folder:
            tried = trial(name, Path(folder) / name)
            acknowledged = wrong = 0
            for kill in tried.kills(each, chance):
                try:
                    acknowledged += tried.run(kill)
                except Exception as error:
                    wrong += 1
                    print(f"{name}, {kill}: {type(error).__name__}: {error}", file=sys.stderr)
                    tried.clear()
        failed += wrong
        print(
            f"{name:<12}{tried.course.points:>8}{each:>8}{acknowledged:>14}{wrong:>8}", flush=True
        )
    print(f"{each * len(names)} kills, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    words = sys.argv[1:]
    sys.exit(main(int(words[0]) if words else 240, words[1:] or list(TARGETS)))
