"""The change of the database key, cut off at each of its steps."""

import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from maraude import paths
from maraude.domain.refusal import Refusal
from maraude.store import backup, engine, files, keyring, ledger, rekey, slots
from maraude.store.addresses import Addresses
from maraude.store.keyring import Keyring
from maraude.store.slots import Cost
from maraude.usecases import log, profiles, tours
from tests.directory.addresses.files import TOWN
from tests.store.test_addresses import put
from tests.team import KEY, Clock, make_profile

NEW = bytes(range(100, 132))
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
MARKER = "MARQUEUR"
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload([__name__])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Keyring]:
    """A profile with something in each of its files, and its keyring under the new key."""
    home = tmp_path_factory.mktemp("rekey") / "home"
    make_profile(home)
    keys = Keyring(key_id=bytes(16), slots=(slots.seal(KEY, "user:ines", "un deux trois", Cost()),))
    keyring.install(paths.keyring(home), keys)
    ledger.write(home, KEY, {"somebody": True})
    with closing(profiles.open_with(home, KEY, "user:ines", Clock())) as session:
        tour = tours.start(session)
        log.save(session, log.read(session, tour, f"2s= /{MARKER}", at=session.now()))
        session.store.back_up()
    put(Addresses.open(home, KEY), tmp_path_factory.mktemp("town"), *TOWN)
    shutil.copyfile(paths.database(home), home / "maraude-aside-20260101T000000Z.db")
    shutil.copyfile(paths.directory_database(home), home / "directory.previous.db")
    return home, keyring.carried(keys, KEY, NEW)


@pytest.fixture
def home(made: tuple[Path, Keyring], tmp_path: Path) -> Path:
    return Path(shutil.copytree(made[0], tmp_path / "home"))


def key_in(home: Path, made: tuple[Path, Keyring]) -> bytes:
    """Say which key the profile's keyring leads to."""
    return NEW if keyring.load(paths.keyring(home)).key_id == made[1].key_id else KEY


def opens(path: Path, key: bytes) -> bool:
    try:
        backup.check(path, key)
    except Refusal:
        return False
    return True


def is_whole_under(home: Path, key: bytes) -> None:
    """Assert that the profile opens with a key, in all its parts, and that the other opens none."""
    other = KEY if key == NEW else NEW
    databases = sorted(home.rglob("*.db"))
    assert [path.name for path in databases if not opens(path, key)] == []
    assert [path.name for path in databases if opens(path, other)] == []
    assert {path.name for path in databases} >= {"maraude.db", "directory.db", "addresses.db"}
    assert ledger.read(home, key) == {"somebody": True}
    assert list(backup.listed(home))
    assert list(home.glob("rekey*")) == []
    with closing(profiles.open_with(home, key, "user:ines", Clock())) as session:
        notes = session.store.reader.execute("SELECT note FROM encounter").fetchall()
        assert notes == [(MARKER,)]
        assert session.notice == ""


def test_all_of_the_profile_opens_with_the_new_key_alone(
    home: Path, made: tuple[Path, Keyring]
) -> None:
    rekey.change(home, KEY, NEW, made[1], NOW)

    assert key_in(home, made) == NEW
    is_whole_under(home, NEW)
    assert list(backup.listed(home)) == [NOW]
    assert list(home.glob("*aside*")) == []
    assert keyring.unlock(keyring.load(paths.keyring(home)), "un deux trois").key == NEW
    assert {p.stat().st_mode & 0o077 for p in home.rglob("*") if p.is_file()} == {0}


def test_nothing_changes_while_another_works_on_the_profile(
    home: Path, made: tuple[Path, Keyring]
) -> None:
    before = paths.keyring(home).read_bytes()
    with closing(engine.connect(paths.database(home), KEY, must_exist=True)) as other:
        other.execute("SELECT count(*) FROM encounter").fetchone()
        with pytest.raises(Refusal) as refused:
            rekey.change(home, KEY, NEW, made[1], NOW)

    assert refused.value.code == "database-busy"
    assert paths.keyring(home).read_bytes() == before
    is_whole_under(home, KEY)


def test_without_room_nothing_begins(
    home: Path, made: tuple[Path, Keyring], monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(home)._replace(free=1_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    with pytest.raises(Refusal) as refused:
        rekey.change(home, KEY, NEW, made[1], NOW)

    assert refused.value.code == "no-room"
    is_whole_under(home, KEY)


def test_whoever_waited_for_the_old_file_writes_nothing_into_it(
    home: Path, made: tuple[Path, Keyring]
) -> None:
    """A command that begins meanwhile must not be told that what has lost its name is kept."""
    with rekey._locked(home, KEY) as database:
        waiting = engine._open(paths.database(home), "rw")
        rekey._write_all(database, home, KEY, NEW, made[1], NOW)
        rekey._begun(home).rename(rekey._decided(home))
        rekey._finish(home)
    engine._unlock(waiting, KEY)
    with closing(waiting), pytest.raises(engine.OperationalError):
        waiting.execute("PRAGMA journal_mode = WAL")


STEPS: tuple[tuple[Any, str], ...] = (
    (engine, "change_key"),
    (backup, "check"),
    (files, "place"),
    (files, "sync_folder"),
    (shutil, "copyfile"),
    (shutil, "rmtree"),
    (Path, "rename"),
    (Path, "replace"),
    (Path, "unlink"),
    (Path, "rmdir"),
    (Path, "mkdir"),
)
"""Whatever changes the disk, and the checks between."""


def _cut_off(job: Callable[[], object], at: int) -> None:
    """Do a job in this process, which is killed before its step number ``at``."""
    left = at

    def counted(step: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **options: Any) -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return step(*args, **options)

        return run

    for place, name in STEPS:
        setattr(place, name, counted(getattr(place, name)))
    job()
    os._exit(0)


def killed_at(job: Callable[[], object], at: int) -> bool:
    """Do a job in a process of its own; tells whether it was killed before step ``at``."""
    process = PROCESSES.Process(target=_cut_off, args=(job, at))
    process.start()
    process.join()
    return process.exitcode == -signal.SIGKILL


def cuts(made: tuple[Path, Keyring], tmp_path: Path) -> Iterator[Path]:
    """Give the profile as each kill leaves it, from the first step to the last."""
    at = 0
    while True:
        home = Path(shutil.copytree(made[0], tmp_path / f"cut{at}"))
        if not killed_at(partial(rekey.change, home, KEY, NEW, made[1], NOW), at):
            return
        yield home
        at += 1


def test_killed_before_any_step_it_opens_whole_with_one_key_or_the_other(
    made: tuple[Path, Keyring], tmp_path: Path
) -> None:
    found = []
    for home in cuts(made, tmp_path):
        again = 0
        # What is left to do is cut off too, once before each of its own steps.
        while killed_at(partial(rekey.settle, home), again):
            again += 1
        found.append(key_in(home, made))
        is_whole_under(home, found[-1])
        shutil.rmtree(home)

    assert len(found) > 30
    assert found == sorted(found)
    assert {KEY, NEW} == set(found)
