"""Lets atheris, which is guided by what code was reached, look for bytes that break a reader.

Run: python -m tests.fuzz TARGET [SECONDS]. Where atheris is not installed it says so, and tries
as many bytes at random instead; without a target it lists them.
"""

import random
import sys
import time
from importlib import import_module
from importlib.util import find_spec

from tests.fuzz.targets import TARGETS, Target

SECONDS = 60.0


def main() -> None:
    """Fuzz one target for some seconds, or until it breaks."""
    if len(sys.argv) < 2:
        sys.exit("\n".join(TARGETS))
    target, seconds = TARGETS[sys.argv[1]], float(sys.argv[2]) if sys.argv[2:] else SECONDS
    if find_spec("atheris"):
        atheris = import_module("atheris")
        atheris.instrument_all()
        atheris.Setup([sys.argv[0], f"-max_total_time={seconds:.0f}", "-max_len=200"], target)
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


if __name__ == "__main__":
    main()
