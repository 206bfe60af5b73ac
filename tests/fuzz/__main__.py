"""Lets atheris, which is guided by what code was reached, look for bytes that break a reader.

Run: python -m tests.fuzz TARGET [SECONDS]. Where atheris is not installed it says so, and tries
as many bytes at random instead; without a target it lists them.
"""

import random
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from importlib import import_module
from importlib.util import find_spec
from typing import Any

Target = Callable[[bytes], None]
SECONDS = 60.0
LONGEST = 200
"""Bytes of the longest tape."""


def main() -> None:
    """Fuzz one target for some seconds, or until it breaks."""
    atheris = import_module("atheris") if find_spec("atheris") else None
    targets = _targets(atheris)
    if len(sys.argv) < 2:
        sys.exit("\n".join(targets))
    target, seconds = targets[sys.argv[1]], float(sys.argv[2]) if sys.argv[2:] else SECONDS
    if atheris:
        options = (f"-max_total_time={seconds:.0f}", f"-max_len={LONGEST}")
        atheris.Setup([sys.argv[0], *options], target)
        atheris.Fuzz()
    print("atheris is not installed here: bytes at random, without guidance")
    print(f"{at_random(target, seconds)} tried, all read or refused")


def at_random(target: Target, seconds: float) -> int:
    """Try bytes at random; gives how many."""
    chance, tried, end = random.Random(), 0, time.monotonic() + seconds  # noqa: S311 - no secret
    while time.monotonic() < end:
        data = chance.randbytes(chance.randrange(60))
        try:
            target(data)
        except BaseException:
            print(f"broken by {data!r}")
            raise
        tried += 1
    return tried


def _targets(atheris: Any) -> dict[str, Target]:
    """Load the targets so that atheris sees which lines of maraude and of theirs a tape reaches."""
    seen = atheris.instrument_imports(include=["maraude", "tests.fuzz"]) if atheris else None
    with seen or nullcontext():
        targets: dict[str, Target] = import_module("tests.fuzz.targets").TARGETS
    return targets


if __name__ == "__main__":
    main()
