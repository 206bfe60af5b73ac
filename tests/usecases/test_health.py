"""Whether all is well with a profile: each thing that goes wrong is found, and named."""

import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from maraude import paths
from maraude.domain.refusal import Refusal
from maraude.store import backup, engine, keyring, reserve
from maraude.store.slots import Cost
from maraude.store.store import Store
from maraude.usecases import health, log, profiles, tours
from maraude.usecases.health import Level
from tests.damage import damage_table
from tests.team import PASSPHRASE, PROFILE, Clock

Damage = Callable[[Path, bytes], object]
NIGHT = Clock()()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A profile behind a passphrase, with a line noted, a directory and a backup."""
    home, clock = tmp_path_factory.mktemp("health"), Clock()
    key, _words = keyring.create(paths.keyring(home), "user:ines", PASSPHRASE, Cost())
    Store.create(home, key, PROFILE, "user:ines", clock).close()
    with closing(profiles.open_with(home, key, "user:ines", clock)) as session:
        log.save(session, log.read(session, tours.start(session), "2s=", at=clock()))
        session.store.back_up()
    return home, key


@pytest.fixture
def home(made: tuple[Path, bytes], tmp_path: Path) -> Path:
    return Path(shutil.copytree(made[0], tmp_path / "home"))


@pytest.fixture
def key(made: tuple[Path, bytes]) -> bytes:
    return made[1]


def troubles(home: Path, key: bytes | None, now: datetime = NIGHT) -> dict[str, Level]:
    """Give what is not well; each has something to do."""
    found = [one for one in health.examine(home, key, now) if one.level is not Level.WELL]
    assert all(one.to_do for one in found)
    return {one.about: one.level for one in found}


def zeroed(path: Path, at: int = 60_000) -> None:
    content = bytearray(path.read_bytes())
    content[at : at + 16] = bytes(16)
    path.write_bytes(content)


def only_backup_damaged(home: Path, _key: bytes) -> None:
    (only,) = backup.listed(home).values()
    zeroed(only)


def damaged_backup(home: Path, _key: bytes) -> None:
    (only,) = backup.listed(home).values()
    shutil.copy(only, only.with_name("maraude-20261101T200000Z.db"))
    zeroed(only)


def without_spare_keyring(home: Path, _key: bytes) -> None:
    (home / "keyring.json.previous").write_bytes(b"{}")


def without_keyring(home: Path, key: bytes) -> None:
    without_spare_keyring(home, key)
    paths.keyring(home).write_bytes(b"")


def future(home: Path, key: bytes) -> None:
    with closing(engine.connect(paths.database(home), key)) as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('maraude', '0999_from_the_future', '2030-01-01')"
        )


def forgotten_ledger(home: Path, key: bytes) -> None:
    with closing(engine.connect(paths.database(home), key)) as connection:
        connection.execute("INSERT INTO erasure (record, own) VALUES ('marta', 1)")


def in_clear(home: Path, _key: bytes) -> None:
    paths.database(home).write_bytes(b"SQLite format 3\0" + bytes(8_000))


def damaged_log(home: Path, key: bytes) -> None:
    """Leave the log of a process that was killed, with a bit of its first page flipped."""
    files = (paths.database(home), home / "maraude.db-wal")
    with closing(profiles.open_with(home, key, "user:ines", Clock())) as session:
        tour = tours.open_at(session, None)
        log.save(session, log.read(session, tour, "1c=", at=NIGHT))
        kept = [bytearray(file.read_bytes()) for file in files]
    kept[1][200] ^= 1
    for file, content in zip(files, kept, strict=True):
        file.write_bytes(content)
        file.chmod(0o600)


DAMAGES: list[tuple[Damage, str, Level]] = [
    (lambda home, key: damage_table(home, key, "undo"), "work", Level.WRONG),
    (lambda home, _key: paths.database(home).unlink(), "work", Level.WRONG),
    (in_clear, "work", Level.WRONG),
    (damaged_log, "log", Level.WATCH),
    (lambda home, _key: zeroed(paths.directory_database(home)), "directory", Level.WATCH),
    (lambda home, _key: paths.addresses_database(home).write_bytes(b"x"), "addresses", Level.WATCH),
    (lambda home, _key: paths.streets(home).write_bytes(b"x"), "streets", Level.WATCH),
    (damaged_backup, "backups", Level.WATCH),
    (only_backup_damaged, "backups", Level.WRONG),
    (without_spare_keyring, "keyring", Level.WATCH),
    (without_keyring, "keyring", Level.WRONG),
    (lambda home, _key: paths.keyring(home).chmod(0o644), "permissions", Level.WATCH),
    (lambda home, _key: reserve.release(home), "reserve", Level.WATCH),
    (future, "schema", Level.WATCH),
    (forgotten_ledger, "ledger", Level.WATCH),
]


@pytest.mark.parametrize(("damage", "about", "level"), DAMAGES)
def test_what_is_wrong_is_found_and_nothing_else_is(
    home: Path, key: bytes, damage: Damage, about: str, level: Level
) -> None:
    damage(home, key)
    for file in home.iterdir():
        if about != "permissions" and file.is_file():
            file.chmod(0o600)

    assert troubles(home, key) == {about: level}


def test_a_profile_that_is_well_is_said_to_be_and_stays_as_it_is(home: Path, key: bytes) -> None:
    before = {file: file.read_bytes() for file in home.rglob("*") if file.is_file()}

    assert troubles(home, key) == {}
    assert {file: file.read_bytes() for file in before} == before


def test_it_is_found_while_the_application_writes(home: Path, key: bytes) -> None:
    with closing(profiles.open_with(home, key, "user:ines", Clock())) as session:
        assert [one for one in health.of(session) if one.level is not Level.WELL] == []


def test_what_can_be_seen_without_the_key_is_seen(home: Path) -> None:
    assert troubles(home, None) == {}
    paths.database(home).write_bytes(b"")
    damaged = troubles(home, None)

    assert damaged == {"work": Level.WRONG}


def test_a_damaged_log_is_told_without_the_key_and_stays_for_the_next_start(
    home: Path, key: bytes
) -> None:
    damaged_log(home, key)
    assert troubles(home, None) == {"log": Level.WATCH}
    with closing(profiles.open_with(home, key, "user:ines", Clock())) as session:
        assert "journal de la base est abîmée" in session.notice


def test_a_damaged_base_is_mended_by_the_next_start(home: Path, key: bytes) -> None:
    damage_table(home, key, "undo")
    troubles(home, key)
    with closing(profiles.open_with(home, key, "user:ines", Clock())) as session:
        assert "est reprise" in session.notice


def test_an_old_backup_and_a_clock_set_back_are_told(home: Path, key: bytes) -> None:
    assert troubles(home, key, NIGHT + timedelta(days=8)) == {"backups": Level.WATCH}
    assert troubles(home, key, datetime(2016, 1, 1, tzinfo=UTC)) == {"clock": Level.WATCH}


def test_what_waits_long_is_told_where_there_is_a_server(home: Path, key: bytes) -> None:
    with closing(engine.connect(paths.database(home), key)) as connection:
        connection.execute("INSERT INTO meta VALUES ('server.url', 'https://127.0.0.1:9')")

    assert troubles(home, key) == {}
    assert troubles(home, key, NIGHT + timedelta(days=8))["waiting"] is Level.WATCH

    assert troubles(home, key) == {}


def test_an_empty_folder_is_no_profile(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        list(health.examine(tmp_path, None, NIGHT))
    assert refused.value.code == "no-profile"
