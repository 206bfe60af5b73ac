"""An exchange by files that somebody carries, between the same client and the same server."""

from dataclasses import dataclass

import msgspec

from maraude import sealed
from maraude.protocol import bundle
from maraude.protocol.bundle import Back, MalformedBundleError, Out, Step
from maraude.protocol.messages import Hello
from maraude.sealed import SealError
from maraude.store import meta, outbox
from maraude.store.engine import Connection
from maraude.store.store import Store
from maraude.sync.client import Asked, Client, Told, taken
from maraude.sync.session import Progress

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
    """A file's content, with so many changes in it, and so many that it had no room for."""

    content: bytes
    changes: int
    left: int


def write(store: Store, client: Client, token: str, server: bytes) -> Carried:
    """Give what is to be carried to the server of this public key, and remember it."""
    asked = client.ask(carried=True)
    key = sealed.new_key()
    pending = Pending(key, asked.hello, asked.sent.stop, taken(store.reader))
    waiting = [*_pending(store.reader), pending][-_MOST_PENDING:]
    store.write(lambda transaction: _keep(transaction.connection, waiting)).result()
    out = Out(token, sealed.public(key), asked.body)
    count = outbox.waiting(store.reader)
    left = outbox.waiting_after(store.reader, asked.hello.inc, asked.sent.stop - 1)
    return Carried(bundle.file(Out, sealed.seal(bundle.encode(out), server)), count - left, left)


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
    closed = bundle.sealed_in(Back, content)
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
