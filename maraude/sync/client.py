"""One exchange with the server, without the network: what to ask, and what the answer changes."""

import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import msgspec

import maraude
from maraude.domain.clock import Now
from maraude.protocol import messages
from maraude.protocol.messages import (
    Gone,
    Hello,
    Line,
    MalformedMessageError,
    Own,
    Page,
    Row,
    Welcome,
)
from maraude.store import (
    dismissals,
    feed_keys,
    guests,
    handed,
    incarnation,
    ledger,
    meta,
    outbox,
    replica,
    signing_key,
    trail,
)
from maraude.store.engine import Connection
from maraude.store.outbox import Batch
from maraude.store.replica import Replica, UnknownOwnError
from maraude.store.store import Store

T = TypeVar("T")

CARRIED_BYTES = 3 * 2**20
"""What a file carries that somebody brings; what waits beyond it goes with the next."""
_STATE, _EPOCH, _REREADING, _LEFT = "sync.", "sync.epoch", "sync.rereading", "sync.left"
_TAKEN, _SAFE, _NOW = "sync.taken", "sync.safe", "sync.now"
_BASE, _BASE_AT, _YES = "sync.base", "sync.base_at", "yes"
_FEW, _SHARE = 20, 5


class TooManyRemovedError(Exception):
    """An answer would remove more than a fifth of the rows: somebody has to agree."""


class TooOldError(Exception):
    """The server has all that this program wrote, and sends it nothing: it is too old."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with the changes of numbers ``sent``, and what its answer has to fit."""

    hello: Hello
    body: bytes
    sent: range


@dataclass(frozen=True, slots=True)
class Answer:
    """The server's answer to a request: its head, and each page with its rows."""

    asked: Asked
    welcome: Welcome
    pages: list[tuple[Page, list[Line]]]

    @property
    def behind(self) -> bool:
        """Whether there is more to read than it brings."""
        return any({page.feed: page.end < page.head for page, _rows in self.pages}.values())

    @property
    def cursor(self) -> dict[str, int] | None:
        """How far the feeds will have been read by it.

        None where keeping it may do more than send less and hold more. A cursor behind what was
        erased tells the server that it is gone, and must not come before that is so.
        """
        hello, welcome = self.asked.hello, self.welcome
        ends = welcome.fork or welcome.wipe or welcome.min_app
        plain = not (ends or _is_restored(hello.epoch, welcome))
        if not plain or welcome.acked + 1 < self.asked.sent.stop:
            return None
        cursor = dict(hello.cursor)
        for page, rows in self.pages:
            if page.start != cursor.get(page.feed, 0) or any(isinstance(row, Gone) for row in rows):
                return None
            cursor[page.feed] = page.end
        return cursor if cursor.keys() <= set(welcome.feeds) else None


@dataclass(frozen=True, slots=True)
class Told:
    """What an answer brought.

    ``more`` says that there is something left to send or to read, ``wrong`` names feeds of which
    laptop and server did not hold the same, ``wipe`` that the laptop is one of the organisation's
    no longer. ``directory`` is the version of the base's that the laptop does not hold, if any.
    """

    acknowledged: int
    rows: int = 0
    more: bool = False
    wrong: tuple[str, ...] = ()
    quarantined: int = 0
    wipe: bool = False
    at: int = 0
    directory: int | None = None


