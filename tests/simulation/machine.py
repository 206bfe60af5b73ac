"""A simulated laptop: the real store and the real client on files of its own, and its clock."""

import copy
import os
import shutil
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from maraude import paths
from maraude.domain.encounter import People
from maraude.protocol import documents
from maraude.store import engine, incarnation, outbox, overlay, records, undo
from maraude.store.engine import Connection
from maraude.store.store import Store
from maraude.store.transaction import Transaction
from maraude.sync import carried
from maraude.sync.carried import OwnFileError
from maraude.sync.client import Asked, Client, Told
from tests import team

T = TypeVar("T")

REGISTERS = {
    "person": ("called", "referent", "animals"),
    "encounter": ("note", "reason"),
    "note": ("text",),
}
"""Fields in which every value that is written is another, so that a value tells who wrote it."""
SCOPE = "scope"
Field = tuple[str, str]


class Crash(BaseException):
    """The laptop has lost its power."""


@dataclass
class Memory:
    """What was written on a disk, by field, and what has ended; a copy of it has the same.

    That is who was ``erased``, and what ``redacted`` fields had said.
    """

    own: dict[Field, list[str]] = field(default_factory=dict)
    erased: set[str] = field(default_factory=set)
    redacted: dict[Field, set[str]] = field(default_factory=dict)


class FragileClient(Client):
    """A client whose laptop may lose its power before one of its transactions."""

    least, first, most = 100, 100, 6_000
    transactions_left = -1

    def _write(self, job: Callable[[Connection], T]) -> T:
        if self.transactions_left == 0:
            raise Crash
        self.transactions_left -= 1
        return super()._write(job)


class FragileStore(Store):
    """A store whose laptop may lose its power after so many steps of what it writes.

    They are the end of a transaction, before it is committed, and the steps of an erasure.
    """

    steps_left = -1
    cut_off: Callable[[], None]

    def _commit(self, job: Callable[[Transaction], T], undoable_in: str | None) -> T:
        def work(transaction: Transaction) -> T:
            done = job(transaction)
            self._step()
            return done

        return super()._commit(work, undoable_in)

    def _keep_ledger(self, connection: Connection) -> None:
        super()._keep_ledger(connection)
        self._step()

    def _truncate_log(self) -> None:
        super()._truncate_log()
        self._step()

    def _step(self) -> None:
        if self.steps_left == 0:
            self.cut_off()
        self.steps_left -= 1


