"""Flip bytes without end: ``python -m tests.flips [COUNT [SEED]]``, 600 flips from seed 7."""

import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

from maraude.store import reserve
from tests.flips.runs import WEIGHTS, Trial, Verdict, flips

SEED = 7
SMALL_RESERVE = 4 * 1024


def main(count: int, seed: int) -> int:
    """Flip, and print what came of it file by file; 1 where anything wrong was shown."""
    reserve.SIZE = SMALL_RESERVE
    found: Counter[tuple[str, Verdict]] = Counter()
    chance = random.Random(seed)  # noqa: S311 - the flips, to be found again
    with tempfile.TemporaryDirectory(prefix="maraude-flips-") as folder:
        trial = Trial(Path(folder))
        for flip in flips(count, chance):
            try:
                verdict = trial.run(flip)
            except Exception as error:
                verdict = Verdict.WRONG
                print(f"{flip}: {type(error).__name__}: {error}", file=sys.stderr)
            if verdict is Verdict.WRONG:
                print(f"wrong: {flip}", file=sys.stderr)
            found[flip.file, verdict] += 1
    print(f"{'file':<40}" + "".join(f"{verdict.value:>10}" for verdict in Verdict))
    for file in WEIGHTS:
        print(f"{file:<40}" + "".join(f"{found[file, verdict]:>10}" for verdict in Verdict))
    wrong = sum(number for (_file, verdict), number in found.items() if verdict is Verdict.WRONG)
    print(f"{count} flips, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    words = [int(word) for word in sys.argv[1:]]
    sys.exit(main(words[0] if words else 600, words[1] if len(words) > 1 else SEED))
