import os
import secrets
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maraude import paths
from maraude.domain.refusal import Refusal
from maraude.store import backup, engine

KEY = secrets.token_bytes(32)
MARKER = "Samira dort sous le pont Marie"
NIGHT = datetime(2026, 11, 23, 22, 15, tzinfo=UTC)
MOMENTS = st.lists(
    st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
    max_size=60,
    unique=True,
)


def written(home: Path, notes: int = 500) -> engine.Connection:
    connection = engine.connect(paths.database(home), KEY)
    with engine.transaction(connection):
        connection.execute("CREATE TABLE IF NOT EXISTS note (text TEXT)")
        connection.executemany(
            "INSERT INTO note VALUES (?)", [(f"{MARKER} {n}",) for n in range(notes)]
        )
    return connection


def count(path: Path) -> int:
    connection = engine.connect(path, KEY, must_exist=True)
    number: int = connection.execute("SELECT count(*) FROM note").fetchone()[0]
    connection.close()
    return number


def backed_up(home: Path, notes: int = 500) -> Path:
    connection = written(home, notes)
    backup.backup(connection, home / "copy.db")
    connection.close()
    return home / "copy.db"


def code_of_restore(home: Path, file: Path, key: bytes = KEY) -> str:
    with pytest.raises(Refusal) as refused:
        backup.restore(home, key, file, NIGHT)
    return refused.value.code


def test_a_backup_holds_what_was_written(tmp_path: Path) -> None:
    assert count(backed_up(tmp_path)) == 500


def test_a_backup_is_encrypted_under_the_same_key_and_no_other(tmp_path: Path) -> None:
    copy = backed_up(tmp_path)
    assert MARKER.encode() not in copy.read_bytes()
    assert not copy.read_bytes().startswith(b"SQLite format 3")
    with pytest.raises(Refusal) as refused:
        engine.connect_read_only(copy, secrets.token_bytes(32))
    assert refused.value.code == "damaged-database"


def test_a_backup_belongs_to_its_owner_only_and_leaves_nothing_else(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        copy = backed_up(tmp_path)
    finally:
        os.umask(before)
    assert copy.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db", "maraude.db"]


def test_a_backup_is_made_while_another_connection_writes(tmp_path: Path) -> None:
    writer, other = written(tmp_path), engine.connect(paths.database(tmp_path), KEY)
    with engine.transaction(writer):
        writer.execute("DELETE FROM note")
        backup.backup(other, tmp_path / "copy.db")
    writer.close()
    other.close()
    assert count(tmp_path / "copy.db") == 500


def test_a_damaged_database_makes_no_backup(tmp_path: Path) -> None:
    written(tmp_path, 5_000).close()
    flip(paths.database(tmp_path), 4096 * 20 + 100)
    connection = engine.connect(paths.database(tmp_path), KEY)
    with pytest.raises(Refusal) as refused:
        backup.backup(connection, tmp_path / "copy.db")
    connection.close()
    assert refused.value.code == "damaged-database"
    assert [path.name for path in tmp_path.iterdir()] == ["maraude.db"]


def test_a_backup_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    connection = written(tmp_path)
    with pytest.raises(Refusal) as refused:
        backup.backup(connection, tmp_path / "missing" / "copy.db")
    connection.close()
    assert refused.value.code == "backup-failed"


def flip(path: Path, at: int) -> Path:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)
    return path


def test_automatic_backups_are_a_quarter_of_an_hour_apart(tmp_path: Path) -> None:
    connection = written(tmp_path)
    first = backup.rotate(connection, tmp_path, NIGHT)
    assert first == tmp_path / "backups" / "maraude-20261123T221500Z.db"
    assert backup.rotate(connection, tmp_path, NIGHT + timedelta(minutes=14)) is None
    # A clock that was set back does not make a backup each time either.
    assert backup.rotate(connection, tmp_path, NIGHT - timedelta(minutes=14)) is None
    second = backup.rotate(connection, tmp_path, NIGHT + timedelta(minutes=15))
    connection.close()
    assert list(backup.listed(tmp_path).values()) == [second, first]


