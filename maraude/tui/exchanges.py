"""Exchanges with the server while the application goes on: when asked, and from time to time."""

import asyncio
import random
import threading
from collections.abc import Callable
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from typing import Any, ParamSpec, TypeVar

from textual import events
from textual.app import App

from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.tui.door import Workplace

P = ParamSpec("P")
T = TypeVar("T")

SOON, USUAL, LONGEST = 3.0, 300.0, 900.0
"""Seconds until the first exchange, between two, and at most where the server does not answer."""
FIRST_WAIT = 60.0


class Exchanges:
    """What an application exchanges for ``workplace``, one exchange at a time.

    Each runs in a thread that the end of the program does not wait for: what it had not yet
    written when it was cut off is exchanged again the next time.
    """

    def __init__(
        self, app: App[Any], workplace: Workplace, emptied: Callable[[str], object]
    ) -> None:
        """Call ``emptied`` with what to say where the organisation has emptied the profile."""
        self._app = app
        self._emptied = emptied
        self._workplace = workplace
        self._cancelled = threading.Event()
        self._running = self._begun = False
        self._wait = FIRST_WAIT

    def begin(self) -> None:
        """Exchange by itself from now on, where there is a server; once begun, it goes on."""
        if not self._begun and self._workplace.has_server():
            self._begun = True
            self._workplace.follow(from_any_thread(self._show_state))
            self._show_state()
            self._app.set_timer(SOON, self._by_itself)

    def stop(self) -> None:
        """Let the exchange that runs be the last one, and break it off where it can be."""
        self._cancelled.set()

    async def now(self) -> None:
        """Exchange, and say what came of it."""
        if self._running:
            self._app.notify(_("Un échange est déjà en cours."))
            return
        self._app.notify(_("Échange avec le serveur…"))
        try:
            self._app.notify(await self._exchange(self._show_progress))
        except Refusal as refusal:
            if not self._has_ended(refusal):
                self._app.notify(refusal.message, severity="warning")

    def _show_progress(self, words: str) -> None:
        self._app.sub_title = words

    def _show_state(self) -> None:
        if not self._running:
            self._app.sub_title = self._workplace.exchanged()

    async def _by_itself(self) -> None:
        """Exchange without a word; the next time comes later where this one failed."""
        if self._cancelled.is_set():
            return
        wait = self._wait
        if not self._running:
            try:
                await self._exchange()
                self._wait, wait = FIRST_WAIT, USUAL
            except Refusal as refusal:
                if self._has_ended(refusal):
                    return
                self._wait = min(2 * self._wait, LONGEST)
        # Laptops that came back to the base together do not ask together.
        self._app.set_timer(wait * random.uniform(0.8, 1.2), self._by_itself)  # noqa: S311 - no secret

    def _has_ended(self, refusal: Refusal) -> bool:
        """Tell whether there is nothing left to exchange for, and end the application then."""
        from maraude.usecases.departure import EMPTIED

        if refusal.code != EMPTIED:
            return False
        self.stop()
        self._emptied(refusal.message)
        return True

    async def _exchange(self, show: Callable[[str], object] = lambda _words: None) -> str:
        progress = from_any_thread(show)
        self._running = True
        try:
            told = await beside(
                lambda: self._workplace.synchronise(self._cancelled.is_set, progress)
            )
        finally:
            self._running = False
            self._show_state()
        show_anew(self._app)
        return told


def show_anew(app: App[Any]) -> None:
    """Let the screen in front read what came; a field that is typed in stays as it is."""
    if app.screen_stack:  # There is none any more while the application ends.
        app.screen.post_message(events.ScreenResume())


def from_any_thread(call: Callable[P, object]) -> Callable[P, None]:
    """Give what calls in the loop that runs now, as long as the application goes on."""
    loop, context = asyncio.get_running_loop(), copy_context()

    def soon(*words: P.args, **named: P.kwargs) -> None:
        with suppress(RuntimeError):  # the application has ended meanwhile
            loop.call_soon_threadsafe(partial(call, *words, **named), context=context)

    return soon


def beside(job: Callable[[], T]) -> "asyncio.Future[T]":
    """Run a job in a thread of its own, which holds up neither other work nor the end."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def deliver(give: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the application has ended meanwhile
            loop.call_soon_threadsafe(lambda: None if future.done() else give())

    def run() -> None:
        try:
            result = job()
        except BaseException as error:
            failure = error
            deliver(lambda: future.set_exception(failure))
        else:
            deliver(lambda: future.set_result(result))

    threading.Thread(target=run, name="maraude-sync", daemon=True).start()
    return future
