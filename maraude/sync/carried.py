"""An exchange by files that somebody carries, with the server or with other laptops."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate

import msgspec

from maraude import sealed
from maraude.domain.text import clean_line
from maraude.protocol import bundle
from maraude.protocol.bundle import Back, Handover, MalformedBundleError, Out, Sent, Shared, Step
from maraude.protocol.messages import Hello
from maraude.sealed import SealError
from maraude.store import feed_keys, guests, handed, incarnation, meta, outbox
from maraude.store.engine import Connection
from maraude.store.handed import Handed
from maraude.store.store import Store
from maraude.sync.client import Asked, Client, Told, epoch, taken
from maraude.sync.session import Progress

RECENT = timedelta(hours=36)
"""How long encounters go with a file though the server has them: tonight's, and last night's."""
_ROOM, _OVERHEAD = bundle.MAX_PART - 4096, 32
"""Bytes of a part's lines, and of what stands beside each."""
_PENDING = "carried.pending"
_MOST_PENDING = 8


class Pending(msgspec.Struct, frozen=True):
    """A request that is on its way: the key of its answer, and how many answers came before it.

    ``stop`` is the number after its last change.
    """

    key: bytes
    hello: Hello
    stop: int
    taken: int

    def __repr__(self) -> str:
        return "Pending()"


@dataclass(frozen=True, slots=True)
class Carried:
    """A file's content, with so many changes in it, and so many that it had no room for.

    ``shared`` are the rows and changes in it that other laptops can read.
    """

    content: bytes
    changes: int
    left: int
    shared: int


@dataclass(frozen=True, slots=True)
class Met:
    """What a file of another laptop brought: so much that was ``new``, of a team, written ``at``.

    ``closed`` where none of it is for this laptop's feeds.
    """

    team: str
    at: datetime | None
    new: int
    closed: bool = False


class OwnFileError(ValueError):
    """A file is this laptop's own."""


def write(store: Store, client: Client, token: str, server: bytes, at: datetime) -> Carried:
    """Give what is to be carried to the server of this public key, or to other laptops.

    The part for the server is remembered, so that its answer can be read.
    """
    asked = client.ask(carried=True)
    key = sealed.new_key()
    pending = Pending(key, asked.hello, asked.sent.stop, taken(store.reader))
    waiting = [*_pending(store.reader), pending][-_MOST_PENDING:]
    store.write(lambda transaction: _keep(transaction.connection, waiting)).result()
    out = Out(token, sealed.public(key), asked.body)
    count = outbox.waiting(store.reader)
    left = outbox.waiting_after(store.reader, asked.hello.inc, asked.sent.stop - 1)
    shared = _shared(store, at)
    keys = feed_keys.held(store.reader)
    content = Handover(
        incarnation.current(store.reader).inc,
        Sent(asked.hello.inc, asked.sent.stop, sealed.seal(bundle.encode(out), server)),
        [sealed.lock(bundle.part(one), keys[one.feed][0]) for one in shared],
        guests.sent(store.reader)[: bundle.MOST_OTHERS],
    )
    told = sum(len(one.rows) + len(one.changes) for one in shared)
    return Carried(bundle.handover(content), count - left, left, told)


def meet(store: Store, content: bytes) -> Met:
    """Show what another laptop wrote into its file; twice changes nothing.

    What it has for the server is kept, to be given to it. MalformedBundleError, OwnFileError.
    """
    handover = bundle.read_handover(content)
    if incarnation.is_known(store.reader, handover.inc):
        raise OwnFileError
    parts = list(_opened(handover.parts, feed_keys.held(store.reader)))
    told = epoch(store.reader)
    found = [
        # Of what a restored server has lost, versions tell nothing.
        (one.feed, Handed(bundle.rows(one) if told in ("", one.epoch) else [], one.changes))
        for one in parts
    ]

    def take(connection: Connection) -> int:
        for sent in (handover.sent, *handover.others):
            if not incarnation.is_known(connection, sent.inc):
                guests.keep_sent(connection, sent)
        return sum(handed.take(connection, feed, part) for feed, part in found)

    new = store.write(lambda transaction: take(transaction.connection)).result()
    if not parts:
        return Met("", None, 0, closed=True)
    at = datetime.fromtimestamp(max(part.at for part in parts) / 1000, UTC)
    return Met(clean_line(parts[0].team), at, new)


