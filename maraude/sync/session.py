"""A whole synchronisation: exchanges until nothing waits and nothing is left to read."""

from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass
from functools import partial
from threading import Thread
from typing import Protocol

from maraude.protocol.messages import MalformedMessageError
from maraude.store import guests, outbox
from maraude.store.store import Store
from maraude.sync.client import Answer, Asked, Client, Told
from maraude.sync.failure import LinkError

MAX_FRUITLESS = 3
MAX_TRIES = 3
MAX_FAILURES = 5


class Way(Protocol):
    """Carries a request to the server and brings its answer, or raises ``LinkError``.

    Used by one thread at a time, but not always by the same.
    """

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
    UTC, by its own clock; 0 before it has said anything). ``directory`` is the version of the
    base's directory that the laptop does not hold, if any; ``services`` of it have changed here
    since, or there was ``trouble``, in a sentence. As the base wanted, those who ``left`` open the
    laptop no more; those who ``stay`` still do, for there is nobody else (slugs).
    """

    pushed: int = 0
    pulled: int = 0
    waiting: int = 0
    quarantined: int = 0
    wrong: frozenset[str] = frozenset()
    wipe: bool = False
    complete: bool = False
    at: int = 0
    directory: int | None = None
    services: int = 0
    trouble: str = ""
    left: tuple[str, ...] = ()
    stay: tuple[str, ...] = ()

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
            directory=told.directory,
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

    An answer is kept while the server works on what follows it: what breaks off loses nothing.
    LinkError, and TooManyRemovedError unless ``allow_removals``.
    """
    done = Progress(waiting=outbox.waiting(store.reader))
    fruitless, failures, got_through = 0, 0, False
    ahead: Future[Answer] | None = None
    _relay(store, way)
    while ahead or not cancelled():
        try:
            answer = _answer(client, way, ahead)
        except LinkError as error:
            ahead, failures = None, failures + 1
            if done.wipe and not done.waiting:
                break
            # Where one exchange got through, the next may: the line comes and goes.
            if not (got_through and error.code == "offline" and failures <= MAX_FAILURES):
                raise
            client.failed()
            continue
        got_through, failures = True, 0
        asked = None if fruitless or cancelled() else client.ask_on(answer)
        ahead = _ahead(client, way, asked) if asked else None
        told = _taken(client, answer, ahead, allow_removals=allow_removals)
        done = done.after(told, outbox.waiting(store.reader))
        progress(done)
        fruitless += bool(told.wrong) or not (told.acknowledged or told.rows)
        if not ahead and (not told.more or fruitless > MAX_FRUITLESS):
            break
    return done


def _relay(store: Store, way: Way) -> None:
    """Hand over what other laptops had for the server: theirs may never come on line.

    What does not get through goes with the next synchronisation, and never keeps this laptop's own
    from going.
    """
    for sent in guests.sent(store.reader):
        try:
            way.relay(sent.out)
        except LinkError as error:
            if error.code != "refused":
                return
        store.write_local(partial(guests.forget_sent, given=sent)).result()


def _ahead(client: Client, way: Way, asked: Asked) -> Future[Answer]:
    """Exchange, and read the answer, while the one before is being kept."""
    found: Future[Answer] = Future()

    def exchange() -> None:
        try:
            found.set_result(client.read(asked, way.exchange(asked.body)))
        except BaseException as error:
            found.set_exception(error)

    # An interrupted program does not wait for it.
    Thread(target=exchange, daemon=True).start()
    return found


def _answer(client: Client, way: Way, ahead: Future[Answer] | None) -> Answer:
    """Give the answer to what is ahead or asked now; asked again where it came damaged."""
    for _try in range(MAX_TRIES):
        try:
            if ahead:
                return ahead.result()
            asked = client.ask()
            return client.read(asked, way.exchange(asked.body))
        except MalformedMessageError:
            client.failed()
            ahead = None
    raise LinkError("damaged")


def _taken(
    client: Client, answer: Answer, ahead: Future[Answer] | None, *, allow_removals: bool
) -> Told:
    """Take an answer; where that fails, what is ahead comes to its end first."""
    try:
        return client.take(answer, allow_removals=allow_removals)
    except Exception:
        if ahead:
            wait([ahead])
        raise
