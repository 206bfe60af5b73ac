"""Verified copies of the work database, encrypted under the same key, and the way back."""

import math
import shutil
import time
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from maraude import paths
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.store import engine, files
from maraude.store.engine import Connection, DatabaseError, OperationalError

EVERY = timedelta(minutes=15)
RECENT, DAILY, WEEKLY = 3, 7, 4
SHARE_OF_DISK = 0.2
UNFINISHED_SECONDS = 3_600
"""Since a copy was last written, after which nobody is making it any more."""
ASIDE = timedelta(days=30)
"""Since a database was set aside: it may hold people who were erased since."""

_STAMP = "%Y%m%dT%H%M%SZ"
_ASIDE = "maraude-aside-"
_SIDE_FILES = ("", "-wal", "-shm")
_UNFINISHED = (("backups", "*.tmp*"), (".", "maraude.db.*"), (".", "keyring.json.packed*"))


def backup(connection: Connection, path: Path) -> None:
    """Copy the database of ``connection`` to ``path``, 0600; verified before it takes its name.

    Others may write meanwhile; ``connection`` must be outside of a transaction.

    Refusal: ``backup-failed`` where it cannot be written, ``damaged-database`` where it does
    not verify.
    """
    unfinished = path.with_name(f"{path.name}.tmp")
    try:
        unfinished.unlink(missing_ok=True)
        # SQLite would let everyone read the file; an empty one keeps its mode.
        files.create(unfinished).close()
        connection.execute("VACUUM INTO ?", (str(unfinished),))
        _verify(connection, unfinished)
        files.place(unfinished, path)
    except (OperationalError, OSError) as error:
        raise failed() from error
    except DatabaseError as error:
        raise Refusal(
            "damaged-database",
            _(
                "La base de travail est abîmée : elle n'a pas pu être copiée en entier. Relancez"
                " maraude : la dernière sauvegarde sera reprise, avec tout ce qui se laisse encore"
                " lire."
            ),
        ) from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def rotate(connection: Connection, home: Path, now: datetime) -> Path | None:
    """Make an automatic backup and drop old ones; nothing within 15 minutes of another.

    Kept are the 3 most recent, the last of each of 7 days and of each of 4 weeks, and of these
    what fits into a fifth of the free disk. Nothing is made where a single one would not fit.
    Copies that were cut off go after an hour, what was set aside after 30 days.

    Refusal: as ``backup``.
    """
    _drop_unfinished(home, time.time() - UNFINISHED_SECONDS)
    _drop_aside(home, now - ASIDE)
    made = listed(home)
    if any(abs(now - moment) < EVERY for moment in made):
        return None
    folder = paths.backups(home)
    folder.mkdir(mode=0o700, exist_ok=True)
    if paths.database(home).stat().st_size > _allowance(folder, made):
        return None
    return make(connection, home, now)


def make(connection: Connection, home: Path, now: datetime) -> Path:
    """Make an automatic backup now, and drop old ones as ``rotate`` does; Refusal as ``backup``."""
    paths.backups(home).mkdir(mode=0o700, exist_ok=True)
    path = named(home, now)
    backup(connection, path)
    _prune(home, path)
    return path


def renew(connection: Connection, home: Path, now: datetime) -> None:
    """Put one automatic backup of this moment in the place of all: they hold what was erased.

    So does a copy that was never finished, or is being made right now: it is gone at once. Refusal:
    as ``backup``; then they stay.
    """
    _drop_unfinished(home, math.inf)
    made = listed(home)
    if not made:
        return
    path = named(home, now)
    backup(connection, path)
    for other in made.values():
        if other != path:
            other.unlink()


def listed(home: Path) -> dict[datetime, Path]:
    """Give the automatic backups by the moment at which they were made, the newest first."""
    found: dict[datetime, Path] = {}
    for path in paths.backups(home).glob("maraude-*.db"):
        with suppress(ValueError):
            stamp = path.stem.removeprefix("maraude-")
            found[_moment(stamp)] = path
    return dict(sorted(found.items(), reverse=True))


