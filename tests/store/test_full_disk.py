from pathlib import Path

from tests import small_disk

BEGIN = """
from datetime import UTC, datetime, timedelta
from maraude import paths
from maraude.store import backup, engine, files, keyring, reserve
from maraude.store.slots import Cost

NOW = datetime(2026, 11, 23, 22, 15, tzinfo=UTC)
KEY = bytes(32)

def store(connection, size=100_000):
    with engine.transaction(connection):
        connection.execute("INSERT INTO note VALUES (randomblob(?))", (size,))

def count(connection):
    return connection.execute("SELECT count(*), sum(length(text)) FROM note").fetchone()

def opened():
    connection = engine.connect(paths.database(HOME), KEY)
    connection.execute("CREATE TABLE IF NOT EXISTS note (text BLOB)")
    return connection

def fill(connection):
    stored = 0
    try:
        while True:
            store(connection)
            stored += 1
    except engine.DiskFull:
        return stored
"""


def on_small_disk(tmp_path: Path, code: str, mebibytes: int = 16) -> str:
    return small_disk.on_small_disk(tmp_path, BEGIN + code, mebibytes)


def test_a_full_disk_keeps_what_was_stored_and_the_reserve_saves_the_next(tmp_path: Path) -> None:
    on_small_disk(
        tmp_path,
        """
reserve.keep(HOME)
connection = opened()
stored = fill(connection)
assert stored > 10
assert count(connection) == (stored, stored * 100_000)
assert not connection.in_transaction
assert reserve.release(HOME)
store(connection)
connection.close()
again = opened()
assert count(again) == (stored + 1, (stored + 1) * 100_000)
assert again.execute("PRAGMA cipher_integrity_check").fetchall() == []
assert again.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
""",
    )


def test_a_full_disk_is_opened_and_read_the_next_morning(tmp_path: Path) -> None:
    on_small_disk(
        tmp_path,
        """
reserve.keep(HOME)
connection = opened()
stored = fill(connection)
connection.close()
occupy_the_rest()
again = engine.connect(paths.database(HOME), KEY)
assert count(again) == (stored, stored * 100_000)
""",
    )


def test_a_full_disk_holds_no_reserve_and_says_so(tmp_path: Path) -> None:
    said = on_small_disk(
        tmp_path,
        """
reserve.keep(HOME)
assert list(HOME.iterdir()) == []
print(reserve.free_space_warning(HOME))
""",
        mebibytes=4,
    )
    assert said == "Il reste 4 Mo sur le disque : faites de la place avant la tournée.\n"


def test_no_automatic_backup_takes_more_than_a_fifth_of_the_free_disk(tmp_path: Path) -> None:
    on_small_disk(
        tmp_path,
        """
connection = opened()
store(connection, 1_000_000)
connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
for day in range(8):
    assert backup.rotate(connection, HOME, NOW + timedelta(days=day))
made = list(backup.listed(HOME).values())
assert 2 <= len(made) <= 3, len(made)
assert made[0].name == "maraude-20261130T221500Z.db"
store(connection, 2_000_000)
connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
assert backup.rotate(connection, HOME, NOW + timedelta(days=9)) is None
assert list(backup.listed(HOME).values()) == made
""",
    )


def test_a_backup_without_room_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    on_small_disk(
        tmp_path,
        """
connection = opened()
store(connection, 3_000_000)
connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
(HOME / "rest").write_bytes(bytes(11_000_000))
assert refusal(backup.backup, connection, HOME / "copy.db") == "backup-failed"
assert not list(HOME.glob("copy*"))
assert count(connection) == (1, 3_000_000)
""",
    )


def test_a_keyring_that_cannot_be_written_stays_as_it_was(tmp_path: Path) -> None:
    on_small_disk(
        tmp_path,
        """
path = paths.keyring(HOME)
key, words = keyring.create(path, "user:ines", "la lune au canal", Cost())
before = path.read_bytes()
occupy_the_rest()
assert refusal(keyring.add, path, key, "user:sam", "un thermos de soupe") == "unwritable-keyring"
assert path.read_bytes() == before
assert keyring.open_slot(path, "la lune au canal").key == key
""",
        mebibytes=1,
    )