def test_a_clock_that_was_wrong_for_weeks_does_not_end_the_backups(tmp_path: Path) -> None:
    connection = written(tmp_path, 1)
    for week in range(50, 60):
        backup.rotate(connection, tmp_path, NIGHT + timedelta(weeks=week))
    today = backup.rotate(connection, tmp_path, NIGHT)
    connection.close()
    assert today is not None
    assert count(today) == 1


def test_old_backups_are_dropped(tmp_path: Path) -> None:
    connection = written(tmp_path, 1)
    for hours in range(0, 60, 6):
        backup.rotate(connection, tmp_path, NIGHT + timedelta(hours=hours))
    connection.close()
    names = [path.name for path in backup.listed(tmp_path).values()]
    assert names == [
        "maraude-20261126T041500Z.db",
        "maraude-20261125T221500Z.db",
        "maraude-20261125T161500Z.db",
        "maraude-20261124T221500Z.db",
        "maraude-20261123T221500Z.db",
    ]


def test_other_files_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    connection = written(tmp_path)
    paths.backups(tmp_path).mkdir()
    (paths.backups(tmp_path) / "maraude-avant-noel.db").write_bytes(b"kept by hand")
    backup.rotate(connection, tmp_path, NIGHT)
    connection.close()
    assert len(backup.listed(tmp_path)) == 1
    assert (paths.backups(tmp_path) / "maraude-avant-noel.db").exists()


@given(MOMENTS)
def test_the_three_newest_the_days_and_the_weeks_stay(moments: list[datetime]) -> None:
    kept = backup.kept(moments)
    newest_first = sorted(moments, reverse=True)
    assert kept <= set(moments)
    assert set(newest_first[:3]) <= kept
    assert len(kept) <= 3 + 7 + 4
    days = sorted({moment.date() for moment in moments}, reverse=True)[:7]
    assert {moment.date() for moment in kept} >= set(days)
    assert backup.kept(sorted(kept)) == kept


def test_a_restore_brings_back_what_was_saved_and_keeps_what_was_there(tmp_path: Path) -> None:
    copy = backed_up(tmp_path)
    written(tmp_path, 7).close()
    aside = backup.restore(tmp_path, KEY, copy, NIGHT)
    assert count(paths.database(tmp_path)) == 500
    assert aside == tmp_path / "maraude-aside-20261123T221500Z.db"
    assert count(aside) == 507
    assert copy.exists()


def test_a_restore_into_an_empty_folder_sets_nothing_aside(tmp_path: Path) -> None:
    copy = backed_up(tmp_path)
    home = tmp_path / "other"
    home.mkdir()
    assert backup.restore(home, KEY, copy, NIGHT) is None
    assert [path.name for path in home.iterdir()] == ["maraude.db"]
    assert paths.database(home).stat().st_mode & 0o777 == 0o600


def test_a_restore_replaces_a_damaged_database(tmp_path: Path) -> None:
    copy = backed_up(tmp_path)
    flip(paths.database(tmp_path), 100)
    aside = backup.restore(tmp_path, KEY, copy, NIGHT)
    assert aside is not None
    assert count(paths.database(tmp_path)) == 500


def test_the_log_of_a_lost_database_is_not_played_into_the_restored_one(tmp_path: Path) -> None:
    copy = backed_up(tmp_path)
    connection = written(tmp_path, 3_000)
    shutil.copy(tmp_path / "maraude.db-wal", tmp_path / "left-wal")
    connection.close()
    paths.database(tmp_path).unlink()
    (tmp_path / "left-wal").rename(tmp_path / "maraude.db-wal")
    backup.restore(tmp_path, KEY, copy, NIGHT)
    assert count(paths.database(tmp_path)) == 500


@pytest.mark.parametrize("at", [50, 4096 * 5 + 9, -5])
def test_a_damaged_backup_changes_nothing(tmp_path: Path, at: int) -> None:
    copy = flip(backed_up(tmp_path, 2_000), at)
    assert code_of_restore(tmp_path, copy) == "damaged-backup"
    assert count(paths.database(tmp_path)) == 2_000
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db", "maraude.db"]


