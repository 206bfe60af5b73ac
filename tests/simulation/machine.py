"""A simulated laptop: the real store and the real client on files of its own, and its clock."""

import copy
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from maraude import paths
from maraude.domain.encounter import Encounter, People
from maraude.domain.person import Person
from maraude.protocol.documents import to_document
from maraude.store import incarnation, outbox, records, undo
from maraude.store.engine import Connection
from maraude.store.store import Store
from maraude.sync.client import Asked, Client, Told
from tests import team

T = TypeVar("T")

REGISTERS = {"person": ("called", "referent", "animals"), "encounter": ("note", "reason")}
"""Fields in which every value that is written is another, so that a value tells who wrote it."""
SCOPE = "scope"
Field = tuple[str, str]


class Crash(BaseException):
    """The laptop has lost its power."""


@dataclass
class Memory:
    """What was written on a disk, by field; a copy of the disk has a copy of it."""

    own: dict[Field, list[str]] = field(default_factory=dict)


class FragileClient(Client):
    """A client whose laptop may lose its power before one of its transactions."""

    least, most = 100, 400
    transactions_left = -1

    def _write(self, job: Callable[[Connection], T]) -> T:
        if self.transactions_left == 0:
            raise Crash
        self.transactions_left -= 1
        return super()._write(job)


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
        self.asked: Asked | None = None
        self.ahead: Asked | None = None
        self.requests: list[bytes] = []
        self.answers: list[bytes] = []
        self.store: Store
        self.client: FragileClient
        self.open()

    def open(self) -> None:
        """Start the program."""
        self.store = Store(self.home, team.KEY, f"user:{self.device}", self.clock)
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
        """Put a copy of the disk back, as ``maraude restore`` does where ``fork``."""
        self.store.close()
        copy_disk(image.home, home)
        self.home, self.memory = home, copy.deepcopy(image.memory)
        self.open()
        if fork:
            self.store.write_local(incarnation.fork).result()

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
        """Take an answer to the last request."""
        assert self.asked is not None
        return self.client.take(self.client.read(self.asked, body), allow_removals=True)

    def records(self) -> list[tuple[str, str]]:
        """Give type and id of every row that the laptop shows."""
        return [
            (table, record)
            for table in REGISTERS
            for (record,) in self.store.reader.execute(f'SELECT id FROM "{table}" ORDER BY id')  # noqa: S608
        ]

    def create(self, rows: dict[str, tuple[str, dict[str, str]]]) -> None:
        """Write new rows in one transaction, by their ids: the type and the texts of each."""
        at = datetime(2026, 11, 23, 21, 10, tzinfo=UTC)
        made: list[Any] = []
        for record, (type_name, values) in rows.items():
            if type_name == "person":
                made.append(Person(id=record, code=record[-7:], team="team:nord", **values))  # type: ignore[arg-type] # texts only
            else:
                people = People(men=1)
                made.append(
                    Encounter(id=record, tour="tour", at=at, contact="MAR", people=people, **values)  # type: ignore[arg-type] # texts only
                )
        self._save(*made)

    def edit(self, type_name: str, record: str, changes: dict[str, Any]) -> None:
        """Change fields of a row as it is shown."""
        self._save(replace(self.row(type_name, record), **changes))

    def row(self, type_name: str, record: str) -> Any:
        """Give a row as it is shown, None where it is not."""
        kind = Person if type_name == "person" else Encounter
        return records.get(self.store.reader, kind, record)

    def shown(self, type_name: str, record: str) -> dict[str, Any]:
        """Give a row's fields as they are shown."""
        return to_document(self.row(type_name, record))

    def undo(self) -> list[str]:
        """Take the last write back; give whose rows."""
        changed = self.store.write(lambda t: undo.apply(t, SCOPE), undoable_in=None).result()
        return [one.id for one in changed]

    def waiting(self) -> int:
        """Count the changes that wait."""
        return outbox.waiting(self.store.reader)

    def close(self) -> None:
        """End the program."""
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
    """Copy a profile's database as it is at this moment, its log with it."""
    target.mkdir()
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
