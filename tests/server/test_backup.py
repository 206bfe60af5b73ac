"""The whole server in a file and back, of both databases."""

import hashlib
import socket
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from maraude import paths
from maraude.domain.refusal import Refusal
from maraude.server import audit, backup, home, restore, tables
from maraude.server.backup import KEPT
from maraude.server.database import Database
from maraude.server.home import Home, Listening, Settings
from tests import small_disk
from tests.server.laptop import Laptop, enrol
from tests.team import Clock

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture
def made(tmp_path: Path, url: str, clock: Clock) -> Home:
    """A server with a laptop's people in it."""
    server = home.create(tmp_path / "home", url, "", "Les Lucioles", clock)
    with server.database() as database:
        enrol(database, "ines")
    return server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def contents(database: Database) -> list[tuple[object, ...]]:
    with database.read() as connection:
        return [
            (table.name, *row)
            for table in tables.metadata.sorted_tables
            if table.name not in ("server_meta", "audit")
            for row in connection.execute(select(table).order_by(*table.primary_key))
        ]


def check(file: Path) -> None:
    """Restore a backup into a server of its own."""
    with tempfile.TemporaryDirectory() as name:
        restore.restore(Home(Path(name), Settings(f"sqlite:///{name}/server.db")), file, NOW)


def empty(server: Home) -> None:
    """Do what an administrator does before: a new PostgreSQL database."""
    if server.settings.database.startswith("postgresql"):
        with server.database() as database, database.write() as connection:
            connection.execute(text("DROP TRIGGER audit_kept ON audit"))
            for table in reversed(tables.metadata.sorted_tables):
                connection.execute(table.delete())


def test_what_is_restored_is_what_was_backed_up(made: Home, folder: Path, clock: Clock) -> None:
    with made.database() as database:
        ines = Laptop(database, "ines", clock)
        ines.put("person", "marta", called="Marta")
        ines.patch("person", "marta", languages=["fr"])
        ines.lines.append(b"{}")
        ines.exchange()
        before = contents(database)
        done = backup.write(database, folder, NOW, off_site=False)
        ines.put("person", "noe", called="Noé")
        ines.exchange()
    empty(made)
    assert restore.restore(made, done.file, NOW) == 0
    with made.database() as database:
        assert contents(database) == before


def test_invariant_22_after_a_restore_a_laptop_sends_again_what_was_lost(
    made: Home, folder: Path, clock: Clock
) -> None:
    with made.database() as database:
        ines = Laptop(database, "ines", clock)
        ines.put("person", "marta", called="Marta")
        ines.exchange()
        done = backup.write(database, folder, NOW, off_site=False)
        ines.put("person", "noe", called="Noé")
        ines.exchange()
        epoch = ines.epoch
    empty(made)
    restore.restore(made, done.file, NOW)
    with made.database() as database:
        ines.database = database
        ines.exchange(next=1)
        assert ines.epoch != epoch
        ines.exchange(cursor={}, whole=True)
        assert ines.fields("noe")["called"] == "Noé"
        assert ines.is_exact()


def test_invariant_20_a_restore_brings_nobody_back_who_was_erased_since(
    made: Home, folder: Path, clock: Clock
) -> None:
    with made.database() as database:
        ines = Laptop(database, "ines", clock)
        ines.put("person", "marta", called="Marta")
        ines.exchange()
        done = backup.write(database, folder, NOW, off_site=False)
        ines.write("erase", "person", "marta")
        ines.exchange()
    empty(made)
    assert restore.restore(made, done.file, NOW) == 1
    with made.database() as database:
        assert b"Marta" not in b"".join(
            bytes(value)
            for row in contents(database)
            for value in row
            if isinstance(value, bytes | memoryview)
        )
        ines.database = database
        ines.exchange(next=1)
        assert ines.row("marta") is None
    assert paths.server_ledger(made.folder).read_text() == "marta\n"


def test_invariant_23_only_what_is_off_site_and_was_there_is_safe(
    made: Home, folder: Path, clock: Clock
) -> None:
    with made.database() as database:
        ines = Laptop(database, "ines", clock)
        ines.put("person", "marta")
        ines.exchange()
        backup.write(database, folder, NOW, off_site=False)
        ines.exchange()
        assert ines.safe == 0
        backup.write(database, folder, NOW + timedelta(days=1), off_site=True)
        ines.put("person", "noe")
        ines.exchange()
        assert (ines.acked, ines.safe) == (2, 1)


