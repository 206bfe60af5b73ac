"""The laptop's work database, opened: one thread writes, whoever asks reads."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from sqlite_utils import Database

from maraude import paths
from maraude.domain.clock import Now
from maraude.domain.profile import Profile
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.protocol import documents
from maraude.protocol.documents import Record
from maraude.store import (
    access_log,
    backup,
    engine,
    incarnation,
    journal,
    ledger,
    meta,
    outbox,
    recovery,
    redaction,
    reserve,
    wipe,
)
from maraude.store.engine import Connection
from maraude.store.migrations import migrations, refuse_newer
from maraude.store.transaction import Transaction

T = TypeVar("T")

_ENCOUNTER, _NOTE = "encounter", "note"


class Store:
    """An open profile's database. ``author`` is the user whose key slot was opened.

    A result of ``write`` is on disk (``synchronous=FULL``) when its future is done; that of
    ``write_local`` survives the end of the process (``NORMAL``), which is enough for a draft.
    ``erased_again`` tells that a restored backup had brought back who is erased, or what is void,
    ``log_damaged`` that what was written last may be missing. ``written`` is called after each
    ``write``, in the writer's thread.
    """

    def __init__(self, home: Path, key: bytes, author: str, now: Now) -> None:
        self.home = home
        self.author = author
        self._key = key
        self._now = now
        self._local = threading.local()
        self.log_damaged = False
        self.written: Callable[[], object] = lambda: None
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="maraude-writer")
        self._full, self._light = self._writer.submit(self._open).result()
        try:
            self.profile = meta.read(self.reader)
            self.erased_again = self._replay()
            self.write_local(lambda connection: access_log.purge(connection, self._now()))
        except BaseException:
            self.close()
            raise

    @classmethod
    def create(cls, home: Path, key: bytes, profile: Profile, author: str, now: Now) -> "Store":
        """Make the database of a new profile in ``home``, with an incarnation of its own."""
        connection = engine.connect(paths.database(home), key)
        migrations.apply(Database(connection))
        with engine.transaction(connection):
            incarnation.mint(connection)
            meta.write(connection, profile)
        connection.close()
        return cls(home, key, author, now)

    @property
    def reader(self) -> Connection:
        """The calling thread's own connection, for reading."""
        connection: Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._connect("NORMAL")
        return connection

    def write(
        self, job: Callable[[Transaction], T], *, undoable_in: str | None = None
    ) -> Future[T]:
        """Run ``job`` in one transaction on the writer thread; all of it is written, or nothing.

        With ``undoable_in``, the id of a tour or a file, it can be taken back as one.
        """
        return self._writer.submit(self._write, job, undoable_in)

    def write_local(self, job: Callable[[Connection], T]) -> Future[T]:
        """Run ``job`` on what is not synced, in one transaction on the writer thread.

        A full disk refuses it: the room that is held back is for encounters.
        """

        def run() -> T:
            try:
                with engine.transaction(self._light):
                    return job(self._light)
            except engine.DiskFull as full:
                raise _disk_full() from full

        return self._writer.submit(run)

    def back_up(self) -> None:
        """Make an automatic backup, unless the last one is minutes old; Refusal as there.

        Where the database is damaged, the next start brings the last good one back.
        """
        try:
            backup.rotate(self.reader, self.home, self._now())
        except Refusal as refused:
            if refused.code == "damaged-database":
                recovery.suspect(self.home)
            raise

    def with_key(self, look: Callable[[Path, bytes], T]) -> T:
        """Give the folder and the key to what reads the profile's files by itself."""
        return look(self.home, self._key)

    def erase(self, persons: Iterable[str], silenced: Iterable[str] = ()) -> None:
        """Erase persons for ever: here at once, everywhere else when the server is told.

        The notes of the encounters ``silenced`` go with them, which no server knows of yet.
        The ledger has it first, so that neither a crash nor a restored backup brings anyone back.
        Refusal: ``disk-full``, where nobody is erased; else as ``scrub``.
        """
        named, quiet = tuple(persons), tuple(silenced)

        def job(transaction: Transaction) -> None:
            for encounter in quiet:
                redaction.void(transaction.connection, _ENCOUNTER, encounter, (_NOTE,))
            for person in named:
                transaction.erase(person)

        self._write_for_ever(job)

    def redact(self, texts: Iterable[tuple[Record, str]], left: Iterable[Record] = ()) -> None:
        """Void texts, by record and field: here at once, everywhere when the server is told.

        What is ``left`` after that is written with it. Refusal: ``disk-full``, ``restricted``,
        where nothing is voided; else as ``scrub``.
        """

        def job(transaction: Transaction) -> None:
            for record, name in texts:
                transaction.redact(documents.type_name(record), record.id, (name,))
            transaction.save(*left)

        self._write_for_ever(job)

    def scrub(self) -> None:
        """Leave nothing of what has ended in the database's log or in its automatic backups.

        Refusal: as ``back_up``, ``disk-full``; it is then done at the next start.
        """
        self.write_local(self._keep_ledger).result()
        done = ledger.said(self.reader)
        self._writer.submit(self._truncate_log).result()
        backup.renew(self.reader, self.home, self._now())
        self.write_local(lambda connection: ledger.keep_scrubbed(connection, done)).result()

    def empty_log(self) -> bool:
        """Leave nothing in the database's log of what was dropped; False while somebody reads."""
        return self._writer.submit(self._empty_log).result()

    def destroy_keys(self) -> bool:
        """Begin to wipe the profile, unless a change still waits; tells whether it has begun.

        Nothing is written from then on; closed, the rest can be removed.
        """
        return self._writer.submit(self._destroy_keys).result()

    def close(self) -> None:
        """Finish what is being written; close the writer's and the calling thread's connections."""
        self._writer.submit(self._close_writers).result()
        self._writer.shutdown()
        self.reader.close()
        if not wipe.has_begun(self.home):
            reserve.keep_door(self.home)

    def _write_for_ever(self, job: Callable[[Transaction], None]) -> None:
        """Take something away, the ledger first."""

        def done(transaction: Transaction) -> None:
            job(transaction)
            self._keep_ledger(transaction.connection)

        try:
            self.write(done).result()
        except BaseException:
            # What was not done must not happen at the next start.
            with suppress(Refusal):
                self.write_local(self._keep_ledger).result()
            raise
        self.scrub()

    def _connect(self, synchronous: engine.Synchronous) -> Connection:
        return engine.connect(
            paths.database(self.home), self._key, synchronous=synchronous, must_exist=True
        )

    def _open(self) -> tuple[Connection, Connection]:
        full = self._open_door()
        try:
            with suppress(OSError):
                self.log_damaged = journal.is_damaged(full, paths.database(self.home))
            self._migrate(full)
            reserve.keep(self.home)
            reserve.keep_door(self.home)
            return full, self._connect("NORMAL")
        except BaseException:
            full.close()
            raise

    def _open_door(self) -> Connection:
        """Connect for writing; on a full disk by the room that is held for it."""
        try:
            return self._connect("FULL")
        except Refusal as refused:
            if refused.code != "unreadable-database" or not reserve.open_door(self.home):
                raise
        return self._connect("FULL")

    def _migrate(self, connection: Connection) -> None:
        database = Database(connection)
        refuse_newer(database)
        if migrations.pending(database):
            backup.make(connection, self.home, self._now())
            migrations.apply(database)

    def _replay(self) -> bool:
        """Take away again what a restored backup has brought back; finish what was cut off."""
        back = ledger.back(self.reader, self.home, self._key)
        if back:
            self.write(lambda transaction: ledger.replay(transaction, back)).result()
        if not (ledger.is_scrubbed(self.reader) and self._is_ledger_kept()):
            with suppress(Refusal):
                self.scrub()
        return bool(back)

    def _is_ledger_kept(self) -> bool:
        return ledger.read(self.home, self._key) == ledger.said(self.reader)

    def _keep_ledger(self, connection: Connection) -> None:
        try:
            ledger.keep(connection, self.home, self._key)
        except OSError as full:
            raise _disk_full() from full

    def _truncate_log(self) -> None:
        if not self._empty_log():
            raise backup.failed()

    def _empty_log(self) -> bool:
        busy, _pages, _copied = self._full.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy

    def _destroy_keys(self) -> bool:
        if outbox.waiting(self._full):
            return False
        wipe.begin(self.home)
        for connection in (self._full, self._light):
            connection.execute("PRAGMA query_only = ON")
        return True

    def _close_writers(self) -> None:
        self._light.close()
        self._full.close()

    def _write(self, job: Callable[[Transaction], T], undoable_in: str | None) -> T:
        try:
            return self._commit(job, undoable_in)
        except engine.DiskFull:
            reserve.release(self.home)
        try:
            return self._commit(job, undoable_in)
        except engine.DiskFull as full:
            raise _disk_full() from full

    def _commit(self, job: Callable[[Transaction], T], undoable_in: str | None) -> T:
        with engine.transaction(self._full):
            transaction = Transaction(
                self._full, self.author, self._now, self.profile.belongs, undoable_in
            )
            result = job(transaction)
            transaction.close()
        self.written()
        return result


def _disk_full() -> Refusal:
    return Refusal(
        "disk-full",
        _(
            "Le disque est plein : rien n'est enregistré, votre ligne reste à l'écran."
            " Libérez de la place, puis validez de nouveau."
        ),
    )
