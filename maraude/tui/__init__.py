"""The terminal application. Nothing heavy is imported before ``run``."""

import contextlib
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING

from maraude import preferences
from maraude.domain.text import printable
from maraude.i18n import _
from maraude.tui import hang_up
from maraude.tui.absence import USUAL_LIMITS, Limits
from maraude.tui.door import Door
from maraude.tui.terminal_check import refuse_unfit_terminal

if TYPE_CHECKING:
    from maraude.tui.app import MaraudeApp


def run(
    door: Door,
    *,
    restart: Callable[[Sequence[str]], object],
    limits: Limits | None = USUAL_LIMITS,
    theme: str = preferences.NIGHT,
    keep_theme: Callable[[str], object] = lambda _theme: None,
    mark: str = "",
) -> int:
    """Show the application until the volunteer leaves; gives the exit status.

    Locking, and a change of key, end in ``restart``, called with this process's own command line:
    memory that held the key must end with its process. ``limits`` say after how long without a key
    the screen is veiled and the app locks; with None it never does. ``mark`` stands on every
    screen; ``keep_theme`` is told of each theme chosen by its key. Refusal where the terminal
    cannot show it.
    """
    refuse_unfit_terminal()
    # These would write what is on the screen or typed into a file.
    for name in ("TEXTUAL", "TEXTUAL_LOG", "TEXTUAL_SCREENSHOT"):
        os.environ.pop(name, None)
    from maraude.tui.app import MaraudeApp, Outcome

    hang_up.watch()
    app = MaraudeApp(door, limits=limits, theme=theme, keep_theme=keep_theme, mark=mark)
    sentence = ""
    try:
        outcome = app.run()
        sentence = _last_words(app)
    finally:
        if app.workplace:
            app.workplace.close()
    if app.key_change:
        _change_key(door, app.theme, app.key_change)
    if outcome in (Outcome.LOCK, Outcome.CHANGE_KEY):
        restart(sys.orig_argv)
    if sentence:
        _say(sentence)
    return 0 if outcome is Outcome.QUIT else 1


def _last_words(app: "MaraudeApp") -> str:
    """Say why the app ended, where that is to be said."""
    if app.failure is None:
        return app.farewell
    diagnosed = app.workplace.diagnose(app.failure) if app.workplace else ""
    return diagnosed or _apology(app.failure)


def _change_key(door: Door, theme: str, job: Callable[[], str]) -> None:
    """Change the key once every thread of the application has ended, and with it all readers."""
    from maraude.tui.app import MaraudeApp
    from maraude.tui.screens.rekey import RekeyScreen

    MaraudeApp(door, theme=theme, first=partial(RekeyScreen, job)).run()


def _apology(failure: BaseException) -> str:
    """Say that the app broke, with the place in the code and nothing of the data."""
    frame = traceback.extract_tb(failure.__traceback__)[-1]
    return _(
        "Maraude s'est arrêté sur une erreur qui n'aurait pas dû arriver ; ce qui était enregistré"
        " l'est toujours. À signaler : {error}, {file}, ligne {line}."
    ).format(error=type(failure).__name__, file=PurePath(frame.filename).name, line=frame.lineno)


def _say(sentence: str) -> None:
    with contextlib.suppress(OSError):  # Where the terminal is gone there is nobody to tell.
        sys.stderr.write(f"{printable(sentence)}\n")