def rewrite(file: Path, table: str, change: Callable[[list[Any]], list[Any]]) -> None:
    """Change the rows of a table in a backup, as if another version had written it."""
    head, *lines, _end = zstandard.decompress(file.read_bytes(), 2**24).splitlines(keepends=True)
    rows = [msgspec.json.decode(line) for line in lines]
    written = [
        msgspec.json.encode([name, change(values) if name == table else values]) + b"\n"
        for name, values in rows
    ]
    digest = hashlib.sha256(b"".join(written)).hexdigest()
    end = msgspec.json.encode({"digest": digest}) + b"\n"
    file.write_bytes(zstandard.compress(b"".join([head, *written, end])))


@pytest.mark.parametrize(("lacking", "is_whole"), [(2, True), (5, False), (-1, False)])
def test_a_backup_lacks_only_what_was_added_since(
    tmp_path: Path, folder: Path, clock: Clock, lacking: int, *, is_whole: bool
) -> None:
    made = home.create(tmp_path / "home", "", "", "Les Lucioles", clock)
    with made.database() as database:
        enrol(database, "ines")
        file = backup.write(database, folder, NOW, off_site=False).file
    rewrite(file, "device", lambda row: row[:-lacking] if lacking > 0 else [*row, None])

    if is_whole:
        check(file)
    else:
        with pytest.raises(Refusal):
            check(file)


def test_the_audit_of_an_older_backup_is_chained(
    tmp_path: Path, folder: Path, clock: Clock
) -> None:
    made = home.create(tmp_path / "home", "", "", "Les Lucioles", clock)
    with made.database() as database:
        with database.write() as connection:
            for target in ("a", "b", "c"):
                audit.record(connection, audit.SERVER, "grant", target, 1)
            kept = audit.entries(connection)
        file = backup.write(database, folder, NOW, off_site=False).file
    rewrite(file, "audit", lambda values: values[:-1])
    restore.restore(made, file, clock())
    with made.database() as database, database.read() as connection:
        assert audit.entries(connection)[:-1] == kept


def test_a_server_that_runs_is_not_restored(made: Home, folder: Path) -> None:
    with made.database() as database:
        done = backup.write(database, folder, NOW, off_site=False)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        made.keep_listening(Listening("127.0.0.1", listener.getsockname()[1], tls=False))
        with pytest.raises(Refusal) as refused:
            restore.restore(made, done.file, NOW)
    assert refused.value.code == "server-running"


def test_the_database_from_before_is_kept(tmp_path: Path, folder: Path, clock: Clock) -> None:
    made = home.create(tmp_path / "home", "", "", "Les Lucioles", clock)
    with made.database() as database:
        enrol(database, "ines")
        done = backup.write(database, folder, NOW, off_site=False)
        enrol(database, "sam")
    restore.restore(made, done.file, NOW)
    (aside,) = made.folder.glob("server.db.before-*Z")
    with closing(Database(f"sqlite:///{aside}")) as database, database.read() as connection:
        known = connection.execute(select(tables.device.c.id)).scalars().all()
    assert set(known) == {"ines", "sam"}


def embedded(tmp_path: Path, clock: Clock) -> tuple[Home, Path]:
    """Make a server with a laptop in SQLite, and a backup of it."""
    made = home.create(tmp_path / "home", "", "", "Les Lucioles", clock)
    with made.database() as database:
        enrol(database, "ines")
        return made, backup.write(database, tmp_path / "b", NOW, off_site=False).file


def test_a_damaged_database_gives_way_to_its_backup(tmp_path: Path, clock: Clock) -> None:
    made, file = embedded(tmp_path, clock)
    paths.server_database(made.folder).write_bytes(b"SQLite format 3\0" + bytes(range(256)) * 40)
    assert restore.restore(made, file, NOW) == 0
    with made.database() as database, database.read() as connection:
        assert connection.execute(select(tables.device.c.id)).scalars().all() == ["ines"]


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-20])


@pytest.mark.parametrize(
    ("spoil", "code"),
    [(cut, "damaged-backup"), (Path.unlink, "restore-failed")],
)
def test_a_backup_that_does_not_do_changes_nothing(
    tmp_path: Path, clock: Clock, spoil: Callable[[Path], object], code: str
) -> None:
    made, file = embedded(tmp_path, clock)
    spoil(file)
    before = {path: path.read_bytes() for path in made.folder.iterdir()}
    with pytest.raises(Refusal) as refused:
        restore.restore(made, file, NOW)
    assert refused.value.code == code
    assert {path: path.read_bytes() for path in made.folder.iterdir()} == before


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_a_filled_postgresql_is_not_written_over(made: Home, folder: Path) -> None:
    with made.database() as database:
        done = backup.write(database, folder, NOW, off_site=False)
    with pytest.raises(Refusal) as refused:
        restore.restore(made, done.file, NOW)
    assert refused.value.code == "database-not-empty"


