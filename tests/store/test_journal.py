"""What SQLite leaves out of its log without a word, and what of it was never acknowledged."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from maraude.store import engine, journal

KEY = bytes(32)
HEADER, FRAME = 32, 24 + engine.PAGE_BYTES


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as kill -9 leaves it: three transactions are in the log alone."""
    folder = tmp_path_factory.mktemp("killed")
    with closing(engine.connect(folder / "open.db", KEY)) as connection:
        connection.execute("CREATE TABLE note (text TEXT)")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for number in range(3):
            connection.execute("INSERT INTO note VALUES (?)", (f"note {number}",))
        _keep(folder)
        connection.execute("PRAGMA cache_size = 4")
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO note VALUES (?)", [("x" * 3_000,)] * 40)
        _keep(folder, "unfinished")
        connection.execute("ROLLBACK")
    return folder


def _keep(folder: Path, name: str = "work") -> None:
    for end in ("", "-wal"):
        shutil.copy(folder / f"open.db{end}", folder / f"{name}.db{end}")


def opened(folder: Path, name: str = "work") -> tuple[int, bool]:
    """Open it; gives how many notes are read, and whether the log is said to be damaged."""
    path = folder / f"{name}.db"
    at_rest = journal.is_damaged_at_rest(path)
    with closing(engine.connect(path, KEY)) as connection:
        damaged = journal.is_damaged(connection, path)
        assert at_rest is damaged
        return connection.execute("SELECT count(*) FROM note").fetchone()[0], damaged


@pytest.fixture
def folder(killed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(killed, tmp_path / "killed"))


def flip(folder: Path, at: int) -> None:
    log = folder / "work.db-wal"
    content = bytearray(log.read_bytes())
    content[at] ^= 1
    log.write_bytes(content)


def test_a_whole_log_is_read_and_nothing_is_said(folder: Path) -> None:
    assert opened(folder) == (3, False)


LAST = HEADER + 2 * FRAME
PLACES = [
    0,
    8,
    16,
    24,
    31,
    HEADER,
    HEADER + 100,
    HEADER + FRAME + 8,
    HEADER + FRAME + 5_000 % FRAME,
]


@pytest.mark.parametrize("at", [*PLACES, *(LAST + place for place in (0, 4, 7, 8, 12, 16, 23, 24))])
def test_a_flipped_bit_takes_notes_away_and_is_said(folder: Path, at: int) -> None:
    flip(folder, at)
    read, damaged = opened(folder)
    assert damaged
    assert read < 3


def test_what_was_cut_off_in_mid_write_is_no_damage(folder: Path) -> None:
    log = folder / "work.db-wal"
    log.write_bytes(log.read_bytes()[:-1_000])
    assert opened(folder) == (2, False)


def test_a_transaction_that_never_ended_is_no_damage(folder: Path) -> None:
    frames = ((folder / "unfinished.db-wal").stat().st_size - HEADER) // FRAME
    assert frames > 10
    assert opened(folder, "unfinished") == (3, False)
