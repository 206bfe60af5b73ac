"""Takes mechanisms of the table of threats away, one by one: does the test of each notice?

Each is taken out of a copy of the source, where its test is then run; the same test passes in the
copy as it was. Run: python -m tests.contracts.removed [NUMBER OF ONE…]
"""

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.table import show
from tests.contracts.locks import ROOT


@dataclass(frozen=True, slots=True)
class Removal:
    """What is ``written`` in a module of the package, what stands there without, and the test."""

    threat: str
    module: str
    written: str
    without: str
    test: str


REMOVALS = (
    Removal(
        "someone reads the disk",
        "store/engine.py",
        """connection.execute(f"PRAGMA key = \\"x'{key.hex()}'\\"")""",
        "pass",
        "store/test_engine.py::test_no_file_shows_what_is_stored_while_open_or_after",
    ),
    Removal(
        "a stolen laptop that somebody opens tells of years of nights",
        "usecases/sync.py",
        "history.thin(session, cancelled)",
        "pass",
        "sync/test_history.py::"
        "test_a_note_of_91_evenings_ago_is_in_no_byte_here_and_still_at_the_base",
    ),
    Removal(
        "a late laptop brings a voided text back",
        "server/ingest.py",
        "batch = _without_redacted(connection, author, list(group))",
        "batch = list(group)",
        "sync/test_redacted.py::test_what_an_offline_laptop_writes_unaware_is_void_too",
    ),
    Removal(
        "temporary files show data",
        "store/engine.py",
        "PRAGMA temp_store = MEMORY",
        "PRAGMA temp_store = FILE",
        "store/test_engine.py::test_a_connection_is_set_as_trust_asks",
    ),
    Removal(
        "memory lands in a core dump",
        "process.py",
        "resource.setrlimit(resource.RLIMIT_CORE, (0, 0))",
        "pass",
        "test_process.py::test_a_protected_process_dumps_no_core",
    ),
    Removal(
        "text commands the terminal",
        "tui/app.py",
        "BarrierFilter()]",
        "]",
        "terminal/test_hostile.py::test_nothing_but_textuals_own_sequences_reaches_the_terminal",
    ),
    Removal(
        "the command line shows it",
        "domain/text.py",
        '"\\ufffd" if _forbidden(character) else character',
        "character",
        "cli/test_hostile.py::test_no_command_lets_data_command_the_terminal",
    ),
    Removal(
        "an archive swells",
        "directory/importers/packages.py",
        "if sum(entry.file_size for entry in members) > documents.MAX_BYTES:",
        "if False:",
        "directory/importers/test_packages.py::test_an_archive_that_swells_is_not_read",
    ),
    Removal(
        "an answer swells",
        "protocol/messages.py",
        "if not 0 <= size <= limit:",
        "if size < 0:",
        "protocol/test_messages.py::test_a_bomb_is_not_inflated",
    ),
    Removal(
        "an impostor is told the token",
        "sync/link.py",
        "if not hmac.compare_digest(_pin(shown), pin):",
        "if False:",
        "sync/test_link.py::test_somebody_else_s_key_is_told_nothing",
    ),
    Removal(
        "a forgotten route is open",
        "server/permissions.py",
        "PERMISSIONS.get((method, path), frozenset())",
        "PERMISSIONS.get((method, path), EVERYONE)",
        "server/test_permissions.py::test_a_route_that_the_table_lacks_is_closed",
    ),
    Removal(
        "a small figure is given away",
        "domain/suppression.py",
        "hidden |= {key for key in fresh if key is not None}",
        "break",
        "domain/test_suppression.py::test_no_printed_figure_gives_a_small_one_away",
    ),
    Removal(
        "a weak passphrase is taken",
        "store/passphrase.py",
        "if len(_chosen(typed)) >= MIN_CHARACTERS:",
        "if typed:",
        "store/test_passphrase.py::test_a_short_phrase_is_refused",
    ),
    Removal(
        "a restored backup brings back who was erased",
        "store/store.py",
        "self.write(lambda transaction: ledger.replay(transaction, back)).result()",
        "pass",
        "store/test_ledger.py::test_a_restored_backup_brings_nobody_back_and_the_server_is_told",
    ),
    Removal(
        "the organisation's answer is used again",
        "server/rescue.py",
        "if connection.execute(query).first():",
        "if False:",
        "cli/test_recover.py::test_an_answer_serves_once",
    ),
    Removal(
        "somebody has the key sealed to themselves",
        "usecases/rescue.py",
        "if present.rescue and present.rescue.public == public and _digest(present) == kept:",
        "if present.rescue:",
        "cli/test_recover.py::test_a_key_that_somebody_else_put_in_the_keyring_is_not_kept",
    ),
    Removal(
        "the server's history is rewritten",
        "store/trail.py",
        "return told.n >= n and trail.chained(digest, told.links) == told.digest",
        "return True",
        "sync/test_trail.py::test_a_history_that_was_rewritten_is_doubted_until_that_is_declared",
    ),
    Removal(
        "one laptop keeps the server from the others",
        "server/guard.py",
        "if wait := rates.wait(key):",
        "if not (wait := 1):",
        "server/test_refused.py::test_who_hurries_waits_on_every_route",
    ),
)


def count(removal: Removal) -> int:
    """Say how often what is to be removed is written; it has to be once."""
    return (ROOT / "maraude" / removal.module).read_text("utf-8").count(removal.written)


def passes(copy: Path, test: str) -> bool:
    """Run a test in a copy; RuntimeError where it could not even be run."""
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider"]
    ran = subprocess.run(
        [*command, f"tests/{test}"], cwd=copy, capture_output=True, text=True, check=False
    )
    if ran.returncode not in (0, 1):
        raise RuntimeError(ran.stdout + ran.stderr)
    return ran.returncode == 0


def tried(copy: Path, removal: Removal) -> tuple[bool, bool]:
    """Say whether the test passes as it is, and whether without the mechanism."""
    module = copy / "maraude" / removal.module
    whole = module.read_text("utf-8")
    as_it_is = passes(copy, removal.test)
    module.write_text(whole.replace(removal.written, removal.without), "utf-8")
    without = passes(copy, removal.test)
    module.write_text(whole, "utf-8")
    return as_it_is, without


def main() -> None:
    """Print the table; the status is 1 where a test does not notice."""
    chosen = [REMOVALS[int(word) - 1] for word in sys.argv[1:]] or REMOVALS
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in ("maraude", "tests"):
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy2(ROOT / "pyproject.toml", copy)
        results = [tried(copy, removal) for removal in chosen]
    words = {True: "passes", False: "fails"}
    rows = [
        (removal.threat, removal.module, words[as_it_is], words[without], removal.test)
        for removal, (as_it_is, without) in zip(chosen, results, strict=True)
    ]
    show("Without its mechanism", ("threat", "taken out of", "as it is", "without", "test"), rows)
    sys.exit(results != [(True, False)] * len(chosen))


if __name__ == "__main__":
    main()