class Client:
    """The laptop's side of the exchange, on its store."""

    least, first, most = 32 * 1024, 256 * 1024, 1024 * 1024
    """Bytes that an exchange carries up before compression, four times as many down: ``first`` to
    begin with, then twice what got through, or a quarter of what did not."""

    def __init__(self, store: Store, now: Now, directory: int = 0) -> None:
        """Say to the server that the laptop holds this version of its ``directory``."""
        self._store = store
        self._now = now
        self._directory = directory
        self._bytes = self.first
        self._leaving = False

    @property
    def affords(self) -> int:
        """Bytes that an answer may bring, as the line now is."""
        return 4 * self._bytes

    def failed(self) -> None:
        """Ask for less next time: an exchange did not get through."""
        self._bytes = max(self._bytes // 4, self.least)

    def ask(self, *, carried: bool = False) -> Asked:
        """Give the next request: what waits, and how far the feeds have been read.

        It has as many changes as the line is good for, or as can be ``carried`` at once.
        """
        self._scrub()
        reader = self._store.reader
        batch = outbox.next_batch(reader, CARRIED_BYTES if carried else self._bytes)
        return self._request(batch, epoch(reader), replica.positions(reader), carried=carried)

    def read(self, asked: Asked, body: bytes) -> Answer:
        """Read an answer's body; MalformedMessageError where it is none to what was asked."""
        welcome, *lines = messages.read_answer(body, asked.hello.nonce)
        if not isinstance(welcome, Welcome):
            raise MalformedMessageError("no head")
        self._bytes = min(2 * self._bytes, self.most)
        self._leaving = self._leaving and welcome.wipe
        return Answer(asked, welcome, list(_pages(lines)))

    def ask_on(self, answer: Answer) -> Asked | None:
        """Give the request that follows an answer before it is kept: the server works meanwhile.

        None where there is nothing more to send or to read, or where only what is kept will tell.
        An answer to it changes nothing where this one then was not kept: no page goes on from
        where the feeds are, and changes that come twice are known by their numbers.
        """
        reader = self._store.reader
        cursor = answer.cursor
        if cursor is None or answer.asked.hello.cursor != replica.positions(reader):
            return None
        asked, welcome = answer.asked, answer.welcome
        batch = outbox.next_batch(reader, self._bytes, (asked.hello.inc, asked.sent.stop))
        if not batch.lines and not answer.behind:
            return None
        return self._request(batch, welcome.epoch, cursor)

    def take(self, answer: Answer, *, allow_removals: bool = False) -> Told:
        """Keep what an answer says: first what the server has now, then what it has of others.

        MalformedMessageError where it is no answer to what was asked; then nothing is kept.
        TooManyRemovedError unless ``allow_removals``; then its rows are not. TooOldError once
        nothing waits any more.
        """
        hello, welcome = answer.asked.hello, answer.welcome
        acknowledged = self.acknowledge(answer)
        if welcome.wipe:
            # The server hears that all is handed over before the laptop can say nothing more.
            self._leaving = outbox.waiting(self._store.reader) == 0
            left = not (self._leaving and hello.leaving)
            return Told(acknowledged, more=left, wipe=True, at=welcome.now)
        if welcome.min_app:
            if outbox.waiting(self._store.reader) == 0:
                raise TooOldError
            return Told(acknowledged, more=acknowledged > 0, at=welcome.now)
        reading = self._write(lambda c: _read(c, answer, allow=allow_removals))
        self._scrub()
        waiting = outbox.waiting(self._store.reader)
        sends = waiting > 0 and (acknowledged > 0 or _is_restored(hello.epoch, welcome))
        return Told(
            acknowledged,
            reading.rows,
            reading.behind or sends,
            tuple(reading.wrong),
            welcome.quarantined,
            at=welcome.now,
            directory=welcome.directory.version if welcome.directory else None,
        )

    def acknowledge(self, answer: Answer) -> int:
        """Keep what the server has, and nothing of others; gives how many changes that is."""
        return self._write(lambda c: self._acknowledge(c, answer.asked, answer.welcome))

    def _request(
        self, batch: Batch, epoch: str, cursor: dict[str, int], *, carried: bool = False
    ) -> Asked:
        reader = self._store.reader
        parent, parent_n = incarnation.parent(reader, batch.inc)
        hello = Hello(
            nonce=secrets.token_hex(16),
            inc=batch.inc,
            next=batch.first,
            epoch=epoch,
            schema=batch.schema,
            app=maraude.__version__,
            now=int(self._now().timestamp() * 1000),
            cursor=cursor,
            want=4 * CARRIED_BYTES if carried else self.affords,
            parent=parent,
            parent_n=parent_n,
            carried=carried,
            leaving=self._leaving and not batch.lines,
            whole=bool(meta.kept(reader, _STATE).get(_REREADING)),
            keys=feed_keys.name(reader),
            guests=guests.last(reader),
            directory=self._directory,
            audit=trail.number(reader),
            dismissed=tuple(dismissals.done(reader)),
        )
        sent = range(batch.first, batch.last + 1)
        return Asked(hello, messages.request(hello, batch.lines), sent)

    def _scrub(self) -> None:
        """Rid the files of what was erased; the next request then says that it is gone."""
        if not ledger.is_scrubbed(self._store.reader):
            self._store.scrub()

    def _write(self, job: Callable[[Connection], T]) -> T:
        return self._store.write(lambda transaction: job(transaction.connection)).result()

    def _acknowledge(self, connection: Connection, asked: Asked, welcome: Welcome) -> int:
        """Keep what the server has; one that was restored is offered all again."""
        hello = asked.hello
        restored = _is_restored(epoch(connection), welcome)
        if restored:
            outbox.offer_again(connection)
            _ask_for_all(connection)
        before = outbox.waiting(connection)
        told = {_EPOCH: welcome.epoch, _SAFE: str(welcome.safe), _NOW: str(welcome.now)}
        meta.keep(connection, told)
        trail.follow(connection, hello.audit, welcome.audit, restored=restored, at=welcome.now)
        dismissals.want(connection, welcome.dismiss)
        if welcome.keys:
            feed_keys.keep(connection, welcome.keys)
        if welcome.directory:
            signing_key.keep(connection, welcome.directory.key.hex())
        if welcome.base:
            base = msgspec.json.encode(welcome.base).decode()
            meta.keep(connection, {_BASE: base, _BASE_AT: str(welcome.now)})
        # Of what was not in the request, the server may have another change by the same number.
        known = range(asked.sent.start, min(asked.sent.stop, welcome.acked + 1))
        outbox.acknowledge(connection, hello.inc, known, self._now())
        outbox.forget_safe(connection, hello.inc, welcome.safe, self._now())
        # Only once all is offered again does the server know what both have in common.
        if (fork := welcome.fork) and not _is_restored(hello.epoch, welcome):
            outbox.renumber(connection, fork.parent, fork.parent_n, fork.inc)
        return before - outbox.waiting(connection)


def epoch(connection: Connection) -> str:
    """Give the server's epoch that it told last; empty before it has told any."""
    return meta.kept(connection, _STATE).get(_EPOCH, "")


def taken(connection: Connection) -> int:
    """Count the answers that this laptop has read."""
    return int(meta.kept(connection, _STATE).get(_TAKEN, "0"))


def _read(connection: Connection, answer: Answer, *, allow: bool) -> "_Reading":
    """Bring the feeds as far as the pages do."""
    hello, welcome = answer.asked.hello, answer.welcome
    reading = _Reading(connection, hello.inc)
    # After a fork there are no pages, and those of a restored server leave out what this laptop
    # is taken to have: what the server has comes with the next answer.
    reading.behind = welcome.fork is not None or _is_restored(hello.epoch, welcome)
    for feed in replica.positions(connection).keys() - set(welcome.feeds):
        reading.left = True
        reading.dropped += replica.drop_feed(connection, feed)
        handed.leave(connection, feed)
    if not reading.behind:
        for page, rows in answer.pages:
            reading.read(page, rows)
        reading.behind |= answer.behind
    if reading.left or meta.kept(connection, _STATE).get(_REREADING):
        meta.keep(connection, {_LEFT: _YES})
    if not reading.behind and meta.kept(connection, _STATE).get(_LEFT):
        reading.dropped += replica.drop_unheld(connection)
        # What has left its feeds stays for as long as changes of it wait.
        meta.keep(connection, {_LEFT: _YES if outbox.waiting(connection) else ""})
    if not reading.behind:
        replica.uncover(connection)
        meta.keep(connection, {_REREADING: ""})
        handed.release(connection, welcome.reached)
    if not allow and reading.dropped > _FEW:
        before = replica.total(connection) + reading.dropped
        if reading.dropped > before // _SHARE:
            raise TooManyRemovedError
    meta.keep(connection, {_TAKEN: str(taken(connection) + 1)})
    return reading


class _Reading:
    """What the pages of one answer do.

    ``rows`` came; some have ``left`` a feed and ``dropped`` are gone from the laptop; ``wrong``
    feeds differ from the server's; where it is ``behind``, there is more to read.
    """

    def __init__(self, connection: Connection, inc: str) -> None:
        self._connection = connection
        self._inc = inc
        self.rows = 0
        self.dropped = 0
        self.left = False
        self.behind = False
        self.wrong: list[str] = []

    def read(self, page: Page, rows: list[Line]) -> None:
        """Apply a page that goes on where its feed was left; any other changes nothing."""
        position = replica.positions(self._connection).get(page.feed, 0)
        if position and page.start == 0:
            self._again(page.feed)
        elif page.start != position:
            self.behind = True
            return
        try:
            self._apply(Replica(self._connection, page.feed, self._inc), rows)
        except UnknownOwnError:
            self.behind = True
            _ask_for_all(self._connection)
            return
        self.rows += len(rows)
        replica.turn(self._connection, page.feed, page.end)
        held = replica.held(self._connection, page.feed) if page.end == page.head else None
        if held and held != (page.count, page.sum):
            self.wrong.append(page.feed)
            self.behind = True
            self._again(page.feed)

    def _again(self, feed: str) -> None:
        """Read a feed from its beginning, this laptop's own rows among the others."""
        replica.reread(self._connection, feed)
        meta.keep(self._connection, {_REREADING: _YES})

    def _apply(self, feed: Replica, rows: list[Line]) -> None:
        feed.take([row for row in rows if isinstance(row, Row)])
        feed.confirm([row for row in rows if isinstance(row, Own)])
        gone = [row for row in rows if isinstance(row, Gone)]
        self.left |= bool(gone)
        self.dropped += feed.let_go(gone)


def _is_restored(epoch: str, welcome: Welcome) -> bool:
    """Tell whether the server may have lost what it had acknowledged in ``epoch``."""
    return bool(epoch) and epoch != welcome.epoch


def _pages(lines: Iterable[Line]) -> Iterator[tuple[Page, list[Line]]]:
    """Give each page with its rows."""
    page: Page | None = None
    rows: list[Line] = []
    for line in lines:
        if isinstance(line, Page):
            if page:
                yield page, rows
            page, rows = line, []
        else:
            rows.append(line)
    if page:
        yield page, rows


def _ask_for_all(connection: Connection) -> None:
    """Read every feed from its beginning, this laptop's own rows among the others."""
    for feed in replica.positions(connection):
        replica.reread(connection, feed)
    meta.keep(connection, {_REREADING: _YES})
