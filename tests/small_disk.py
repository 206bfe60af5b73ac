"""A disk of a few mebibytes, made in a mount namespace that ends with its process."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SMALL_DISK = ["unshare", "--mount", "--map-root-user", "--", "sh", "-ec"]
MOUNT = 'mount -t tmpfs -o size="$1" tmpfs "$2"; exec "$3" -c "$4" "$2"'

BEGIN = """
import sys
from contextlib import suppress
from pathlib import Path
from maraude.domain.refusal import Refusal

HOME = Path(sys.argv[1])

def occupy_the_rest():
    with suppress(OSError), (HOME / "rest").open("wb", buffering=0) as rest:
        while True:
            rest.write(bytes(4096))

def refusal(job, *arguments):
    try:
        job(*arguments)
    except Refusal as refused:
        return refused.code
"""


def on_small_disk(folder: Path, code: str, mebibytes: int = 16) -> str:
    """Run ``code`` with ``HOME`` on a small disk at ``folder``; gives what it printed.

    Skips the test where no such disk can be made.
    """
    if shutil.which("unshare") is None:
        pytest.skip("no unshare here")
    arguments = ["sh", f"{mebibytes}m", str(folder), sys.executable, BEGIN + code]
    done = subprocess.run(
        [*SMALL_DISK, MOUNT, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if "mount:" in done.stderr or done.stderr.startswith("unshare:"):
        pytest.skip(f"no small disk can be mounted here: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr
    return done.stdout
