import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LOCKS = {"requirements.lock": (), "requirements-server.lock": ("server",)}
PIN = re.compile(
    r"(?P<name>[a-z0-9-]+)==(?P<version>[^ ]+)(?P<hashes>( --hash=sha256:[0-9a-f]{64})+)"
)


def pins(lock: str) -> dict[str, str]:
    """Give the version that a lock pins for each library; every line has to be one with hashes."""
    text = re.sub(r"^ *#.*\n", "", (ROOT / lock).read_text("utf-8"), flags=re.MULTILINE)
    lines = re.sub(r" \\\n +", " ", text).splitlines()
    found = [PIN.fullmatch(line) for line in lines]
    assert [line for line, pin in zip(lines, found, strict=True) if not pin] == []
    return {pin["name"]: pin["version"] for pin in found if pin}


@pytest.mark.parametrize(("lock", "extras"), LOCKS.items())
def test_a_lock_pins_with_hashes_what_the_project_asks_for(
    lock: str, extras: tuple[str, ...]
) -> None:
    pinned = pins(lock)
    optional = PROJECT["optional-dependencies"]
    asked = chain(PROJECT["dependencies"], *(optional[extra] for extra in extras))
    for requirement in map(Requirement, asked):
        assert requirement.specifier.contains(pinned[requirement.name.lower()]), requirement


def test_the_server_runs_the_versions_of_the_laptop() -> None:
    assert pins("requirements.lock").items() <= pins("requirements-server.lock").items()
