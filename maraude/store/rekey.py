"""A new profile, or another database key for all that one keeps: at once, or not at all.

Everything is written beside what there is, under the new key, and verified. One rename decides;
from then on what is left to do needs no key, and whoever opens the profile next does it.
"""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from maraude import paths
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.store import backup, engine, files, instance, keyring, ledger
from maraude.store.engine import Connection, DatabaseError, OperationalError
from maraude.store.keyring import Keyring

_BESIDE = ("directory.db", "directory.previous.db", "addresses.db")
_DERIVED = ("maraude*.db", "maraude.db.*", "directory*.db", "addresses*.db")
_SIDE_FILES = ("-wal", "-shm", "-journal")
_COPIES = 2.0
"""How much more room than now it takes, for a time: each file once more, the work twice."""


def change(home: Path, old: bytes, new: bytes, keys: Keyring, now: datetime) -> None:
    """Have all of the profile in ``home`` open with the key ``new`` and the keyring ``keys``.

    Killed at any moment, it opens with the one or with the other. Its automatic backups give way
    to one of this moment, and what was set aside as damaged is removed: both open with ``old``.

    Refusal: ``already-open``, ``database-busy`` where something still works on it, ``no-room``,
    ``rekey-failed``; nothing has changed then.
    """
    try:
        with _alone(home), _locked(home, old) as database:
            _refuse_without_room(home)
            with _replaced(home) as begun:
                _write_all(database, begun, home, old, new, keys, now)
    except (OSError, DatabaseError) as error:
        raise Refusal(
            "rekey-failed",
            _("La clé n'a pas pu être changée : l'ancienne reste en place, rien n'a changé."),
        ) from error


@contextmanager
def founded(home: Path) -> Iterator[Path]:
    """Give a folder to write the files of a new profile in; at the end they are those of ``home``.

    Killed at any moment, ``home`` has all of them or none. Refusal ``already-open`` where somebody
    else makes one.
    """
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(home), _replaced(home) as begun:
        yield begun


def settle(home: Path) -> None:
    """Finish what was cut off after it was decided, forget what was not.

    Refusal ``already-open`` where one is under way.
    """
    if _begun(home).exists() or _decided(home).exists():
        with _alone(home):
            shutil.rmtree(_begun(home), ignore_errors=True)
            _finish(home)


@contextmanager
def _replaced(home: Path) -> Iterator[Path]:
    """Give an empty folder whose files take the place of the profile's where nothing failed."""
    begun = _begun(home)
    shutil.rmtree(begun, ignore_errors=True)
    try:
        begun.mkdir(mode=0o700)
        yield begun
        begun.rename(_decided(home))
        files.sync_folder(home)
        _finish(home)
    finally:
        shutil.rmtree(begun, ignore_errors=True)


def _begun(home: Path) -> Path:
    return paths.rekeying(home).with_suffix(".begun")


def _decided(home: Path) -> Path:
    return paths.rekeying(home)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    let_go = instance.hold(home)
    try:
        yield
    finally:
        let_go()


@contextmanager
def _locked(home: Path, key: bytes) -> Iterator[Connection]:
    """Open the work so that nobody else reads or writes it; whoever waits for it meets a refusal.

    It leaves WAL mode: SQLite refuses to bring a file back into it that has lost its name.
    """
    with closing(engine.connect(paths.database(home), key, must_exist=True)) as database:
        database.execute("PRAGMA busy_timeout = 0")
        try:
            database.execute("PRAGMA journal_mode = DELETE")
            database.execute("PRAGMA locking_mode = EXCLUSIVE")
            database.execute("BEGIN EXCLUSIVE")
        except OperationalError as error:
            raise Refusal(
                "database-busy",
                _("La base de travail est ouverte ailleurs. Fermez maraude, puis réessayez."),
            ) from error
        database.execute("COMMIT")
        yield database


def _refuse_without_room(home: Path) -> None:
    needed = sum(path.stat().st_size for path in home.glob("*.db")) * _COPIES
    if shutil.disk_usage(home).free < needed:
        raise Refusal(
            "no-room",
            _(
                "Changer la clé demande {megabytes} Mo libres sur le disque, le temps de tout"
                " réécrire. Faites de la place, puis réessayez."
            ).format(megabytes=int(needed) // 1_000_000 + 1),
        )


def _write_all(
    database: Connection,
    begun: Path,
    home: Path,
    old: bytes,
    new: bytes,
    keys: Keyring,
    now: datetime,
) -> None:
    """Write each file of the profile under the new key, and read it to the end."""
    work = paths.database(begun)
    backup.backup(database, work)
    _change_file(work, old, new)
    for name in _BESIDE:
        if (home / name).exists():
            _copy(home / name, begun / name)
            _change_file(begun / name, old, new)
    if erased := ledger.read(home, old):
        ledger.write(begun, new, erased)
    copy = backup.named(begun, now)
    copy.parent.mkdir(mode=0o700)
    _copy(work, copy)
    keyring.install(paths.keyring(begun), keys)
    for path in (*begun.glob("*.db"), copy):
        files.place(path, path)


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as read, files.create(target) as written:
        shutil.copyfileobj(read, written)


def _change_file(path: Path, old: bytes, new: bytes) -> None:
    engine.change_key(path, old, new)
    backup.check(path, new)


def _finish(home: Path) -> None:
    """Put what is decided in the place of what there was; each step may be the last of a run."""
    decided = _decided(home)
    if not decided.exists():
        return
    if paths.backups(decided).exists():
        shutil.rmtree(paths.backups(home), ignore_errors=True)
        paths.backups(decided).rename(paths.backups(home))
    kept = (paths.database(home).name, *_BESIDE)
    for stale in (path for form in _DERIVED for path in home.glob(form)):
        if stale.name not in kept:
            _remove(stale)
    keys = paths.keyring(decided).name
    # The keyring comes last: until then the sentence for a lost one cannot be met.
    for path in sorted(decided.iterdir(), key=lambda path: path.name.startswith(keys)):
        target = home / path.name
        for end in _SIDE_FILES:
            target.with_name(target.name + end).unlink(missing_ok=True)
        path.replace(target)
    files.sync_folder(home)
    decided.rmdir()
    files.sync_folder(home)


def _remove(path: Path) -> None:
    for end in ("", *_SIDE_FILES):
        path.with_name(path.name + end).unlink(missing_ok=True)