def kept(moments: list[datetime]) -> set[datetime]:
    """Choose which backups stay: 3 recent, the last of 7 days, the last of 4 ISO weeks."""
    days: dict[date, datetime] = {}
    weeks: dict[tuple[int, int], datetime] = {}
    newest_first = sorted(moments, reverse=True)
    for moment in newest_first:
        days.setdefault(moment.date(), moment)
        weeks.setdefault(moment.isocalendar()[:2], moment)
    return {
        *newest_first[:RECENT],
        *list(days.values())[:DAILY],
        *list(weeks.values())[:WEEKLY],
    }


def restore(
    home: Path,
    key: bytes,
    file: Path,
    now: datetime,
    prepare: Callable[[Connection], object] = lambda _copy: None,
) -> Path | None:
    """Put a verified copy of ``file`` in the place of the work database.

    ``prepare`` is given the copy before it takes the name: what it writes is there with the
    restored work or not at all. The present database is set aside in ``home`` under a dated name,
    which is given back; None where there was none. No store of this profile may be open. The
    keyring stays as it is.

    Refusal: ``damaged-backup`` where ``file`` does not open with ``key`` or is not whole,
    ``database-busy``, ``restore-failed`` where the disk does not take it.
    """
    aside = aside_for(home, now)
    ready = _ready(aside)
    copy = ready.with_name(f"{ready.name}.tmp")
    try:
        for left in home.glob(f"{copy.name}*"):
            left.unlink()
        with file.open("rb") as source, files.create(copy) as target:
            shutil.copyfileobj(source, target)
        check(copy, key)
        _prepare(copy, key, prepare)
        files.place(copy, ready)
        was_there = set_aside(home, key, aside)
        _put_in_place(home, ready)
    except (OSError, OperationalError) as error:
        raise not_restored() from error
    finally:
        with suppress(OSError):
            copy.unlink(missing_ok=True)
            if paths.database(home).exists():
                ready.unlink(missing_ok=True)
    return aside if was_there else None


def finish_restoring(home: Path, key: bytes) -> bool:
    """Put a copy in its place where a restoration was cut off right before that; tells whether.

    Only the database that it replaces, set aside already, tells it from one left by a restoration
    that changed nothing.
    """
    if paths.database(home).exists():
        return False
    for aside in home.glob(f"{_ASIDE}*.db"):
        if (ready := _ready(aside)).exists():
            set_aside(home, key, aside)
            _put_in_place(home, ready)
            return True
    return False


def aside_for(home: Path, now: datetime) -> Path:
    """Give a name of this moment under which nothing is set aside yet."""
    moment = now.astimezone(UTC)
    while (aside := home / f"{_ASIDE}{moment.strftime(_STAMP)}.db").exists():
        moment += timedelta(seconds=1)
    return aside


def check(file: Path, key: bytes) -> None:
    """Read all of a backup; Refusal ``damaged-backup`` where it does not open or is not whole."""
    try:
        with closing(engine.connect_read_only(file, key)) as connection:
            _verify_schema(connection, "main", "integrity_check")
    except (DatabaseError, Refusal) as error:
        raise Refusal(
            "damaged-backup",
            _(
                "Cette sauvegarde est abîmée, ou elle n'est pas celle de ce profil. Rien n'a"
                " changé. Essayez-en une autre."
            ),
        ) from error


def set_aside(home: Path, key: bytes, aside: Path) -> bool:
    """Rename the present database, with what SQLite keeps beside it; tells whether there was one.

    A damaged one is renamed as it is. Refusal ``database-busy`` where it is in use.
    """
    present = paths.database(home)
    was_there = present.exists()
    _close_log(present, key)
    # The log goes too, even without its database: SQLite would play it into the next one.
    for end in _SIDE_FILES:
        with suppress(FileNotFoundError):
            present.with_name(present.name + end).replace(aside.with_name(aside.name + end))
    files.sync_folder(home)
    return was_there


def asides(home: Path) -> dict[Path, datetime]:
    """Give the files that were set aside, and when."""
    found = {}
    for aside in home.glob(f"{_ASIDE}*"):
        with suppress(ValueError):
            found[aside] = _moment(aside.name.removeprefix(_ASIDE).partition(".")[0])
    return found


