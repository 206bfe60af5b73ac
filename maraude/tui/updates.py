"""An update of the directory while the application goes on, whatever screen is in front."""

import asyncio
import threading
from contextlib import suppress
from contextvars import copy_context
from typing import Any

from textual import events
from textual.app import App

from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.tui.exchanges import beside
from maraude.usecases import sync, sync_words, update_words, updates
from maraude.usecases.session import Session
from maraude.usecases.updates import Outcome, Progress, Updated, Watch


class Updates:
    """The updates of a session, one at a time; ``came`` is what came of each source so far."""

    def __init__(self, app: App[Any], session: Session) -> None:
        self._app = app
        self._session = session
        self._stopped = threading.Event()
        self._task: asyncio.Task[tuple[Updated, ...]] | None = None
        self.progress = ""
        self.came: dict[str, Updated] = {}

    @property
    def is_running(self) -> bool:
        """Whether one is under way."""
        return self._task is not None and not self._task.done()

    async def run(self, names: tuple[str, ...], *, confirmed: bool = False) -> tuple[Updated, ...]:
        """Update sources, all without names, and say what came of it.

        It goes on where nobody waits for it any more.
        """
        if self.is_running:
            self._app.notify(_("Une mise à jour est déjà en cours."))
            return ()
        self._stopped.clear()
        self._task = asyncio.create_task(self._run(names, confirmed=confirmed))
        return await asyncio.shield(self._task)

    def stop(self) -> None:
        """Let the update under way end with what has come."""
        self._stopped.set()

    async def _run(self, names: tuple[str, ...], *, confirmed: bool) -> tuple[Updated, ...]:
        loop, context = asyncio.get_running_loop(), copy_context()

        def progress(so_far: Progress) -> None:
            words = update_words.progress(so_far)
            if words != self.progress:
                self.progress = words
                with suppress(RuntimeError):  # the application has ended meanwhile
                    loop.call_soon_threadsafe(self._show, context=context)

        watch = Watch(progress, self._stopped.is_set)
        before = self._app.sub_title
        self.progress = _("Mise à jour de l'annuaire…")
        self._show()
        try:
            done = await beside(
                lambda: updates.run(self._session, names, confirmed=confirmed, watch=watch)
            )
        except Refusal as refusal:
            self._app.notify(refusal.message, severity="error")
            return ()
        finally:
            self.progress = ""
            # An exchange that ended meanwhile has another word than the one from before.
            self._app.sub_title = self._exchanged() or before
        self.came |= {one.source.name: one for one in done}
        failed = any(one.outcome is Outcome.FAILED for one in done)
        self._app.notify(
            "\n".join(map(update_words.done, done)) or _("Aucune source n'a d'adresse."),
            severity="warning" if failed else "information",
        )
        # What is open now belongs on the screen in front.
        self._app.screen.post_message(events.ScreenResume())
        return done

    def _exchanged(self) -> str:
        session = self._session
        return sync_words.state(sync.standing(session), session.now(), session.zone)

    def _show(self) -> None:
        self._app.sub_title = self.progress
