"""Changes of the directory while the application goes on, whatever screen is in front."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from textual.app import App

from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.tui.exchanges import beside, from_any_thread, show_anew
from maraude.usecases import imports, sync, sync_words, update_words, updates
from maraude.usecases.imports import Loaded, Preview
from maraude.usecases.session import Session
from maraude.usecases.updates import Outcome, Progress, Updated, Watch

T = TypeVar("T")
Job = Callable[[Watch], T]
"""What takes long: it tells how far it is, and may be stopped."""


class Updates:
    """The updates and imports of a session, one at a time.

    ``came`` says what came so far of each source, by its name.
    """

    def __init__(self, app: App[Any], session: Session) -> None:
        self._app = app
        self._session = session
        self._stopped = threading.Event()
        self._running: asyncio.Task[Any] | None = None
        self.progress = ""
        self.came: dict[str, str] = {}

    @property
    def is_running(self) -> bool:
        """Whether one is under way."""
        return self._running is not None and not self._running.done()

    async def run(self, names: tuple[str, ...], *, confirmed: bool = False) -> tuple[Updated, ...]:
        """Update sources, all without names, and say what came of it.

        It goes on where nobody waits for it any more.
        """

        def job(watch: Watch) -> tuple[Updated, ...]:
            return updates.run(self._session, names, confirmed=confirmed, watch=watch)

        try:
            return await self._under_way(_("Mise à jour de l'annuaire…"), job, self._say_updated)
        except Refusal as refusal:
            self._app.notify(refusal.message, severity="error")
            return ()

    async def read(self, path: Path, feed: str) -> Preview | None:
        """Read a file of services, before any is put in the directory; None for addresses.

        Refusal: as ``imports.read``.
        """

        def job(watch: Watch) -> Preview | None:
            return imports.read(self._session, path, feed, watch)

        return await self._under_way(_("Lecture du fichier…"), job)

    async def put(self, what: Path | Preview, *, confirmed: bool = False) -> Loaded:
        """Put services that were read, or a file's addresses, in their place; says what came of it.

        Refusal: as ``imports.put``.
        """

        def job(watch: Watch) -> Loaded:
            return imports.put(self._session, what, watch, confirmed=confirmed)

        return await self._under_way(_("Import en cours…"), job, self._say_loaded)

    def stop(self) -> None:
        """Let what is under way end with what has come."""
        self._stopped.set()

    async def _under_way(
        self, words: str, job: Job[T], say: Callable[[T], object] = lambda _done: None
    ) -> T:
        """Do a job in a thread of its own, and ``say`` what came of it where it was not refused.

        Refusal: ``is-running``; as the job.
        """
        if self.is_running:
            raise Refusal("is-running", _("Une mise à jour est déjà en cours."))
        self._stopped.clear()
        task = self._running = asyncio.create_task(self._run(words, job, say))
        return await asyncio.shield(task)

    async def _run(self, words: str, job: Job[T], say: Callable[[T], object]) -> T:
        show = from_any_thread(self._show)

        def progress(so_far: Progress) -> None:
            words = update_words.progress(so_far)
            if words != self.progress:
                self.progress = words
                show()

        watch = Watch(progress, self._stopped.is_set)
        before = self._app.sub_title
        self.progress = words
        self._show()
        try:
            done = await beside(lambda: job(watch))
        finally:
            self.progress = ""
            # An exchange that ended meanwhile has another word than the one from before.
            self._app.sub_title = self._exchanged() or before
        say(done)
        show_anew(self._app)
        return done

    def _say_updated(self, done: tuple[Updated, ...]) -> None:
        self.came |= {one.source.name: update_words.done(one) for one in done}
        failed = any(one.outcome is Outcome.FAILED for one in done)
        self._app.notify(
            "\n".join(map(update_words.done, done)) or _("Aucune source n'a d'adresse."),
            severity="warning" if failed else "information",
        )

    def _say_loaded(self, done: Loaded) -> None:
        self.came |= dict.fromkeys(done.names, "\n".join((done.words, *done.refused)))
        self._app.notify(done.words)

    def _exchanged(self) -> str:
        session = self._session
        return sync_words.state(sync.standing(session), session.now(), session.zone)

    def _show(self) -> None:
        self._app.sub_title = self.progress
