"""The service directory on the laptop: a finished, encrypted file, replaced whole."""

import os
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from maraude import paths
from maraude.directory import hours
from maraude.directory.importers.batch import Batch
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.protocol.directory import Line
from maraude.store import arrivals, engine, files, service_follower, service_rows, service_writer
from maraude.store.arrivals import Arrivals
from maraude.store.engine import Connection, DatabaseError, OperationalError
from maraude.store.service_follower import Followed
from maraude.store.service_snapshot import Snapshot
from maraude.store.service_writer import Progress, Replacement


class Services:
    """The directory of a profile.

    The file is never written in place: a new one is built beside it and takes its name, the one
    before is kept under another. Whoever is reading finishes on the file that they opened, so
    any thread may read at any time; those who write wait for each other.
    """

    def __init__(self, home: Path, key: bytes) -> None:
        self._current = paths.directory_database(home)
        self._previous = self._current.with_suffix(".previous.db")
        self._unfinished = self._current.with_suffix(".new.db")
        self._arriving = self._current.with_suffix(".arriving.db")
        self._building = threading.Lock()
        self._key = key
        self.notice = ""

    @classmethod
    def open(cls, home: Path, key: bytes) -> "Services":
        """Open the directory in ``home``, empty where there is none yet.

        A damaged file gives way to the one before it, else to an empty directory; ``notice``
        then says so in a sentence. Refusal: as ``engine.connect``.
        """
        services = cls(home, key)
        if not services._version(services._current):
            services._recover()
        if services._version(services._current) < service_rows.VERSION:
            # On a full disk the evening still opens; the directory waits for room.
            with suppress(Refusal), services._rebuilding():
                pass
        return services

    def close(self) -> None:
        """Forget the key: nothing can be read from now on."""
        self._key = b""

    @contextmanager
    def reading(self) -> Iterator[Snapshot]:
        """Open the directory as it is now, for the calling thread.

        Refusal: ``damaged-directory`` where the file cannot be read to the end.
        """
        try:
            with closing(engine.connect_read_only(self._current, self._key)) as connection:
                yield Snapshot(connection)
        except DatabaseError as error:
            raise Refusal(
                "damaged-directory",
                _("Le fichier de l'annuaire est abîmé. Importez de nouveau ses sources."),
            ) from error

    def replace(
        self,
        batch: Batch,
        today: date,
        zone: ZoneInfo,
        *,
        confirmed: bool = False,
        progress: Progress | None = None,
    ) -> Replacement:
        """Put the services of ``batch`` in the place of all that its source gave before.

        Openings are expanded from ``today`` on, in ``zone``. Refusal: ``large-removal`` where
        much would disappear and nobody ``confirmed`` it, ``directory-not-written``.
        """
        with self._rebuilding() as connection:
            done = service_writer.replace(connection, batch, today, progress, confirmed=confirmed)
            service_writer.expand(connection, today, zone)
        return done

    def arriving(self) -> AbstractContextManager[Arrivals]:
        """Open what has come so far of the base's directory, for the calling thread."""
        return Arrivals.opened(self._arriving, self._key)

    def follow(self, answers: Iterable[list[Line]], today: date, zone: ZoneInfo) -> Followed:
        """Bring the directory to what the base has published: all of it, or nothing.

        A source that the base publishes takes the place of what was imported of it here. As
        ``service_follower.follow``; Refusal: ``directory-not-written``.
        """
        with self._rebuilding() as connection:
            return service_follower.follow(connection, answers, today, zone)

    def refresh(self, today: date) -> None:
        """Expand openings from ``today`` on, where that was not done yet today."""
        with self.reading() as snapshot:
            zone = snapshot.zone
            if zone is None or snapshot.covers_from == hours.horizon(today, zone)[0]:
                return
        with self._rebuilding() as connection:
            service_writer.expand(connection, today, zone)

    @contextmanager
    def _rebuilding(self) -> Iterator[Connection]:
        """Give a copy to write on; it takes the directory's name where the block succeeds."""
        with self._building, self._written_beside() as connection:
            yield connection

    @contextmanager
    def _written_beside(self) -> Iterator[Connection]:
        self._discard_unfinished()
        try:
            base = next(filter(self._is_whole, (self._current, self._previous)), None)
            if base:
                shutil.copy(base, self._unfinished)
            with closing(engine.connect(self._unfinished, self._key)) as connection:
                service_rows.prepare(connection)
                with engine.transaction(connection):
                    yield connection
                # Without a log beside it the file is whole, and can be opened for reading only.
                connection.execute("PRAGMA journal_mode = DELETE")
            if base == self._current:
                self._keep_previous()
            files.place(self._unfinished, self._current)
        except (OSError, OperationalError) as error:
            raise arrivals.not_written() from error
        finally:
            self._discard_unfinished()

    def _version(self, path: Path) -> int:
        """Give the version of the directory that ``path`` holds, 0 where none can be opened."""
        try:
            with closing(engine.connect_read_only(path, self._key)) as connection:
                return service_rows.version(connection)
        except (Refusal, DatabaseError):
            return 0

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

    def _keep_previous(self) -> None:
        self._previous.unlink(missing_ok=True)
        try:
            os.link(self._current, self._previous)
        except OSError:
            # Some disks, USB sticks among them, know no links.
            shutil.copy(self._current, self._previous)

    def _fall_back(self) -> None:
        """Put the snapshot before in the place of a damaged one."""
        shutil.copy(self._previous, self._unfinished)
        files.place(self._unfinished, self._current)

    def _discard_unfinished(self) -> None:
        for suffix in ("", "-wal", "-shm", "-journal"):
            with suppress(OSError):
                self._unfinished.with_name(f"{self._unfinished.name}{suffix}").unlink()
