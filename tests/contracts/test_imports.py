import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

SCREEN = {"textual", "rich"}
SQLITE = {"sqlite3", "sqlcipher3", "sqlite_utils"}
KEYS = {"nacl", "mnemonic"}
NETWORK = {"httpx", "urllib3", "requests"}
DIRECTORY = {"opening_hours"}

IMPORT_ALL = """
import importlib, json, pkgutil, sys
for name in sys.argv[1:]:
    module = importlib.import_module(name)
    for found in pkgutil.walk_packages(getattr(module, "__path__", []), f"{name}."):
        if not found.name.endswith(".env"):  # a script of Alembic's, which runs it
            importlib.import_module(found.name)
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def loaded_by(*modules: str) -> set[str]:
    """Name the top-level packages in memory once ``modules``, with all below them, are imported."""
    ran = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL, *modules],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(ran.stdout))


def test_imports_go_down_only() -> None:
    ran = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout


def test_the_domain_stands_on_the_standard_library_alone() -> None:
    interpreter = loaded_by("sysconfig", "zoneinfo")
    loaded = loaded_by("maraude.i18n", "maraude.domain")
    assert loaded - interpreter - sys.stdlib_module_names == {"maraude"}
    assert not loaded & SQLITE


@pytest.mark.parametrize(
    ("layer", "absent"),
    [
        ("maraude.paths", SCREEN | SQLITE | KEYS | NETWORK | DIRECTORY),
        ("maraude.protocol", SCREEN | SQLITE | KEYS | NETWORK | DIRECTORY),
        ("maraude.directory", SCREEN | SQLITE | KEYS | NETWORK),
        ("maraude.store", SCREEN | NETWORK),
        ("maraude.server", SCREEN | NETWORK),
        ("maraude.sync", {"textual"} | {"litestar", "sqlalchemy"}),
        ("maraude.usecases", SCREEN | NETWORK),
        ("maraude.demo", SCREEN | NETWORK),
        ("maraude.cli", SCREEN | NETWORK),
        ("maraude.tui", NETWORK),
    ],
)
def test_a_layer_loads_nothing_that_belongs_above_it(layer: str, absent: set[str]) -> None:
    loaded = loaded_by(layer)
    assert "maraude" in loaded
    assert loaded & absent == set()


def test_a_server_that_runs_holds_no_store_of_a_laptop_in_memory() -> None:
    loaded = loaded_by("maraude.cli.application", "maraude.cli.server", "maraude.server")
    assert "litestar" in loaded
    assert not loaded & (SQLITE - {"sqlite3"} | {"numpy"})


def test_the_first_screen_waits_for_no_library_but_textual() -> None:
    loaded = loaded_by("maraude.tui.app")
    assert "textual" in loaded
    assert loaded & (SQLITE | KEYS | NETWORK | DIRECTORY | {"msgspec"}) == set()


def test_importing_a_layer_that_uses_sqlite_is_noticed() -> None:
    assert loaded_by("sqlite3") & SQLITE == {"sqlite3"}
