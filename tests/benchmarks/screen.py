"""The program from its terminal: start, unlock, key to paint, memory, beside a minimal Textual app.

Run: python -m tests.benchmarks.screen [ENCOUNTERS ALREADY THERE]
"""

import io
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from pathlib import Path

from maraude import cli, paths
from maraude.store import keyring
from maraude.usecases import profiles, tours
from tests.benchmarks.save import fill
from tests.benchmarks.table import Timing, measure, show
from tests.terminal.pseudo_terminal import PseudoTerminal

RUNS = 9
ROUNDS = 15
COLUMNS = ("", "median", "p95")
PASSPHRASE = "une phrase assez longue"
MINIMAL = """
from textual.app import App
from textual.widgets import Input, Static
class Minimal(App):
    def compose(self):
        yield Static("Phrase de passe")
        yield Input()
Minimal().run()
"""
KEYS = (("é", "2 personnes"), ("h", "Demande : héb"), ("c", "Demande : .*,"), ("=", "Remis"))
BACK = "<backspace>" * 8


def main() -> None:
    """Print the tables."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    minimal = [sys.executable, "-c", MINIMAL]
    maraude = [sys.executable, "-m", "maraude"]
    with tempfile.TemporaryDirectory() as folder:
        home = _profile(Path(folder), count)
        environ = {"MARAUDE_HOME": str(home)}
        starts = [
            _row("minimal Textual app", _starts(minimal, environ)),
            _row("maraude, unlock screen", _starts(maraude, environ)),
        ]
        least = _memory_of_minimal(minimal)
        derived = measure(lambda _n: keyring.open_slot(paths.keyring(home), PASSPHRASE), RUNS)
        unlocked, keys, most = _evening(maraude, environ)
    show("Start to the first text, ms", COLUMNS, starts)
    show(
        f"The evening, {count:,} encounters on disk, ms",
        COLUMNS,
        [
            _row("Enter on the passphrase to tonight", unlocked),
            _row("  of which deriving the key", derived),
            _row("key to paint, la ligne", keys),
        ],
    )
    memory = [("minimal Textual app", f"{least:.1f}"), ("maraude, tonight", f"{most:.1f}")]
    show("Memory, MiB", ("", "resident"), memory)


def _profile(folder: Path, count: int) -> Path:
    """Make a profile on tour, with as many encounters on the evenings before."""
    home, passphrase = folder / "home", folder / "passphrase"
    passphrase.write_text(PASSPHRASE)
    words = ["--organisation", "Essai", "--team", "Essai", "--user", "Essai"]
    options = ["--home", str(home), "--passphrase-file", str(passphrase)]
    with redirect_stdout(io.StringIO()):
        cli.main(["init", *words, *options])
    session = profiles.unlock(home, PASSPHRASE)
    fill(session, count)
    tours.start(session)
    session.close()
    return home


def _starts(command: Sequence[str], environ: Mapping[str, str]) -> Timing:
    """Time from the start of the process to its first text; the first run is not counted."""
    durations = []
    for _run in range(RUNS + 1):
        started = time.perf_counter()
        with PseudoTerminal(command, environ=environ) as terminal:
            terminal.until("Phrase de passe")
            durations.append((terminal.arrived - started) * 1000)
    return Timing(tuple(durations[1:]))


def _evening(command: Sequence[str], environ: Mapping[str, str]) -> tuple[Timing, Timing, float]:
    """Time unlocking, then each key of a line; give the memory at the end too."""
    unlocked, painted, memory = [], [], 0.0
    for _run in range(RUNS):
        with PseudoTerminal(command, environ=environ) as terminal:
            terminal.until("Phrase de passe")
            terminal.settle(0.5)
            terminal.type(PASSPHRASE)
            terminal.settle()
            unlocked.append(_timed(terminal, "<enter>", "n noter"))
            terminal.settle(0.5)
            memory = max(memory, _resident(terminal))
            terminal.type("n")
            terminal.until("Entrée enregistrer")
            for _round in range(ROUNDS):
                terminal.settle(0.1)
                painted += [_timed(terminal, key, expected) for key, expected in KEYS]
                terminal.type(BACK)
                terminal.settle(0.1)
            memory = max(memory, _resident(terminal))
    return Timing(tuple(unlocked)), Timing(tuple(painted)), memory


def _timed(terminal: PseudoTerminal, keys: str, expected: str) -> float:
    terminal.settle(0.03)
    pressed = time.perf_counter()
    terminal.type(keys)
    terminal.until(expected)
    return (terminal.arrived - pressed) * 1000


def _memory_of_minimal(command: Sequence[str]) -> float:
    with PseudoTerminal(command) as terminal:
        terminal.until("Phrase de passe")
        terminal.settle(0.5)
        return _resident(terminal)


def _resident(terminal: PseudoTerminal) -> float:
    status = Path(f"/proc/{terminal.process.pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def _row(name: str, timing: Timing) -> tuple[str, ...]:
    return name, f"{timing.median:.1f}", f"{timing.percentile(95):.1f}"


if __name__ == "__main__":
    main()