def test_damage_where_nothing_is_stored_any_more_is_found_too(tmp_path: Path) -> None:
    connection = written(tmp_path, 2_000)
    connection.execute("DELETE FROM note")
    connection.close()
    shutil.copy(paths.database(tmp_path), tmp_path / "copy.db")
    flip(tmp_path / "copy.db", -5_000)
    assert code_of_restore(tmp_path, tmp_path / "copy.db") == "damaged-backup"


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\x00", b"x" * 8192])
def test_what_is_no_backup_changes_nothing(tmp_path: Path, content: bytes) -> None:
    written(tmp_path).close()
    (tmp_path / "copy.db").write_bytes(content)
    assert code_of_restore(tmp_path, tmp_path / "copy.db") == "damaged-backup"
    assert count(paths.database(tmp_path)) == 500


def test_a_backup_of_another_profile_is_refused(tmp_path: Path) -> None:
    copy = backed_up(tmp_path)
    assert code_of_restore(tmp_path, copy, secrets.token_bytes(32)) == "damaged-backup"


def test_a_backup_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert code_of_restore(tmp_path, tmp_path / "copy.db") == "restore-failed"


def test_a_database_in_use_is_not_replaced(tmp_path: Path) -> None:
    copy = backed_up(tmp_path)
    user = engine.connect(paths.database(tmp_path), KEY)
    assert code_of_restore(tmp_path, copy) == "database-busy"
    assert user.execute("SELECT count(*) FROM note").fetchone() == (500,)
    user.close()
    assert count(paths.database(tmp_path)) == 500


def test_a_copy_that_was_cut_off_goes_after_an_hour(tmp_path: Path) -> None:
    connection = written(tmp_path)
    (tmp_path / "backups").mkdir()
    left = [
        tmp_path / "backups" / "maraude-20261123T200000Z.db.tmp",
        tmp_path / "maraude.db.packed",
        tmp_path / "maraude.db.restored-20261123T200000Z",
    ]
    for path in left:
        path.write_bytes(b"half")
    backup.rotate(connection, tmp_path, NIGHT)
    assert all(path.exists() for path in left)
    for path in left:
        os.utime(path, (0, 0))
    backup.rotate(connection, tmp_path, NIGHT)
    connection.close()
    assert not any(path.exists() for path in left)


def test_an_erasure_leaves_no_copy_that_was_cut_off(tmp_path: Path) -> None:
    connection = written(tmp_path)
    backup.rotate(connection, tmp_path, NIGHT)
    left = tmp_path / "backups" / "maraude-20261123T200000Z.db.tmp"
    left.write_bytes(b"half")
    backup.renew(connection, tmp_path, NIGHT)
    connection.close()
    assert not left.exists()


def test_what_was_set_aside_goes_after_thirty_days(tmp_path: Path) -> None:
    copy = backed_up(tmp_path)
    aside = backup.restore(tmp_path, KEY, copy, NIGHT)
    assert aside
    connection = engine.connect(paths.database(tmp_path), KEY)
    for days, stays in ((29, True), (31, False)):
        backup.rotate(connection, tmp_path, NIGHT + timedelta(days=days))
        assert aside.exists() == stays
    connection.close()


def test_two_restorations_at_once_set_aside_under_two_names(tmp_path: Path) -> None:
    copy = backed_up(tmp_path)
    first = backup.restore(tmp_path, KEY, copy, NIGHT)
    second = backup.restore(tmp_path, KEY, copy, NIGHT)
    assert first != second
    assert first
    assert second
    assert count(first) == count(second) == 500


def test_a_restoration_that_cannot_be_prepared_changes_nothing(tmp_path: Path) -> None:
    copy = backed_up(tmp_path)
    before = {path.name for path in tmp_path.iterdir()}

    def fail(_copy: engine.Connection) -> None:
        raise Refusal("newer-profile", "")

    with pytest.raises(Refusal):
        backup.restore(tmp_path, KEY, copy, NIGHT, fail)
    assert {path.name for path in tmp_path.iterdir()} == before
    assert count(paths.database(tmp_path)) == 500
