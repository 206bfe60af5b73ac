"""The server of a run: the real one on files of its own, and somebody who reads along."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from random import Random

import msgspec
from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.exc import OperationalError

from maraude import sealed
from maraude.domain import feeds
from maraude.domain.refusal import Refusal
from maraude.protocol import changes, messages
from maraude.protocol.changes import Change, MalformedChangeError
from maraude.protocol.messages import (
    Gone,
    Hello,
    Line,
    MalformedMessageError,
    Page,
    Row,
    Welcome,
)
from maraude.server import bundles, ledger, meta, quarantine, retention
from maraude.server.database import Database
from maraude.server.exchange import exchange, milliseconds
from maraude.server.scope import own_feed
from maraude.server.tables import access_grant, device, feed, row_state
from tests.server.laptop import LYON, NORD, PARIS, enrol, revoke
from tests.simulation.machine import Clock, limit
from tests.simulation.violation import Violation

Pair = tuple[str, str]
"""Ids of two rows that one transaction made."""

_own = select(feed.c.feed).where(feed.c.feed == bindparam("feed"))


def decoded(line: bytes) -> Change | None:
    """Read a change, None where it is none."""
    try:
        return changes.decode(line)
    except MalformedChangeError:
        return None


@cache
def _database(home: Path) -> Database:
    """Give the one of every run in this process: what it has compiled once, it need not again."""
    home.mkdir()
    return Database(f"sqlite:///{home}/server.db", ledger_file=home / "erased.txt")


class Base:
    """A server that can be copied and restored; ``exact`` until it was.

    ``answered`` holds the last answers by their nonces, ``pairs`` what has to be there together.
    """

    def __init__(self, template: Path, new_folder: Callable[[], Path], chance: Random) -> None:
        self.clock = Clock()
        self.grants: dict[str, tuple[str, ...]] = {}
        self.revoked: set[str] = set()
        self.answered: list[tuple[str, bytes]] = []
        self.pairs: list[Pair] = []
        self.released: set[tuple[str, int]] = set()
        self.exact = True
        self._has_room = True
        self._acked: dict[tuple[str, str], int] = {}
        self._known: dict[tuple[str, str, int], bytes] = {}
        self._images: list[Path] = []
        self._new_folder = new_folder
        self._chance = chance
        self._home = template / "server"
        self._ledger = self._home / "erased.txt"
        self.database = _database(self._home)
        self._ledger.unlink(missing_ok=True)
        self._put(template / "server.db")

    def enrol(self, name: str) -> None:
        """Let a device exchange, with a territory and a team."""
        enrol(self.database, name)
        self.grants[name] = (PARIS, NORD)

    def readable(self, name: str) -> frozenset[str]:
        """Give the feeds that a device is to be sent."""
        if name in self.revoked:
            return frozenset()
        with self.database.read() as connection:
            own = connection.execute(_own, {"feed": own_feed(name)}).scalars()
            return frozenset(self.grants[name]).union(own)

    def serve(self, name: str, body: bytes) -> bytes | None:
        """Answer a device, and read along on the wire; None where it gets no answer."""
        try:
            answer = exchange(self.database, name, body, self.clock)
        except MalformedMessageError:
            return None
        except OperationalError:
            if self._has_room:
                raise
            return None
        hello, sent = messages.read_request(body)
        welcome, *lines = messages.read_answer(answer, hello.nonce)
        assert isinstance(welcome, Welcome)
        self._check_sent(name, lines)
        self._check_acknowledged(hello, sent, welcome)
        self._check_pairs()
        self.answered.append((hello.nonce, answer))
        return answer

    def relay(self, out: bytes) -> None:
        """Take what a laptop handed over for the server by way of another."""
        with self._refusing():
            bundles.take(self.database, out, self.clock)
        self._check_pairs()

    @property
    def key(self) -> bytes:
        """The public key of what is carried to the server."""
        with self.database.write() as connection:
            return sealed.public(meta.exchange_key(connection))

    def regrant(self, name: str) -> None:
        """Give a device other feeds."""
        grants = self._chance.choice(((PARIS, NORD), (PARIS,), (NORD,), (LYON,), (PARIS, NORD)))
        self.grants[name] = grants
        with self.database.write() as connection:
            connection.execute(delete(access_grant).where(access_grant.c.device == name))
            for grant in grants:
                connection.execute(insert(access_grant).values(device=name, feed=grant))

    def revoke(self, name: str) -> None:
        """Shut one device out, and only one."""
        if not self.revoked:
            revoke(self.database, name)
            self.revoked.add(name)

    def forget_pairs(self, ids: set[str]) -> None:
        """No longer expect rows together of which some are erased."""
        self.pairs = [pair for pair in self.pairs if ids.isdisjoint(pair)]

    def release(self, count: int) -> int:
        """Apply as many of the changes that are kept apart as can be; counted."""
        released = 0
        with self.database.read() as connection:
            apart = quarantine.listed(connection)
        for one in self._chance.sample(apart, min(count, len(apart))):
            with self._refusing(), self.database.write() as connection:
                at = milliseconds(self.clock())
                applied = quarantine.release(connection, one.inc, one.n, at)
                self.released |= {(one.inc, n) for n in applied}
                released += len(applied)
        self.database.shred()
        return released

    def persons(self) -> list[str]:
        """Give everybody of whom the server has a file."""
        person = row_state.c.type == "person"
        with self.database.read() as connection:
            query = select(row_state.c.row).where(person, row_state.c.document.is_not(None))
            return sorted(connection.execute(query).scalars())

    def purge(self, person: str) -> bool:
        """Erase somebody as when their two years are over; False where there is no room."""
        try:
            with self.database.write() as connection:
                retention.forget(connection, [person], milliseconds(self.clock()))
        except OperationalError:
            if self._has_room:
                raise
            return False
        self.database.shred()
        return True

    def wiped(self, name: str) -> bool:
        """Tell whether a device has said that it is emptied."""
        with self.database.read() as connection:
            query = select(device.c.wiped_at).where(device.c.id == name)
            return connection.execute(query).scalar() is not None

    def image(self) -> None:
        """Copy the database."""
        home = self._new_folder()
        home.mkdir()
        with self.database.read() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql(f"VACUUM INTO '{home}/server.db'")
            connection.exec_driver_sql("BEGIN")
        self._images.append(home / "server.db")

    def restore(self) -> None:
        """Put an earlier copy of the database back, in a new epoch."""
        if not self._images:
            return
        image = self._chance.choice(self._images)
        self.database.shred()
        self.database.close()
        self._put(image)
        with self.database.write() as connection:
            meta.new_epoch(connection)
            ledger.replay(connection, self._ledger, milliseconds(self.clock()))
        self.database.shred()
        self.exact = False
        self.released.clear()
        self._has_room = True
        self._read_access()

    def limit_disk(self, *, full: bool) -> None:
        """Let the database grow no further, or as it likes."""
        self._has_room = not full
        with self.database.write() as connection:
            limit(connection.exec_driver_sql, full=full)

    def close(self) -> None:
        """End the server."""
        self.database.close()

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        """Do nothing where that is refused, or where there is no room."""
        try:
            yield
        except Refusal:
            return
        except OperationalError:
            if self._has_room:
                raise

    def _check_sent(self, name: str, lines: list[Line]) -> None:
        allowed = self.readable(name)
        page = ""
        for line in lines:
            match line:
                case Page():
                    page = line.feed
                case Row():
                    if page not in feeds.feeds(line.t, msgspec.json.decode(line.f)):
                        raise Violation(15, f"{line.r} is not in {page}")
                case Gone():
                    continue
            if page not in allowed:
                raise Violation(27 if name in self.revoked else 15, f"{page} went to {name}")

    def _check_acknowledged(self, hello: Hello, sent: list[bytes], welcome: Welcome) -> None:
        """Look whether the number only grows, and whether each stands for one change alone."""
        if welcome.fork:
            return
        key = welcome.epoch, hello.inc
        if welcome.acked < self._acked.get(key, 0):
            raise Violation(3, "acked_n went back")
        self._acked[key] = welcome.acked
        before: Change | None = None
        for line in sent:
            if (change := decoded(line)) is None or change.stands_in:
                continue
            if change.n <= welcome.acked and self._known.setdefault((*key, change.n), line) != line:
                raise Violation(5, f"{change.n} of {hello.inc} came with other content")
            if before and before.n == welcome.acked and before.tx == change.tx:
                raise Violation(32, f"{before.n} of {hello.inc} is acknowledged without the next")
            before = change

    def _put(self, image: Path) -> None:
        """Let the database, which is closed, be as a copy has it."""
        for file in self._home.glob("server.db*"):
            file.unlink()
        shutil.copyfile(image, self._home / "server.db")

    def _check_pairs(self) -> None:
        if not self.pairs:
            return
        with self.database.read() as connection:
            made = set(connection.execute(select(row_state.c.row)).scalars())
        if half := [pair for pair in self.pairs if (pair[0] in made) != (pair[1] in made)]:
            raise Violation(32, f"the server has one of each of {half}")

    def _read_access(self) -> None:
        with self.database.read() as connection:
            for name in self.grants:
                grants = select(access_grant.c.feed).where(access_grant.c.device == name)
                self.grants[name] = tuple(connection.execute(grants).scalars())
            out = select(device.c.id).where(device.c.revoked_at.is_not(None))
            self.revoked = set(connection.execute(out).scalars())
