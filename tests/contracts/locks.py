"""The locks beside the project: which version of what, with which hashes, and who asks for it."""

import re
import tomllib
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LAPTOP = "requirements-extras.lock"
"""What a laptop with every extra has; some of it is what one without any has."""
LOCKS = {
    "requirements.lock": (),
    "requirements-server.lock": ("server",),
    LAPTOP: ("walk", "osm"),
}
"""Each lock with the extras that it pins."""

_ENTRY = re.compile(
    r"(?P<name>[a-z0-9-]+)==(?P<version>[^ ]+)(?P<hashes>( --hash=sha256:[0-9a-f]{64})+)"
    r"(?: # via (?P<askers>.+))?"
)


@dataclass(frozen=True, slots=True)
class Pin:
    """One library of a lock; ``hashes`` are the SHA-256 of its files, one of which is installed.

    ``askers`` are the libraries that need it, ``maraude`` for the project.
    """

    name: str
    version: str
    hashes: tuple[str, ...]
    askers: tuple[str, ...]

    @property
    def line(self) -> str:
        """What pip takes: the version, and the hashes of which its file has one."""
        digests = "".join(f" --hash=sha256:{digest}" for digest in self.hashes)
        return f"{self.name}=={self.version}{digests}\n"


def read(lock: str) -> list[Pin]:
    """Give what a lock pins, every line of which has to be a library with hashes; ValueError."""
    text = (ROOT / lock).read_text("utf-8").replace("\n    # via", " # via")
    return [_pin(line) for line in re.sub(r" \\\n +", " ", text).splitlines()]


def pins(lock: str) -> dict[str, str]:
    """Give the version that a lock pins for each library."""
    return {pin.name: pin.version for pin in read(lock)}


def asked(*extras: str) -> list[Requirement]:
    """Give what the project asks for, with those of its extras that are named."""
    optional = PROJECT["optional-dependencies"]
    written = chain(PROJECT["dependencies"], *(optional[extra] for extra in extras))
    return [Requirement(line) for line in written]


def laptop(*extras: str) -> list[Pin]:
    """Give what a laptop with some extras needs, and no other library."""
    everything = read(LAPTOP)
    names: set[str] = {canonicalize_name(requirement.name) for requirement in asked(*extras)}
    needed: set[str] = set()
    while needed != names:
        needed = set(names)
        names |= {pin.name for pin in everything if needed.intersection(pin.askers)}
    return [pin for pin in everything if pin.name in needed]


def _pin(line: str) -> Pin:
    found = _ENTRY.fullmatch(line)
    if found is None:
        raise ValueError(f"no library with a version and hashes: {line[:80]}")
    askers = re.findall(r"(?:^|, )(\w[\w.-]*)", found["askers"] or "")
    return Pin(
        found["name"],
        found["version"],
        tuple(re.findall("sha256:([0-9a-f]+)", found["hashes"])),
        tuple(canonicalize_name(asker) for asker in askers),
    )
