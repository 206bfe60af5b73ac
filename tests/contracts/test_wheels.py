"""What is built is always the same, holds all that the program reads, and installs offline."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from maraude import __version__
from tests.contracts.locks import ROOT
from tests.contracts.wheelhouse import LIST, build, complete

pytest.importorskip("hatchling", reason="what is built is built by hatchling: see the dev extra")

BUILT_FROM = ("maraude", "assets", "pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE")
LEFT_OUT = shutil.ignore_patterns("__pycache__")
READ_BY_THE_PROGRAM = {".json", ".mo", ".po", ".py", ".tcss"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """What two machines build, of which one copied the files at another time and strictly."""
    folders = (tmp_path_factory.mktemp("here"), tmp_path_factory.mktemp("elsewhere") / "copy")
    for number, folder in enumerate(folders):
        for name in BUILT_FROM:
            origin = ROOT / name
            if origin.is_dir():
                shutil.copytree(origin, folder / name, ignore=LEFT_OUT)
            else:
                shutil.copy2(origin, folder / name)
        (folder / "tests").mkdir()
        shutil.copy2(__file__, folder / "tests")
        if number:
            for path in folder.rglob("*"):
                os.utime(path, (1_000_000_000, 1_000_000_000))
                path.chmod(0o700 if path.is_dir() else 0o600)
        build(folder, folder / "dist", "wheel", "sdist")
    return folders[0] / "dist", folders[1] / "dist"


def test_building_twice_gives_the_same_bytes(built: tuple[Path, Path]) -> None:
    here, elsewhere = ({file.name: file.read_bytes() for file in d.iterdir()} for d in built)

    assert {name.partition("-")[0] for name in here} == {"maraude"}
    assert len(here) == 2
    assert here == elsewhere


def test_the_wheel_holds_every_file_of_the_package(built: tuple[Path, Path]) -> None:
    package = ROOT / "maraude"
    files = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(next(built[0].glob("*.whl"))) as wheel:
        held = {name: wheel.read(name) for name in wheel.namelist()}

    assert {Path(name).suffix for name in files} == READ_BY_THE_PROGRAM
    assert {name: held.get(name) for name in files} == files
    assert {name.split("/")[0] for name in held.keys() - files.keys()} == {
        f"maraude-{__version__}.dist-info"
    }


def test_the_source_distribution_holds_what_a_wheel_is_built_from(
    built: tuple[Path, Path],
) -> None:
    with tarfile.open(next(built[0].glob("*.tar.gz"))) as source:
        names = {name.partition("/")[2] for name in source.getnames()}
        owners = {(member.uid, member.gid, member.uname) for member in source}

    assert {"pyproject.toml", "README.md", "LICENSE", "assets/sbom.json"} <= names
    assert owners == {(0, 0, "")}


def install(house: Path, target: Path) -> subprocess.CompletedProcess[str]:
    """Install what is in a house, without a network; the libraries are there already."""
    return subprocess.run(
        [
            sys.executable, "-m", "pip", "install", "--no-index", "--no-deps", "--require-hashes",
            "--no-compile",
            f"--find-links={house}", f"--target={target}", f"--requirement={house / LIST}",
        ],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheelhouse of maraude's own wheel, for a laptop that has the libraries."""
    folder = tmp_path_factory.mktemp("house")
    complete(folder)
    return folder


def test_what_is_installed_without_a_network_makes_a_profile(house: Path, tmp_path: Path) -> None:
    ran = install(house, tmp_path / "installed")
    assert ran.returncode == 0, ran.stderr
    (tmp_path / "phrase").write_text("une phrase assez longue")
    code = "import maraude.__main__ as m; print(m.__file__, flush=True); m.main()"
    words = [
        "init",
        "--organisation",
        "O",
        "--team",
        "T",
        "--user",
        "U",
        "--lang",
        "en",
        "--passphrase-file",
        "phrase",
    ]
    shown = subprocess.run(
        [sys.executable, "-c", code, *words, "--passphrase-file", "phrase"],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(tmp_path / "installed"),
            "MARAUDE_HOME": str(tmp_path / "home"),
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert shown.returncode == 0, shown.stderr
    used, _newline, said = shown.stdout.partition("\n")
    assert Path(used).is_relative_to(tmp_path / "installed")
    assert "recovery sheet" in said.casefold()
    assert (tmp_path / "home/maraude.db").is_file()


def test_a_wheel_that_was_changed_is_not_installed(house: Path, tmp_path: Path) -> None:
    changed = tmp_path / "house"
    shutil.copytree(house, changed)
    (wheel,) = changed.glob("*.whl")
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr("maraude/more.py", "")

    ran = install(changed, tmp_path / "installed")

    assert ran.returncode != 0
    assert "DO NOT MATCH THE HASHES" in ran.stderr
    assert not (tmp_path / "installed/maraude").exists()
