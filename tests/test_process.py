import subprocess
import sys
from pathlib import Path

import pytest

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has none of these")
linux = pytest.mark.skipif(sys.platform != "linux", reason="a protection of Linux")


def run(code: str, *arguments: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    ).stdout


@posix
def test_a_protected_process_dumps_no_core() -> None:
    said = run(
        "import resource\n"
        "from maraude import process\n"
        "process.protect()\n"
        "print(resource.getrlimit(resource.RLIMIT_CORE))"
    )
    assert said == "(0, 0)\n"


@linux
def test_no_other_process_may_read_a_protected_one() -> None:
    said = run(
        "import ctypes\n"
        "from maraude import process\n"
        "before = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)\n"
        "process.protect()\n"
        "print(before, ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    assert said == "1 0\n"


@posix
def test_what_a_protected_process_writes_is_its_owners_only(tmp_path: Path) -> None:
    run(
        "import sys, pathlib\n"
        "from maraude import process\n"
        "process.protect()\n"
        "pathlib.Path(sys.argv[1]).write_text('')",
        str(tmp_path / "written"),
    )
    assert (tmp_path / "written").stat().st_mode & 0o777 == 0o600


@posix
def test_a_restart_is_the_same_process_with_the_same_words_and_nothing_else(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "import os, sys\n"
        "from maraude import process\n"
        "print(os.getpid(), sys.argv[1:], 'key' in globals())\n"
        "if not os.path.exists(sys.argv[2]):\n"
        "    open(sys.argv[2], 'w').close()\n"
        "    key = 'secret'\n"
        "    process.restart(sys.orig_argv)\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", str(program), "--home", str(tmp_path / "deux mots")],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(Path(__file__).parents[1])},
    )
    first, second = done.stdout.splitlines()
    assert first == second
    assert "deux mots" in second
