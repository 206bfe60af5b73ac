"""What encryption costs: the same program over SQLCipher with its key, and over plain SQLite.

Without a key SQLCipher is SQLite of the same version, compiled alike: nothing else differs. The
plain files exist in this benchmark only; the program has no such mode. Both are filled first, then
each figure is taken in turns, so that a busy machine slows both.

Run: python -m tests.benchmarks.encrypted [ENCOUNTERS ALREADY THERE]
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from maraude import paths
from maraude.store import engine
from maraude.store.engine import Connection
from maraude.store.store import Store
from maraude.usecases import find, log, person_file, profiles, tours
from maraude.usecases.session import Session
from tests.benchmarks.save import KEY, NOW, PEOPLE, PROFILE, fill, name
from tests.benchmarks.table import Timing, measure, show

ROUNDS = 10
TIMES = 20
PLAIN = b"SQLite format 3\0"


def main() -> None:
    """Print the table."""
    before = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as folder:
        encrypted, plain = Path(folder, "encrypted"), Path(folder, "plain")
        _fill(encrypted, before)
        with _without_key():
            _fill(plain, before)
        rows = [
            _row(label, _in_turns(encrypted, plain, prepare))
            for label, prepare in (
                ("open a profile", _opening),
                ("save éhc=u-r, acknowledged", _saving),
                ("find three letters", _finding),
                ("find a name with two slips", _misspelling),
                ("read a file and its encounters", _reading),
            )
        ]
        heads = [paths.database(home).read_bytes()[: len(PLAIN)] for home in (encrypted, plain)]
        assert [head == PLAIN for head in heads] == [False, True]
        sizes = [paths.database(home).stat().st_size / 2**20 for home in (encrypted, plain)]
    rows.append(("size in MiB", f"{sizes[0]:.1f}", f"{sizes[1]:.1f}", _times(*sizes)))
    show(
        f"{PEOPLE:,} people, {before:,} encounters: median in ms",
        ("", "encrypted", "plain", "times"),
        rows,
    )


Prepare = Callable[[Path], tuple[Callable[[int], object], Callable[[], object]]]
"""Gives what is measured in a profile, and what ends it."""


@contextmanager
def _without_key() -> Iterator[None]:
    """Let the store open its files as plain SQLite."""

    def unlock(connection: Connection, _key: bytes) -> None:
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()

    with mock.patch.object(engine, "_unlock", unlock):
        yield


def _fill(home: Path, encounters: int) -> None:
    home.mkdir()
    Store.create(home, KEY, PROFILE, "user:essai", lambda: NOW).close()
    session = _opened(home)
    fill(session, encounters)
    tours.start(session)
    session.close()


def _in_turns(encrypted: Path, plain: Path, prepare: Prepare) -> tuple[Timing, Timing]:
    """Measure a little of the one, a little of the other, and so on."""
    found: tuple[list[float], list[float]] = ([], [])
    for _round in range(ROUNDS):
        action, end = prepare(encrypted)
        found[0].extend(measure(action, TIMES).milliseconds)
        end()
        with _without_key():
            action, end = prepare(plain)
            found[1].extend(measure(action, TIMES).milliseconds)
            end()
    return Timing(tuple(found[0])), Timing(tuple(found[1]))


def _opened(home: Path) -> Session:
    return profiles.open_with(home, KEY, "user:essai", lambda: NOW)


def _opening(home: Path) -> tuple[Callable[[int], object], Callable[[], object]]:
    return lambda _n: _opened(home).close(), lambda: None


def _saving(home: Path) -> tuple[Callable[[int], object], Callable[[], object]]:
    session = _opened(home)
    tour = tours.current(session)
    assert tour is not None
    return lambda _n: log.save(session, log.read(session, tour, "éhc=u-r", at=NOW)), session.close


def _finding(home: Path) -> tuple[Callable[[int], object], Callable[[], object]]:
    session = _opened(home)
    return lambda n: find.people(session, name(n * 331)[:3]), session.close


def _misspelling(home: Path) -> tuple[Callable[[int], object], Callable[[], object]]:
    session = _opened(home)

    def misspelt(number: int) -> object:
        known = name(number * 331)
        return find.people(session, f"{known[:2]}q{known[3:5]}{known[6:]}")

    return misspelt, session.close


def _reading(home: Path) -> tuple[Callable[[int], object], Callable[[], object]]:
    session = _opened(home)

    def read(number: int) -> object:
        person = f"person-{number * 331 % PEOPLE}"
        person_file.read(session, person)
        return person_file.timeline(session, person, 0, 64)

    return read, session.close


def _row(label: str, found: tuple[Timing, Timing]) -> tuple[str, str, str, str]:
    encrypted, plain = (timing.median for timing in found)
    return label, f"{encrypted:.2f}", f"{plain:.2f}", _times(encrypted, plain)


def _times(encrypted: float, plain: float) -> str:
    return f"{encrypted / plain:.2f}"


if __name__ == "__main__":
    main()
