"""The change of the database key, cut off at each of its steps."""

import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable
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
    paths.reserve(home).unlink()  # 8 MiB, to be copied for each test
    return home, keyring.carried(keys, KEY, NEW)


@pytest.fixture
def home(made: tuple[Path, Keyring], tmp_path: Path) -> Path:
    return Path(shutil.copytree(made[0], tmp_path / "home"))


def key_in(home: Path, made: tuple[Path, Keyring]) -> bytes:
    """Say which key the profile's keyring leads to."""
    return NEW if keyring.load(paths.keyring(home)).key_id == made[1].key_id else KEY


def opens(path: Path, key: bytes) -> bool:
    try:
        engine.connect_read_only(path, key).close()
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
    assert not paths.database(home).with_name("maraude.db-journal").exists()
    backup.check(paths.database(home), key)
    with closing(engine.connect_read_only(paths.database(home), key)) as work:
        assert work.execute("SELECT note FROM encounter").fetchall() == [(MARKER,)]


def test_all_of_the_profile_opens_with_the_new_key_alone(
    home: Path, made: tuple[Path, Keyring]
) -> None:
    rekey.change(home, KEY, NEW, made[1], NOW)

    assert key_in(home, made) == NEW
    is_whole_under(home, NEW)
    assert list(backup.listed(home)) == [NOW]
    assert list(home.glob("*aside*")) == []
    with closing(profiles.open_with(home, NEW, "user:ines", Clock())) as session:
        assert session.notice == ""
        assert len(tours.entries(session, tours.open_at(session, None))) == 1
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
    with rekey._locked(home, KEY) as database, rekey._replaced(home) as begun:
        waiting = engine._open(paths.database(home), "rw")
        rekey._write_all(database, begun, home, KEY, NEW, made[1], NOW)
    engine._unlock(waiting, KEY)
    with closing(waiting), pytest.raises(engine.OperationalError):
        waiting.execute("PRAGMA journal_mode = WAL")


STEPS: tuple[tuple[Any, str], ...] = (
    (engine, "change_key"),
    (backup, "check"),
    (files, "place"),
    (files, "sync_folder"),
    (files, "create"),
    (shutil, "rmtree"),
    (Path, "rename"),
    (Path, "replace"),
    (Path, "unlink"),
    (Path, "rmdir"),
    (Path, "mkdir"),
)
"""Whatever changes the disk, and the checks between."""


class CutError(BaseException):
    """The process has ended: no disk changes any more, whatever still runs here."""


def _kill_itself() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _cut_here() -> None:
    raise CutError


def _count_steps(replace: Callable[[object, str, Any], object], at: int, end: Any) -> None:
    """Have ``end`` called instead of each step from number ``at`` on."""
    left = at

    def counted(step: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **options: Any) -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                end()
            return step(*args, **options)

        return run

    for place, name in STEPS:
        replace(place, name, counted(getattr(place, name)))


def cut_at(job: Callable[[], object], at: int) -> bool:
    """Do a job as if its process ended before step ``at``; tells whether it did."""
    with pytest.MonkeyPatch.context() as patch:
        _count_steps(patch.setattr, at, _cut_here)
        try:
            job()
        except CutError:
            return True
    return False


def _until_killed(job: Callable[[], object], at: int) -> None:
    _count_steps(setattr, at, _kill_itself)
    job()


def copied(made: tuple[Path, Keyring], tmp_path: Path, name: str) -> Path:
    return Path(shutil.copytree(made[0], tmp_path / name))


def change(home: Path, made: tuple[Path, Keyring]) -> Callable[[], None]:
    return partial(rekey.change, home, KEY, NEW, made[1], NOW)


def test_cut_off_before_any_step_it_opens_whole_with_one_key_or_the_other(
    made: tuple[Path, Keyring], tmp_path: Path
) -> None:
    found: list[bytes] = []
    while True:
        home = copied(made, tmp_path, f"cut{len(found)}")
        if not cut_at(change(home, made), len(found)):
            break
        rekey.settle(home)
        found.append(key_in(home, made))
        is_whole_under(home, found[-1])

    assert len(found) > 30
    assert found == sorted(found)
    assert {KEY, NEW} == set(found)


def test_what_is_left_to_do_may_be_cut_off_before_any_step_too(
    made: tuple[Path, Keyring], tmp_path: Path
) -> None:
    decided = tmp_path / "decided"
    at = 0
    while not rekey._decided(decided).exists():
        shutil.rmtree(decided, ignore_errors=True)
        cut_at(change(copied(made, tmp_path, "decided"), made), at)
        at += 1
    cuts = 0
    while True:
        home = Path(shutil.copytree(decided, tmp_path / f"left{cuts}"))
        if not cut_at(partial(rekey.settle, home), cuts):
            break
        rekey.settle(home)
        is_whole_under(home, NEW)
        cuts += 1

    assert cuts > 10


@pytest.mark.parametrize("at", [3, 12, 21, 30, 39, 48])
def test_killed_it_opens_whole_as_it_does_when_cut_off(
    made: tuple[Path, Keyring], tmp_path: Path, at: int
) -> None:
    home, other = (copied(made, tmp_path, name) for name in ("killed", "cut"))
    process = PROCESSES.Process(target=_until_killed, args=(change(home, made), at))
    process.start()
    process.join()
    cut_at(change(other, made), at)

    assert process.exitcode == -signal.SIGKILL
    assert {str(p.relative_to(home)) for p in home.rglob("*")} == {
        str(p.relative_to(other)) for p in other.rglob("*")
    }
    rekey.settle(home)
    is_whole_under(home, key_in(home, made))
