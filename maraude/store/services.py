"""The service directory on the laptop: a finished, encrypted file, replaced whole."""

import os
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from maraude import paths
from maraude.directory import hours
from maraude.directory.importers.batch import Batch
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.protocol.directory import Line
from maraude.store import engine, files, service_follower, service_rows, service_writer
from maraude.store.arrivals import Arrivals, not_written
from maraude.store.engine import Connection, DatabaseError, OperationalError
from maraude.store.service_follower import Followed
from maraude.store.service_snapshot import Snapshot
from maraude.store.service_writer import Progress, Replacement
from maraude.store.streets import StreetFile


@dataclass(slots=True)
class _Rebuilt:
    """A directory being written; ``differs`` tells that its services are not those of before."""

    connection: Connection
    differs: bool = False


class Services:
    """The directory of a profile.

    The file is never written in place: a new one is built beside it and takes its name; the one
    from before the last change is kept under another. Whoever is reading finishes on the file that
    they opened, so any thread may read at any time; those who write wait for each other.
    ``streets`` are those of the territory, for the minutes on foot.
    """

    def __init__(self, home: Path, key: bytes) -> None:
        self._current = paths.directory_database(home)
        self._previous = self._current.with_suffix(".previous.db")
        self._unfinished = self._current.with_suffix(".new.db")
        self._arriving = self._current.with_suffix(".arriving.db")
        self._aside = self._current.with_suffix(".aside.db")
        self._writing = threading.RLock()
        self._is_one_change = self._is_kept_already = False
        self._key = key
        self.notice = ""
        self.streets = StreetFile(home)

    @classmethod
    def open(cls, home: Path, key: bytes) -> "Services":
        """Open the directory in ``home``, empty where there is none yet.

        A damaged file gives way to the one before it, else to an empty directory; ``notice``
        then says so in a sentence. Refusal: as ``engine.connect``.
        """
        services = cls(home, key)
        if services._aside.exists() and not services._previous.exists():
            services._aside.replace(services._previous)  # a restoration was cut off
        if not services._version(services._current):
            services._recover()
        # On a full disk the evening still opens; the directory waits for room.
        with suppress(Refusal):
            services._bring_up_to_date()
        return services

    def close(self) -> None:
        """Forget the key: nothing can be read from now on."""
        self._key = b""

    def reading(self) -> AbstractContextManager[Snapshot]:
        """Open the directory as it is now, for the calling thread.

        Refusal: ``damaged-directory`` where the file cannot be read to the end.
        """
        return self._read(self._current)

    def reading_previous(self) -> AbstractContextManager[Snapshot]:
        """Open the directory from before the last change, for the calling thread.

        Refusal: ``no-previous-directory`` where there is none, or nothing in it.
        """
        self._refuse_without_previous()
        return self._read(self._previous)

    def replace(
        self,
        batch: Batch,
        today: date,
        zone: ZoneInfo,
        *,
        copied_on: date | None = None,
        confirmed: bool = False,
        progress: Progress | None = None,
    ) -> Replacement:
        """Put the services of ``batch`` in the place of all that its source gave before.

        Openings are expanded from ``today`` on, in ``zone``. The copy is of ``copied_on``, today
        where that is None. Refusal: ``large-removal`` where
        much would disappear and nobody ``confirmed`` it, ``directory-not-written``.
        """
        with self._rebuilding() as new:
            done = service_writer.replace(
                new.connection, batch, copied_on or today, progress, confirmed=confirmed
            )
            service_writer.expand(new.connection, today, zone)
            new.differs = bool(done.added or done.updated or done.removed)
        return done

    def arriving(self) -> AbstractContextManager[Arrivals]:
        """Open what has come so far of the base's directory, for the calling thread."""
        return Arrivals.opened(self._arriving, self._key)

    def follow(self, answers: Iterable[list[Line]], today: date, zone: ZoneInfo) -> Followed:
        """Bring the directory to what the base has published: all of it, or nothing.

        A source that the base publishes takes the place of what was imported of it here. As
        ``service_follower.follow``; Refusal: ``directory-not-written``.
        """
        with self._rebuilding() as new:
            done = service_follower.follow(new.connection, answers, today, zone)
            new.differs = bool(done.written or done.removed)
        return done

    @contextmanager
    def as_one(self) -> Iterator[None]:
        """Let ``restore`` take back together all that is replaced in the block."""
        with self._writing:
            self._is_one_change = True
            try:
                yield
            finally:
                self._is_one_change = self._is_kept_already = False

    def confirm(self, source: str, today: date) -> None:
        """Note that a source has the same to say ``today``; Refusal ``directory-not-written``."""
        with self.reading() as snapshot:
            if any((s.source, s.copied_on) == (source, today) for s in snapshot.sources()):
                return
        with self._rebuilding() as new:
            service_writer.confirm(new.connection, source, today)

    def remove(self, source: str) -> None:
        """Remove a source with all that it gave; Refusal ``directory-not-written``."""
        with self._rebuilding() as new:
            service_writer.remove(new.connection, source)
            new.differs = True

    def restore(self) -> None:
        """Put the directory from before the last change in place of this one, and the reverse.

        Refusal: as ``reading_previous``; ``directory-not-written``, and nothing has changed.
        """
        with self._writing, _written():
            self._refuse_without_previous()
            self._aside.unlink(missing_ok=True)
            _link(self._current, self._aside)
            files.place(self._previous, self._current)
            self._aside.replace(self._previous)
        self._bring_up_to_date()

    def refresh(self, today: date) -> None:
        """Expand openings from ``today`` on, where that was not done yet today."""
        with self.reading() as snapshot:
            zone = snapshot.zone
            if zone is None or snapshot.covers_from == hours.horizon(today, zone)[0]:
                return
        with self._rebuilding() as new:
            service_writer.expand(new.connection, today, zone)

    @contextmanager
    def _read(self, path: Path) -> Iterator[Snapshot]:
        try:
            with closing(engine.connect_read_only(path, self._key)) as connection:
                yield Snapshot(connection)
        except DatabaseError as error:
            raise _damaged() from error

    @contextmanager
    def _rebuilding(self) -> Iterator["_Rebuilt"]:
        """Give a copy to write on; it takes the directory's name where the block succeeds."""
        with self._writing, _written():
            self._discard_unfinished()
            try:
                base = next(filter(self._is_whole, (self._current, self._previous)), None)
                if base:
                    shutil.copy(base, self._unfinished)
                with closing(engine.connect(self._unfinished, self._key)) as connection:
                    service_rows.prepare(connection)
                    new = _Rebuilt(connection)
                    with engine.transaction(connection):
                        yield new
                    # Without a log beside it the file is whole, and can be opened to be read only.
                    connection.execute("PRAGMA journal_mode = DELETE")
                if base == self._current:
                    self._keep_previous(differs=new.differs)
                files.place(self._unfinished, self._current)
            finally:
                self._discard_unfinished()

    def _bring_up_to_date(self) -> None:
        """Give a file of an older program the tables of this one."""
        if self._version(self._current) < service_rows.VERSION:
            with self._rebuilding():
                pass

    def _version(self, path: Path) -> int:
        """Give the version of the directory that ``path`` holds, 0 where none can be opened."""
        try:
            with closing(engine.connect_read_only(path, self._key)) as connection:
                return service_rows.version(connection)
        except (Refusal, DatabaseError):
            return 0

    def _refuse_without_previous(self) -> None:
        if not (self._is_filled(self._previous) and self._is_whole(self._previous)):
            raise Refusal(
                "no-previous-directory", _("Il n'y a pas d'annuaire d'avant à remettre en place.")
            )

    def _is_filled(self, path: Path) -> bool:
        """Tell whether ``path`` holds a directory with any source."""
        try:
            with closing(engine.connect_read_only(path, self._key)) as connection:
                return connection.execute("SELECT 1 FROM source").fetchone() is not None
        except (Refusal, DatabaseError):
            return False

    def _is_whole(self, path: Path) -> bool:
        """Tell whether ``path`` holds a directory of which every page is sound."""
        try:
            with closing(engine.connect_read_only(path, self._key)) as connection:
                return connection.execute("PRAGMA cipher_integrity_check").fetchone() is None
        except Refusal:
            return False

    def _recover(self) -> None:
        """Take the file before in the place of one that does not open, else start anew."""
        was_there = self._current.exists() or self._previous.exists()
        if self._version(self._previous):
            self._fall_back()
            self.notice = _("L'annuaire était abîmé : sa copie précédente est reprise.")
            return
        with self._rebuilding():
            pass
        if was_there:
            self.notice = _("L'annuaire était abîmé : il est vide. Importez ses sources.")

    def _keep_previous(self, *, differs: bool) -> None:
        """Keep this directory, unless the next says the same and there is one to fall back on."""
        if differs and self._is_kept_already:
            return
        if not differs and self._is_filled(self._previous):
            return
        self._is_kept_already = self._is_one_change
        self._previous.unlink(missing_ok=True)
        _link(self._current, self._previous)

    def _fall_back(self) -> None:
        """Put the snapshot before in the place of a damaged one."""
        shutil.copy(self._previous, self._unfinished)
        files.place(self._unfinished, self._current)

    def _discard_unfinished(self) -> None:
        for suffix in ("", "-wal", "-shm", "-journal"):
            with suppress(OSError):
                self._unfinished.with_name(f"{self._unfinished.name}{suffix}").unlink()


@contextmanager
def _written() -> Iterator[None]:
    """Say in words that the disk did not take what was written."""
    try:
        yield
    except (OSError, OperationalError) as error:
        raise not_written() from error


def _link(path: Path, name: Path) -> None:
    """Give a file one more name."""
    try:
        os.link(path, name)
    except OSError:
        # Some disks, USB sticks among them, know no links.
        shutil.copy(path, name)


def _damaged() -> Refusal:
    return Refusal(
        "damaged-directory",
        _("Le fichier de l'annuaire est abîmé. Importez de nouveau ses sources."),
    )
