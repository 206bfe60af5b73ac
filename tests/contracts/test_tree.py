import ast
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "maraude"
SOURCES = sorted([*PACKAGE.rglob("*.py"), *(ROOT / "tests").rglob("*.py")])

MODULE_LINES = 400
FUNCTION_LINES = 40

TOP_LEVEL = {
    ".ci",
    ".git",
    ".gitignore",
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "assets",
    "maraude",
    "pyproject.toml",
    "requirements-extras.lock",
    "requirements-server.lock",
    "requirements.lock",
    "tests",
}
PACKAGES = {
    "cli",
    "demo",
    "directory",
    "domain",
    "locale",
    "protocol",
    "reports",
    "server",
    "store",
    "sync",
    "tui",
    "usecases",
}
TESTS_OF_THE_WHOLE = {"benchmarks", "contracts", "flips", "fuzz", "kills", "simulation", "terminal"}


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def folders(parent: Path) -> set[str]:
    return {path.name for path in parent.iterdir() if path.is_dir() and not is_ignored(path)}


def is_ignored(path: Path) -> bool:
    patterns = (ROOT / ".gitignore").read_text("utf-8").split()
    return any(fnmatch(path.name, pattern.strip("/")) for pattern in patterns)


def test_a_module_has_at_most_400_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {count}"
        for path in SOURCES
        if (count := len(path.read_text("utf-8").splitlines())) > MODULE_LINES
    ]
    assert long == []


def test_a_function_has_at_most_40_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name}: {length(function)}"
        for path in SOURCES
        for function in functions(path)
        if length(function) > FUNCTION_LINES
    ]
    assert long == []


def test_every_module_of_the_package_says_what_it_is_about() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in PACKAGE.rglob("*.py")
        if (source := path.read_text("utf-8")) and not ast.get_docstring(ast.parse(source))
    ]
    assert silent == []


def test_the_repository_holds_nothing_else_at_its_top() -> None:
    found = {path.name for path in ROOT.iterdir() if not is_ignored(path)}
    assert found - TOP_LEVEL == set()


def test_the_package_holds_the_layers_of_the_architecture() -> None:
    assert folders(PACKAGE) == PACKAGES


def test_the_tests_mirror_the_package() -> None:
    assert folders(ROOT / "tests") <= PACKAGES | TESTS_OF_THE_WHOLE
