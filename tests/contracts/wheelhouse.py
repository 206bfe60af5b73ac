"""Makes the folder from which a laptop without a network is installed: every wheel, and their list.

Run where there is a network: python -m tests.contracts.wheelhouse FOLDER [--extra walk]
[--extra osm] [--platform win_amd64] [--python 3.12], and on the laptop, as the README shows, pip
with the list in the folder. The list has the hash of each: pip installs nothing else. What is
downloaded has one of the lock's.
"""

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from packaging.utils import parse_wheel_filename

from tests.contracts.locks import LAPTOP, LOCKS, ROOT, laptop

EPOCH = "1577836800"
"""The date of every file in what is built, in seconds since 1970: 1 January 2020."""
LIST = "requirements.txt"


def build(source: Path, folder: Path, *kinds: str) -> None:
    """Build ``kinds`` (wheel, sdist) of the project in ``source`` into ``folder``.

    The same files give the same bytes, wherever and whenever. Needs no network.
    """
    targets = [word for kind in kinds for word in ("-t", kind)]
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", folder.resolve(), *targets],
        cwd=source,
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH},
        stdout=subprocess.DEVNULL,
        check=True,
    )


def complete(folder: Path) -> None:
    """Build maraude's wheel into a folder of wheels, and write the list of all of them."""
    build(ROOT, folder, "wheel")
    lines = []
    for wheel in sorted(folder.glob("*.whl")):
        name, version, _build, _tags = parse_wheel_filename(wheel.name)
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        lines.append(f"{name}=={version} --hash=sha256:{digest}\n")
    (folder / LIST).write_text("".join(lines), "utf-8")


def main() -> None:
    """Fill the folder."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--platform", action="append", default=[])
    parser.add_argument("--python")
    parser.add_argument("--extra", action="append", default=[], choices=LOCKS[LAPTOP])
    asked = parser.parse_args()
    machine = [f"--platform={platform}" for platform in asked.platform]
    machine += [f"--python-version={asked.python}"] if asked.python else []
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / LIST
        wanted.write_text("".join(pin.line for pin in laptop(*asked.extra)), "utf-8")
        where = f"--dest={asked.folder}"
        _pip("download", "--require-hashes", where, f"--requirement={wanted}", *machine)
    for source in asked.folder.glob("*.tar.gz"):
        _wheel_of(source)
    complete(asked.folder)


def _wheel_of(source: Path) -> None:
    """Put a wheel in the place of a library that is published as source only."""
    before = set(source.parent.glob("*.whl"))
    _pip("wheel", f"--wheel-dir={source.parent}", str(source))
    (made,) = set(source.parent.glob("*.whl")) - before
    source.unlink()
    if not made.stem.endswith("-none-any"):
        sys.exit(f"{source.name} has no wheel for that machine, and needs a compiler there")


def _pip(command: str, *options: str) -> None:
    words = [sys.executable, "-m", "pip", command, "--quiet", "--no-deps", *options]
    subprocess.run(words, check=True)


if __name__ == "__main__":
    main()