def failed() -> Refusal:
    """Give the refusal of a backup that could not be written."""
    return Refusal(
        "backup-failed",
        _(
            "La sauvegarde n'a pas pu être écrite. Vérifiez la place libre et le droit d'écrire à"
            " cet endroit."
        ),
    )


def not_restored() -> Refusal:
    """Give the refusal of a backup that could not be read, or whose copy could not be written."""
    return Refusal(
        "restore-failed",
        _(
            "La sauvegarde n'a pas pu être remise en place. Vérifiez que le fichier existe et"
            " qu'il reste de la place sur le disque, puis réessayez."
        ),
    )


def _close_log(present: Path, key: bytes) -> None:
    """Write the log of ``present`` into it, which SQLite allows to its only user."""
    try:
        with closing(engine.connect(present, key, must_exist=True)) as connection:
            connection.execute("PRAGMA busy_timeout = 0")
            connection.execute("PRAGMA journal_mode = DELETE")
    except OperationalError as error:
        raise Refusal(
            "database-busy",
            _("La base de travail est ouverte ailleurs. Fermez maraude, puis réessayez."),
        ) from error
    except DatabaseError:
        return
    except Refusal as refused:
        if refused.code != "damaged-database":
            raise


def _drop_unfinished(home: Path, before: float) -> None:
    """Remove copies that were cut off and not written to since ``before``, a POSIX time."""
    for folder, pattern in _UNFINISHED:
        for left in (home / folder).glob(pattern):
            with suppress(OSError):
                if left.stat().st_mtime < before:
                    left.unlink()


def _drop_aside(home: Path, before: datetime) -> None:
    """Remove what was set aside before a moment."""
    for aside, moment in asides(home).items():
        with suppress(OSError):
            if moment < before:
                aside.unlink()


def _moment(stamp: str) -> datetime:
    return datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)


def _prepare(copy: Path, key: bytes, prepare: Callable[[Connection], object]) -> None:
    with closing(engine.connect(copy, key, must_exist=True)) as connection:
        prepare(connection)
        connection.execute("PRAGMA journal_mode = DELETE")


def _ready(aside: Path) -> Path:
    """Name the copy that takes the place of what is set aside under the name ``aside``."""
    stamp = aside.stem.removeprefix(_ASIDE)
    return aside.with_name(f"{paths.database(aside.parent).name}.restored-{stamp}")


def _put_in_place(home: Path, ready: Path) -> None:
    ready.replace(paths.database(home))
    files.sync_folder(home)


def named(home: Path, moment: datetime) -> Path:
    """Give the file of the automatic backup of a moment."""
    return paths.backups(home) / f"maraude-{moment.astimezone(UTC).strftime(_STAMP)}.db"


def _verify(connection: Connection, copy: Path) -> None:
    """Read ``copy`` under the key of ``connection``; DatabaseError where it is not whole."""
    connection.execute("ATTACH ? AS copy", (str(copy),))
    try:
        _verify_schema(connection, "copy", "quick_check")
    finally:
        connection.execute("DETACH copy")


def _verify_schema(connection: Connection, schema: str, structure: str) -> None:
    # A page that was changed on the disk may still be well-formed for SQLite: its HMAC tells.
    if connection.execute(f"PRAGMA {schema}.cipher_integrity_check").fetchall():
        raise DatabaseError("a page does not match its HMAC")
    if connection.execute(f"PRAGMA {schema}.{structure}").fetchall() != [("ok",)]:
        raise DatabaseError("the structure is damaged")


def _allowance(folder: Path, made: dict[datetime, Path]) -> float:
    """Give the bytes that all backups together may take."""
    held = sum(path.stat().st_size for path in made.values())
    return SHARE_OF_DISK * (shutil.disk_usage(folder).free + held)


def _prune(home: Path, just_made: Path) -> None:
    made = listed(home)
    left = _allowance(paths.backups(home), made) - just_made.stat().st_size
    staying = kept(list(made))
    for moment, path in made.items():
        # A clock that was ahead for weeks left newer names than that of the newest backup.
        if path == just_made:
            continue
        size = path.stat().st_size
        if moment in staying and size <= left:
            left -= size
        else:
            path.unlink()
