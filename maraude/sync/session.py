"""A whole synchronisation: exchanges until nothing waits and nothing is left to read."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from maraude.protocol.messages import MalformedMessageError
from maraude.store import guests, outbox
from maraude.store.store import Store
from maraude.sync.client import Client, Told
from maraude.sync.failure import LinkError

MAX_FRUITLESS = 3
MAX_TRIES = 3
MAX_FAILURES = 5


class Way(Protocol):
    """Carries a request to the server and brings its answer, or raises ``LinkError``."""

    def exchange(self, body: bytes) -> bytes:
        """Give the answer's body."""
        ...

    def relay(self, out: bytes) -> None:
        """Give the server what another laptop's file had for it."""
        ...


@dataclass(frozen=True, slots=True)
class Progress:
    """How much was sent and received so far, and how many changes wait.

    ``wrong`` feeds were not held as the server holds them, and were read again. It is
    ``complete`` once nothing waits and every feed is as the server had it ``at`` (ms since 1970,
    UTC, by its own clock; 0 before it has said anything).
    """

    pushed: int = 0
    pulled: int = 0
    waiting: int = 0
    quarantined: int = 0
    wrong: frozenset[str] = frozenset()
    wipe: bool = False
    complete: bool = False
    at: int = 0

    def after(self, told: Told, waiting: int) -> "Progress":
        """Give how far it is after another answer, when so many changes wait."""
        return Progress(
            pushed=self.pushed + told.acknowledged,
            pulled=self.pulled + told.rows,
            waiting=waiting,
            quarantined=told.quarantined,
            wrong=self.wrong | frozenset(told.wrong),
            wipe=told.wipe,
            complete=not (told.more or told.wrong or told.wipe or waiting),
            at=told.at or self.at,
        )


def synchronise(
    store: Store,
    client: Client,
    way: Way,
    *,
    allow_removals: bool = False,
    progress: Callable[[Progress], None] = lambda _progress: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Progress:
    """Exchange until the laptop is up to date, is told to stop, or gets no further.

    Each exchange is kept before the next one: what breaks off loses nothing. LinkError, and
    TooManyRemovedError unless ``allow_removals``.
    """
    done = Progress(waiting=outbox.waiting(store.reader))
    fruitless = failures = 0
    got_through = False
    _relay(store, way)
    while not cancelled():
        try:
            told = _exchange(client, way, allow_removals=allow_removals)
        except LinkError as error:
            failures += 1
            if done.wipe and not done.waiting:
                break
            # Where one exchange got through, the next may: the line comes and goes.
            if error.code != "offline" or not got_through or failures > MAX_FAILURES:
                raise
            client.failed()
            continue
        got_through, failures = True, 0
        done = done.after(told, outbox.waiting(store.reader))
        progress(done)
        fruitless += bool(told.wrong) or not (told.acknowledged or told.rows)
        if not told.more or fruitless > MAX_FRUITLESS:
            break
    return done


def _relay(store: Store, way: Way) -> None:
    """Hand over what other laptops had for the server: theirs may never come on line."""
    for sent in guests.sent(store.reader):
        try:
            way.relay(sent.out)
        except LinkError as error:
            if error.code != "refused":
                raise
        store.write_local(partial(guests.forget_sent, given=sent)).result()


def _exchange(client: Client, way: Way, *, allow_removals: bool) -> Told:
    """Ask once, and again where the answer came damaged: it changes nothing."""
    for _try in range(MAX_TRIES):
        asked = client.ask()
        try:
            return client.take(asked, way.exchange(asked.body), allow_removals=allow_removals)
        except MalformedMessageError:
            client.failed()
    raise LinkError("damaged")