def test_the_newest_are_kept(tmp_path: Path, clock: Clock) -> None:
    made = home.create(tmp_path / "home", "", "", "Les Lucioles", clock)
    with made.database() as database:
        for day in range(KEPT + 3):
            backup.write(database, tmp_path / "b", NOW + timedelta(days=day), off_site=False)
    kept = sorted(one.name for one in (tmp_path / "b").iterdir())
    assert len(kept) == KEPT
    assert kept[0] == "maraude-20261127T030000Z.backup"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, list[tuple[object, ...]]]:
    """A backup, and what the database held."""
    folder = tmp_path_factory.mktemp("kept")
    with closing(Database(f"sqlite:///{folder}/server.db")) as database:
        database.create_schema()
        enrol(database, "ines")
        file = backup.write(database, folder / "b", NOW, off_site=False).file
        return file.read_bytes(), contents(database)


@settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(place=st.floats(0, 1, exclude_max=True), change=st.integers(0, 255))
def test_a_file_changed_or_cut_anywhere_is_refused_or_holds_the_same(
    tmp_path: Path, kept: tuple[bytes, list[tuple[object, ...]]], place: float, change: int
) -> None:
    content, before = bytearray(kept[0]), kept[1]
    index = int(place * len(content))
    content[index] ^= change
    file = tmp_path / "changed.backup"
    file.write_bytes(content if change else content[:index])
    server = Home(tmp_path, Settings(f"sqlite:///{tmp_path}/server.db"))
    paths.server_database(tmp_path).unlink(missing_ok=True)
    try:
        restore.restore(server, file, NOW)
    except Refusal:
        assert not paths.server_database(tmp_path).exists()
        return
    with server.database() as database:
        assert contents(database) == before


@pytest.mark.parametrize("content", [b"", b"{}", backup.HEAD, b"\x28\xb5\x2f\xfd"])
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "other"
    file.write_bytes(content)
    with pytest.raises(Refusal) as refused:
        check(file)
    assert refused.value.code == "damaged-backup"


def test_on_a_full_disk_nothing_is_left_by_half_and_nothing_is_safe(tmp_path: Path) -> None:
    small_disk.on_small_disk(
        tmp_path,
        """
from contextlib import closing
from datetime import UTC, datetime
from maraude.server import backup
from maraude.server.database import Database
from tests.server.laptop import Laptop, enrol
from tests.team import Clock

with closing(Database(f"sqlite:///{HOME}/server.db")) as database:
    database.create_schema()
    enrol(database, "ines")
    ines = Laptop(database, "ines", Clock())
    for number in range(200):
        ines.put("person", f"p{number}", note=str(number) * 500)
    ines.exchange()
    database.shred()
    occupy_the_rest()
    now = datetime(2026, 11, 24, tzinfo=UTC)
    refused = refusal(lambda: backup.write(database, HOME / "b", now, off_site=True))
    assert refused == "backup-failed"
    assert not (HOME / "b").exists() or not list((HOME / "b").iterdir())
    (HOME / "rest").unlink()
    ines.exchange()
    assert ines.safe == 0
""",
    )


def test_on_a_full_disk_a_restoration_changes_nothing(tmp_path: Path) -> None:
    small_disk.on_small_disk(
        tmp_path,
        """
from datetime import UTC, datetime
from maraude.server import backup, home, restore
from tests.server.laptop import Laptop, enrol
from tests.team import Clock

now = datetime(2026, 11, 24, tzinfo=UTC)
made = home.create(HOME / "home", "", "", "Les Lucioles", Clock())
with made.database() as database:
    enrol(database, "ines")
    ines = Laptop(database, "ines", Clock())
    for number in range(300):
        ines.put("person", f"p{number}", note=str(number) * 500)
    ines.exchange()
    database.shred()
    file = backup.write(database, HOME / "b", now, off_site=False).file
before = {path: path.read_bytes() for path in made.folder.iterdir()}
occupy_the_rest()
assert refusal(restore.restore, made, file, now) == "restore-failed"
assert {path: path.read_bytes() for path in before} == before
assert not list(made.folder.glob("*.restored*")) + list(made.folder.glob("*.before-*"))
(HOME / "rest").unlink()
assert restore.restore(made, file, now) == 0
""",
    )