class Clock:
    """A laptop's clock, which may be wrong, and may stand still."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 23, 21, 10, tzinfo=UTC)
        self.frozen = False

    def __call__(self) -> datetime:
        if not self.frozen:
            self.moment += timedelta(milliseconds=7)
        return self.moment


class Machine:
    """A laptop of ``device``; ``requests`` and ``answers`` are on their way.

    ``ahead`` of what is ``asked`` is the request that went out before the answer was taken.
    """

    def __init__(self, home: Path, device: str, clock: Clock, memory: Memory) -> None:
        self.home = home
        self.device = device
        self.clock = clock
        self.memory = memory
        self.agrees = False
        self.asked: Asked | None = None
        self.ahead: Asked | None = None
        self.requests: list[bytes] = []
        self.answers: list[bytes] = []
        self.store: FragileStore
        self.client: FragileClient
        self.open()

    def open(self) -> None:
        """Start the program."""
        self.store = FragileStore(self.home, team.KEY, f"user:{self.device}", self.clock)
        self.client = FragileClient(self.store, self.clock)
        self.asked = self.ahead = None

    def crash(self, home: Path) -> None:
        """Go on, in ``home``, with what is on the disk at this moment."""
        copy_disk(self.home, home)
        self.store.close()
        self.home = home
        self.open()

    def image(self, home: Path) -> "Image":
        """Copy the disk."""
        copy_disk(self.home, home)
        return Image(home, self.device, copy.deepcopy(self.memory))

    def restore(self, image: "Image", home: Path, *, fork: bool) -> None:
        """Put a copy of the disk back; only its database, as ``maraude restore``, to ``fork``."""
        self.store.close()
        copy_disk(image.home, home)
        memory = copy.deepcopy(image.memory)
        if fork:
            memory.erased |= self.memory.erased
            memory.redacted.update(copy.deepcopy(self.memory.redacted))
            copy_ledger(self.home, home)
            database = engine.connect(paths.database(home), team.KEY, must_exist=True)
            with closing(database), engine.transaction(database):
                incarnation.fork(database)
        self.home, self.memory = home, memory
        self.open()

    def ask(self) -> None:
        """Send a request, if only the network lets it pass."""
        self.asked = self.client.ask()
        self.requests.append(self.asked.body)

    def ask_on(self, body: bytes) -> None:
        """Send the request that follows an answer to the last one, before it is taken."""
        assert self.asked is not None
        self.ahead = self.client.ask_on(self.client.read(self.asked, body))
        if self.ahead:
            self.requests.append(self.ahead.body)

    def take(self, body: bytes) -> Told:
        """Take an answer to the last request; TooManyRemovedError unless somebody ``agrees``."""
        assert self.asked is not None
        return self.client.take(self.client.read(self.asked, body), allow_removals=self.agrees)

    def hand_over(self, key: bytes) -> bytes:
        """Write a file for the server of a public key, and for other laptops."""
        return carried.write(self.store, self.client, self.device, key, self.clock()).content

    def meet(self, content: bytes) -> bool:
        """Show what another laptop handed over; False where it is this one's, or a copy's."""
        try:
            carried.meet(self.store, content)
        except OwnFileError:
            return False
        return True

    def shows_others(self, type_name: str, record: str, name: str) -> bool:
        """Tell whether a field shows what another laptop handed over."""
        rv = records.told(self.store.reader, type_name, record)
        return bool(rv and overlay.others_shown(self.store.reader, record, rv[0], (name,)))

    def lent(self) -> list[tuple[str, str]]:
        """Give those of its rows that another laptop handed over and the server has not told."""
        return [
            (table, record)
            for table in REGISTERS
            for (record,) in self.store.reader.execute(
                f'SELECT id FROM "{table}" WHERE rv = 0'  # noqa: S608 - the names are ours
                " AND id IN (SELECT record FROM guest) AND id NOT IN (SELECT record FROM change)"
            )
        ]

    def records(self) -> list[tuple[str, str]]:
        """Give type and id of every row that the laptop shows."""
        return [
            (table, record)
            for table in REGISTERS
            for (record,) in self.store.reader.execute(f'SELECT id FROM "{table}" ORDER BY id')  # noqa: S608
        ]

    def create(self, rows: dict[str, tuple[str, dict[str, str]]], person: str | None) -> None:
        """Write new rows in one transaction, by their ids: the type and the texts of each.

        Notes are about ``person``, whom encounters list.
        """
        at = datetime(2026, 11, 23, 21, 10, tzinfo=UTC)
        met = People(men=1, persons=(person,) if person else ())
        fixed: dict[str, dict[str, Any]] = {
            "person": {"team": "team:nord"},
            "encounter": {"tour": "tour", "at": at, "contact": "MAR", "people": met},
            "note": {"at": at, "person": person},
        }
        made = []
        for record, (type_name, values) in rows.items():
            code = {"code": record[-7:]} if type_name == "person" else {}
            kind = documents.TYPES[type_name]
            made.append(kind(id=record, **fixed[type_name], **code, **values))
        self._save(*made)

    def erase(self, person: str) -> None:
        """Erase a person."""
        self.store.erase([person])

    def redact(self, type_name: str, record: str, name: str) -> None:
        """Void a text."""
        self.store.redact([(self.row(type_name, record), name)])

    def lose_power(self, job: Callable[[], None], home: Path, steps: int) -> None:
        """Do what writes, but for what comes after so many steps; then go on in ``home``."""
        self.store.cut_off = lambda: copy_disk(self.home, home)
        self.store.steps_left = steps
        job()
        self.store.steps_left = -1
        if home.exists():
            self.store.close()
            self.home = home
            self.open()

    def edit(self, type_name: str, record: str, changes: dict[str, Any]) -> None:
        """Change fields of a row as it is shown."""
        self._save(replace(self.row(type_name, record), **changes))

    def row(self, type_name: str, record: str) -> Any:
        """Give a row as it is shown, None where it is not."""
        return records.get(self.store.reader, documents.TYPES[type_name], record)

    def shown(self, type_name: str, record: str) -> dict[str, Any]:
        """Give a row's fields as they are shown."""
        return documents.to_document(self.row(type_name, record))

    def undo(self) -> list[str]:
        """Take the last write back; give whose rows."""
        changed = self.store.write(lambda t: undo.apply(t, SCOPE), undoable_in=None).result()
        return [one.id for one in changed]

    def waiting(self) -> int:
        """Count the changes that wait."""
        return outbox.waiting(self.store.reader)

    def close(self) -> None:
        """End the program, if it runs."""
        with suppress(RuntimeError):
            self.store.close()

    def limit_disk(self, *, full: bool) -> None:
        """Let the database grow no further, or as it likes."""
        self.store.write(lambda t: limit(t.connection.execute, full=full)).result()

    def _save(self, *made: Any) -> None:
        self.store.write(lambda t: t.save(*made), undoable_in=SCOPE).result()


@dataclass(frozen=True)
class Image:
    """A copy of a disk."""

    home: Path
    device: str
    memory: Memory


def limit(execute: Callable[[str], Any], *, full: bool) -> None:
    """Let a SQLite database grow no further, as on a full disk, or as it likes."""
    (pages,) = execute("PRAGMA page_count").fetchone()
    execute(f"PRAGMA max_page_count = {pages if full else 2**31}")


def copy_disk(source: Path, target: Path) -> None:
    """Copy a profile's database as it is at this moment, its log and its ledger with it."""
    target.mkdir()
    copy_ledger(source, target)
    database = paths.database(source)
    for suffix in ("", "-wal"):
        part = database.with_name(database.name + suffix)
        if part.is_file():
            destination = paths.database(target).with_name(part.name)
            destination.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(part, destination)
    if (reserve := paths.reserve(source)).is_file():
        paths.reserve(target).parent.mkdir(parents=True, exist_ok=True)
        os.link(reserve, paths.reserve(target))


def copy_ledger(source: Path, target: Path) -> None:
    """Put the ledger of a profile in the place of another's."""
    paths.ledger(target).unlink(missing_ok=True)
    if (ledger := paths.ledger(source)).is_file():
        shutil.copyfile(ledger, paths.ledger(target))
