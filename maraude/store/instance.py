"""One application at a time on a profile; commands may work beside it."""

from collections.abc import Callable
from pathlib import Path

from filelock import FileLock, Timeout

from maraude import paths
from maraude.domain.refusal import Refusal
from maraude.i18n import _


def hold(home: Path) -> Callable[[], None]:
    """Hold the profile in ``home``; gives what lets it go, as the end of the process does.

    A process that holds it may hold it once more. Refusal ``already-open`` where another does.
    """
    lock = FileLock(paths.lock(home), timeout=0, mode=0o600, thread_local=False, is_singleton=True)
    try:
        lock.acquire()
    except Timeout as error:
        raise Refusal(
            "already-open",
            _(
                "Ce profil est déjà ouvert dans une autre fenêtre de maraude. Continuez dans"
                " celle-là, ou fermez-la."
            ),
        ) from error
    return lock.release
