"""Finding people and reading a file, beside a lookup in the index of names.

Run: python -m tests.benchmarks.people [ENCOUNTERS ALREADY THERE]
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from maraude import paths
from maraude.store import engine
from maraude.store.store import Store
from maraude.usecases import find, person_file, profiles
from maraude.usecases.session import Session
from tests.benchmarks.save import KEY, NOW, PEOPLE, PROFILE, fill, name
from tests.benchmarks.table import Timing, measure, show

TIMES = 60


def main() -> None:
    """Print the table."""
    before = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        Store.create(home, KEY, PROFILE, "user:essai", lambda: NOW).close()
        session = profiles.open_with(home, KEY, "user:essai", lambda: NOW)
        fill(session, before)
        session.close()
        started = time.perf_counter()
        session = profiles.open_with(home, KEY, "user:essai", lambda: NOW)
        opened = (time.perf_counter() - started) * 1000
        rows = [
            _row("index of names, one row", _lookup(home)),
            _row("last met, nothing typed", _search(session, lambda _n: "")),
            _row("one letter", _search(session, lambda n: name(n)[:1])),
            _row("three letters", _search(session, lambda n: name(n * 331)[:3])),
            _row("a whole name", _search(session, lambda n: name(n * 331))),
            _row("a name with two slips", _search(session, lambda n: _misspelt(name(n * 331)))),
            _row("a file", measure(lambda n: person_file.read(session, _person(n)), TIMES)),
            _row(
                "a page of its encounters",
                measure(lambda n: person_file.timeline(session, _person(n), 0, 64), TIMES),
            ),
        ]
        session.close()
    show(
        f"{PEOPLE:,} people, {before:,} encounters; opened in {opened:.0f} ms",
        ("", "median ms", "p95 ms"),
        rows,
    )


def _search(session: Session, text: Callable[[int], str]) -> Timing:
    return measure(lambda n: find.people(session, text(n)), TIMES)


def _lookup(home: Path) -> Timing:
    connection = engine.connect(paths.database(home), KEY)
    query = "SELECT record FROM name WHERE type = 'person' AND folded = ?"

    def look_up(number: int) -> None:
        connection.execute(query, (name(number * 331).lower(),)).fetchone()

    timing = measure(look_up, TIMES)
    connection.close()
    return timing


def _misspelt(text: str) -> str:
    return f"{text[:2]}q{text[3:5]}{text[6:]}"


def _person(number: int) -> str:
    return f"person-{number * 331 % PEOPLE}"


def _row(label: str, timing: Timing) -> tuple[str, str, str]:
    return label, f"{timing.median:.2f}", f"{timing.percentile(95):.2f}"


if __name__ == "__main__":
    main()