def _shared(store: Store, at: datetime) -> list[Shared]:
    """Give what other laptops may lack, by feed, of those feeds whose key is known here."""
    chosen = handed.selection(store.reader, at - RECENT)
    known = feed_keys.held(store.reader)
    told = epoch(store.reader)
    return [
        _fitting(store.profile.team_name, int(at.timestamp() * 1000), told, feed, part)
        for feed, part in sorted(chosen.items())
        if feed in known
    ]


def _fitting(team: str, at: int, told: str, feed: str, part: Handed) -> Shared:
    """Give what is handed over of a feed, as much as a laptop reads of one; changes first."""
    sizes = accumulate(len(line) + _OVERHEAD for _inc, line in part.changes)
    changes = [one for one, size in zip(part.changes, sizes, strict=True) if size <= _ROOM]
    left = _ROOM - sum(len(line) + _OVERHEAD for _inc, line in changes)
    rows = [msgspec.json.encode(row) for row in part.rows]
    sizes = accumulate(len(line) + _OVERHEAD for line in rows)
    rows = [line for line, size in zip(rows, sizes, strict=True) if size <= left]
    return Shared(feed, team, at, told, rows, changes)


def _opened(parts: Iterable[bytes], keys: dict[str, list[bytes]]) -> Iterable[Shared]:
    """Give the parts that keys of this laptop open, one of each feed that its keys are of."""
    left = dict(keys)
    for part in parts:
        for feed, key in [(feed, key) for feed, held in left.items() for key in held]:
            try:
                shared = bundle.read_part(sealed.unlock(part, key))
            except SealError:
                continue
            del left[feed]
            if shared.feed == feed:
                yield shared
            break


def read(store: Store, client: Client, content: bytes, *, allow_removals: bool = False) -> Progress:
    """Take what was carried back; MalformedBundleError where nothing here waits for it.

    Where something else has been read since it was asked for, it is too late for all but what
    the server has acknowledged. TooManyRemovedError unless ``allow_removals``.
    """
    pending, steps = _open(store.reader, content)
    first = Asked(pending.hello, b"", range(pending.hello.next, pending.stop))
    done = Progress(waiting=outbox.waiting(store.reader))
    if pending.taken != taken(store.reader):
        acknowledged = client.acknowledge(client.read(first, steps[0].answer))
        done = done.after(Told(acknowledged, more=True), outbox.waiting(store.reader))
    else:
        for step in steps:
            asked = first if step is steps[0] else Asked(step.hello, b"", range(0))
            answer = client.read(asked, step.answer)
            told = client.take(answer, allow_removals=allow_removals)
            done = done.after(told, outbox.waiting(store.reader))
    still = [one for one in _pending(store.reader) if one.key != pending.key]
    store.write(lambda transaction: _keep(transaction.connection, still)).result()
    return done


def _open(connection: Connection, content: bytes) -> tuple[Pending, list[Step]]:
    closed = bundle.sealed_back(content)
    for pending in _pending(connection):
        try:
            return pending, bundle.decode(sealed.unseal(closed, pending.key), Back).steps
        except SealError:
            continue
    raise MalformedBundleError("nothing waits for it")


def _pending(connection: Connection) -> list[Pending]:
    kept = meta.kept(connection, _PENDING).get(_PENDING, "[]")
    return msgspec.json.decode(kept, type=list[Pending])


def _keep(connection: Connection, pending: list[Pending]) -> None:
    meta.keep(connection, {_PENDING: msgspec.json.encode(pending).decode()})
