import multiprocessing
import random
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from maraude.store.store import Store
from maraude.usecases import drafts, profiles
from tests.team import KEY, PROFILE
from tests.terminal import logger

KILLS = 50
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload([logger.__name__])
NOW = datetime(2026, 11, 23, 21, 0, tzinfo=UTC)


def run_and_kill(home: Path, seconds: float) -> list[str]:
    """Log for a while after the first encounter, then kill; gives what was acknowledged."""
    hearing, said = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=logger.log_on, args=(home, KEY, said))
    process.start()
    said.close()
    acknowledged = [hearing.recv()]
    time.sleep(seconds)
    process.kill()
    process.join()
    with hearing, suppress(EOFError):
        while True:
            acknowledged.append(hearing.recv())
    return acknowledged


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A profile whose program was killed fifty times, and what it had acknowledged."""
    home = tmp_path_factory.mktemp("killed")
    Store.create(home, KEY, PROFILE, "user:essai", lambda: NOW).close()
    chance = random.Random(7)  # noqa: S311 - the moments of the kills, to be found again
    acknowledged: list[str] = []
    for _kill in range(KILLS):
        acknowledged += run_and_kill(home, chance.uniform(0, 0.08))
    return home, acknowledged


def test_no_acknowledged_encounter_is_lost(killed: tuple[Path, list[str]]) -> None:
    home, acknowledged = killed
    session = profiles.open_with(home, KEY, "user:essai", lambda: NOW)
    kept = {row[0] for row in session.store.reader.execute("SELECT id FROM encounter")}
    logged = {row[0] for row in session.store.reader.execute("SELECT record FROM change")}
    session.close()

    assert len(acknowledged) >= KILLS
    assert set(acknowledged) - kept == set()
    assert set(acknowledged) - logged == set()


def test_changes_are_numbered_without_a_gap_and_belong_to_rows(
    killed: tuple[Path, list[str]],
) -> None:
    home, _acknowledged = killed
    session = profiles.open_with(home, KEY, "user:essai", lambda: NOW)
    numbers = [row[0] for row in session.store.reader.execute("SELECT n FROM change ORDER BY n")]
    rows = session.store.reader.execute("SELECT count(*) FROM encounter").fetchone()[0]
    put = session.store.reader.execute(
        "SELECT count(*) FROM change WHERE type = 'encounter' AND kind = 'put'"
    ).fetchone()[0]
    session.close()

    assert numbers == list(range(1, len(numbers) + 1))
    assert rows == put


def test_the_draft_is_one_that_was_typed(killed: tuple[Path, list[str]]) -> None:
    home, _acknowledged = killed
    session = profiles.open_with(home, KEY, "user:essai", lambda: NOW)
    kept = drafts.read(session)
    session.close()

    assert kept is not None
    assert "MARQUEUR" in kept.line


def test_no_file_of_the_profile_can_be_read_without_the_key(
    killed: tuple[Path, list[str]],
) -> None:
    home, _acknowledged = killed
    contents = [path.read_bytes() for path in home.rglob("*") if path.is_file()]

    assert len(contents) >= 3
    assert not any(b"MARQUEUR" in content for content in contents)
    assert not any(content.startswith(b"SQLite format 3") for content in contents)
