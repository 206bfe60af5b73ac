"""An application that veils what it shows, and locks, while nobody is there."""

import asyncio
import signal
import sys
from collections.abc import Callable
from typing import Any, TypeVar

from textual import events, on
from textual.app import App
from textual.widget import AwaitMount

from maraude.tui.absence import Absence, Limits, Reaction, reaction
from maraude.tui.door import Workplace
from maraude.tui.screens.veil import VeilScreen

T = TypeVar("T")

VEIL = "veil"
EVERY = 1.0
"""Seconds between two looks: what a laptop shows, at most, as it wakes up."""

UNDER_THE_VEIL = frozenset({"lock", "quit", "help_quit", "emergency", "toggle_theme"})
"""Actions of the application that neither show nor change anything of the profile."""


class VeiledApp(App[T]):
    """Falls back on its veil, or on ``action_lock``, as ``limits`` say; with None never.

    The veil is a mode of its own: what comes in front meanwhile waits behind it, and so does what
    there is to tell.
    """

    def __init__(self, limits: Limits | None, absence: Absence | None = None) -> None:
        super().__init__()
        self._limits = limits
        self._absence = absence or Absence()
        self._watched: Workplace | None = None
        self._behind: str | None = None
        self._untold: list[Callable[[], object]] = []
        self._resumes: Callable[[str], bool] = lambda _pin: False

    @property
    def is_veiled(self) -> bool:
        """Whether nothing of the profile may be shown."""
        return self._behind is not None

    def watch_over(self, workplace: Workplace) -> None:
        """Look after ``workplace`` from now on; a request to stop the process veils it instead.

        A process that stands still would keep the key in its memory for as long as it does.
        """
        if self._limits is None:
            return
        self._watched = workplace
        self._absence.end()
        self.add_mode(VEIL, lambda: VeilScreen(lambda pin: self._resumes(pin)))
        self.set_interval(min(EVERY, self._limits.veil / 5), self._look)
        if sys.platform != "win32":
            asyncio.get_running_loop().add_signal_handler(signal.SIGTSTP, self.leave_alone)

    def leave_alone(self) -> None:
        """Do at once what a sleeping laptop asks for."""
        if self._watched and self._limits:
            away, _slept = self._absence.look()
            self._react(self._watched, self._limits, away, slept=True)

    def action_lock(self) -> None:
        """Leave nothing of the profile on the screen or in memory."""
        raise NotImplementedError

    async def on_event(self, event: events.Event) -> None:
        """Notice that somebody is there; what is pressed too late goes nowhere."""
        if isinstance(event, events.InputEvent | events.Paste):
            if self._look():
                return
            if not self.is_veiled:
                self._absence.end()
        await super().on_event(event)

    def once_lifted(self, tell: Callable[[], None]) -> None:
        """Tell something now, or when no veil is over it any more."""
        if self.is_veiled:
            self._untold.append(tell)
        else:
            tell()

    def push_screen(self, screen: Any, *args: Any, **options: Any) -> Any:
        """Put a screen in front, of the veil only where it shows nothing of the profile."""
        if self._behind and not getattr(screen, "OVER_THE_VEIL", False):
            options["mode"] = self._behind
        return super().push_screen(screen, *args, **options)

    def switch_mode(self, mode: str) -> AwaitMount:
        """Show another mode, once no veil hides it."""
        if self._behind is None:
            return super().switch_mode(mode)
        self._untold.append(lambda: self.switch_mode(mode))
        return AwaitMount(self.screen, [])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow under the veil only what neither shows nor changes anything of the profile."""
        if self.is_veiled and action not in UNDER_THE_VEIL:
            return False
        return super().check_action(action, parameters)

    @on(VeilScreen.Lifted)
    def _on_veil_lifted(self) -> None:
        if self._behind is None:
            return
        behind, self._behind = self._behind, None
        self._absence.end()
        self.switch_mode(behind)
        while self._untold:
            self._untold.pop(0)()

    @on(VeilScreen.Exhausted)
    def _on_veil_exhausted(self) -> None:
        self.action_lock()

    def _look(self) -> bool:
        """Veil or lock where it is time; tells whether it was."""
        if self._watched is None or self._limits is None:
            return False
        away, slept = self._absence.look()
        if not slept and away < self._limits.veil:
            return False
        return self._react(self._watched, self._limits, away, slept=slept)

    def _react(self, workplace: Workplace, limits: Limits, away: float, *, slept: bool) -> bool:
        resumes = workplace.short_code()
        found = reaction(
            limits, away, slept=slept, on_tour=workplace.is_out(), has_pin=resumes is not None
        )
        if found is Reaction.LOCK:
            workplace.locked_unattended()
            self.action_lock()
        elif found is Reaction.VEIL and resumes and not self.is_veiled:
            self._veil(resumes)
            return True
        return found is Reaction.LOCK

    def _veil(self, resumes: Callable[[str], bool]) -> None:
        self._resumes = resumes
        behind = self.current_mode
        self.clear_notifications()
        self.switch_mode(VEIL)
        self._behind = behind
