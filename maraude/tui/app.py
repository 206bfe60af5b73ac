"""The application: it opens a profile, shows its screens, locks and leaves."""

import asyncio
import signal
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from enum import Enum
from functools import partial
from typing import Any

from rich.console import Console
from textual import events, on, work
from textual.filter import LineFilter
from textual.notifications import SeverityLevel
from textual.screen import ModalScreen, Screen
from textual.worker import WorkerFailed

from maraude.domain.refusal import Refusal
from maraude.domain.text import printable
from maraude.i18n import _
from maraude.tui.absence import Absence, Limits
from maraude.tui.commands import (
    EVERYWHERE,
    IN_DEMONSTRATIONS,
    Command,
    app_bindings,
    commands,
    key_name,
)
from maraude.tui.demonstration import DemoWorkplace
from maraude.tui.door import HOME, Bearings, Door, Workplace
from maraude.tui.exchanges import Exchanges
from maraude.tui.requests import (
    ChangeKey,
    Correct,
    Exchange,
    GuideEnded,
    LanguageChosen,
    NoteAbout,
    OpenFile,
    TakesNotes,
)
from maraude.tui.safe import BarrierFilter
from maraude.tui.screens.unlock import UnlockScreen
from maraude.tui.stylesheet import LastingStylesheet
from maraude.tui.theme import DAY, NIGHT, THEMES
from maraude.tui.veiled import VeiledApp
from maraude.tui.widgets.footer import Footer

OF_A_PROFILE = frozenset({"lock", "sync"})
"""Actions that need an open profile."""
NOTICE_SECONDS = 120.0
"""What happened to the profile is several sentences: time to read them twice."""


class Outcome(Enum):
    """Why the application ended, but for a failure."""

    QUIT = "quit"
    LOCK = "lock"
    HANG_UP = "hang up"
    EMPTIED = "emptied"
    CHANGE_KEY = "change key"


class MaraudeApp(VeiledApp[Outcome]):
    """The terminal application over one profile.

    Screens hand long work to ``asyncio.to_thread``; one thread does it all, job after job.
    ``mark`` stands on every screen: the subtitle, which the footer shows. ``first`` makes the
    screen to begin with, where that is not the one to open the profile.
    """

    CSS_PATH = "app.tcss"
    DEFAULT_MODE = "unlock"
    BINDINGS = app_bindings()
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False

    def __init__(
        self,
        door: Door,
        *,
        limits: Limits | None = None,
        absence: Absence | None = None,
        theme: str = NIGHT.name,
        keep_theme: Callable[[str], object] = lambda _theme: None,
        mark: str = "",
        first: Callable[[], Screen[Any]] | None = None,
    ) -> None:
        super().__init__(limits, absence)
        self.stylesheet = LastingStylesheet(variables=self.get_css_variables())
        self.sub_title = mark
        self._keep_theme = keep_theme
        self._held = ""
        self.workplace: Workplace | None = None
        self._exchanges: Exchanges | None = None
        self.failure: BaseException | None = None
        self.farewell = ""
        self.error_console = Console(quiet=True)
        self.animation_level = "none"
        for known in THEMES:
            self.register_theme(known)
        self.theme = theme
        self.key_change: Callable[[], str] | None = None
        self.add_mode(self.DEFAULT_MODE, first or (lambda: UnlockScreen(door)))

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Add the last barrier against text that would command the terminal."""
        return [*super().get_line_filters(), BarrierFilter()]

    def on_load(self) -> None:
        """Give long work its one thread."""
        executor = ThreadPoolExecutor(1, thread_name_prefix="maraude-work")
        asyncio.get_running_loop().set_default_executor(executor)

    def on_mount(self) -> None:
        """Listen to the end of the terminal."""
        if sys.platform != "win32":
            loop = asyncio.get_running_loop()
            for gone in (signal.SIGHUP, signal.SIGTERM):
                loop.add_signal_handler(gone, self.exit, Outcome.HANG_UP)

    def on_unmount(self) -> None:
        """Break off what is being exchanged."""
        if self._exchanges:
            self._exchanges.stop()

    @on(UnlockScreen.Opened)
    async def _on_opened(self, event: UnlockScreen.Opened) -> None:
        self.workplace = event.workplace
        self._exchanges = Exchanges(self, event.workplace, self._leave_emptied)
        modes = event.workplace.modes
        for name, make in modes.items():
            self.add_mode(name, make)
        await self.switch_mode(next(iter(modes)))
        self.watch_over(event.workplace)
        if notice := event.workplace.notice:
            self.notify(notice, severity="warning", timeout=NOTICE_SECONDS)
        if self.current_mode == HOME and self._demonstration and self._demonstration.wants_guide():
            await self._show_guide()
        self._exchanges.begin()

    def _leave_emptied(self, sentence: str) -> None:
        """Leave a profile that is no more; ``sentence`` is for the terminal that stays."""
        self.farewell = sentence
        self.exit(Outcome.EMPTIED)

    @on(ChangeKey)
    def _on_change_key(self, event: ChangeKey) -> None:
        self.key_change = event.job
        self.exit(Outcome.CHANGE_KEY)

    @on(GuideEnded)
    def _on_guide_ended(self) -> None:
        if self._demonstration:
            self._demonstration.keep_guided()

    @on(NoteAbout)
    async def _on_note_about(self, event: NoteAbout) -> None:
        if home := await self._go_home():
            home.note_about(event.person)

    @on(Correct)
    async def _on_correct(self, event: Correct) -> None:
        if home := await self._go_home():
            home.correct(event.encounter)

    @on(OpenFile)
    def _on_open_file(self, event: OpenFile) -> None:
        if self.workplace:
            self.push_screen(self.workplace.file(event.person))

    @on(Exchange)
    def _on_exchange(self) -> None:
        if self._exchanges:
            self._exchanges.begin()
        self.action_sync()

    @on(LanguageChosen)
    async def _on_language_chosen(self) -> None:
        """Show the open screens in the language now in use: those behind are made anew."""
        places = self.workplace.modes if self.workplace else {}
        for name, make in places.items():
            if name != self.current_mode:
                await self.remove_mode(name)
                self.add_mode(name, make)
        await self.screen.recompose()
        self.screen.post_message(events.ScreenResume())

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Show a sentence for a while; markup is never read, whatever is asked."""
        del markup
        self.once_lifted(
            partial(
                super().notify,
                printable(message),
                title=printable(title),
                severity=severity,
                timeout=timeout,
                markup=False,
            )
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow to lock only what is open, and to guide or travel only in a demonstration."""
        if not super().check_action(action, parameters):
            return False
        if action in IN_DEMONSTRATIONS:
            return self._demonstration is not None and not isinstance(self.screen, ModalScreen)
        return action not in OF_A_PROFILE or self.workplace is not None

    @work(group="sync")
    async def action_sync(self) -> None:
        """Exchange with the server."""
        if self._exchanges:
            await self._exchanges.now()

    def action_lock(self) -> None:
        """Leave nothing of the profile on the screen or in memory."""
        self.exit(Outcome.LOCK)

    async def action_quit(self) -> None:
        """Leave."""
        self.exit(Outcome.QUIT)

    def action_help_quit(self) -> None:
        """Say which key leaves; Ctrl+C does not, it is pressed by habit."""
        self.notify(_("Ctrl+Q quitte maraude."))

    def action_help(self) -> None:
        """Show the keys of the screen in front."""
        from maraude.tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self._place()))

    def action_emergency(self) -> None:
        """Show the emergency card."""
        from maraude.tui.screens.emergency import EmergencyScreen

        if not isinstance(self.screen, EmergencyScreen):
            self.push_screen(EmergencyScreen(self._bearings()))

    def action_palette(self) -> None:
        """Show every command of the screen in front, to be searched."""
        from maraude.tui.screens.palette import PaletteScreen

        if not isinstance(self.screen, PaletteScreen):
            self.push_screen(PaletteScreen(self._allowed()), self._run_command)

    def action_toggle_theme(self) -> None:
        """Change between the colours of the night and those of the day."""
        self.theme = DAY.name if self.theme == NIGHT.name else NIGHT.name
        self._remember_theme(self.theme)

    @work(exclusive=True)
    async def _remember_theme(self, theme: str) -> None:
        """Keep the theme for the next start; a disk that takes nothing only forgets it."""
        with suppress(OSError):
            await asyncio.to_thread(self._keep_theme, theme)

    async def action_guide(self) -> None:
        """Show the guided first minute, or put it away for good."""
        if self.current_mode == HOME and await self._put_guide_away():
            self._on_guide_ended()
        else:
            await self.switch_mode(HOME)
            await self._show_guide()

    @work(exclusive=True, group="travel")
    async def action_time_travel(self) -> None:
        """Go on from another hour or another evening."""
        demonstration = self._demonstration
        if demonstration is None:
            return
        from maraude.tui.screens.ask import AskScreen

        question = _("Quelle heure est-il, dans cette démonstration ?")
        example = _("23:30 · demain 2:00 · mardi 21:00 · 2026-12-24 23:30")
        objects = demonstration.objection
        asked = AskScreen(question, (example,), lambda answers: objects(answers[0]))
        if answers := await self.push_screen_wait(asked):
            await self._travel(demonstration, answers[0])

    @property
    def clipboard(self) -> str:
        """What was cut or copied in a field; it never leaves this process."""
        return self._held

    def copy_to_clipboard(self, text: str) -> None:
        """Keep ``text`` for a paste in this app: the terminal's clipboard is everyone's."""
        self._held = text

    def clear_selection(self) -> None:
        """Do nothing: nothing can be selected here.

        A field asks for it as it starts, which from Python 3.12 on is before its screen is there.
        """

    async def _go_home(self) -> TakesNotes | None:
        """Leave what is in front, and give the screen of the evening."""
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        await self.switch_mode(HOME)
        return self.screen if isinstance(self.screen, TakesNotes) else None

    @property
    def _demonstration(self) -> DemoWorkplace | None:
        return self.workplace if isinstance(self.workplace, DemoWorkplace) else None

    async def _show_guide(self) -> None:
        """Mount the guide on the screen of the evening, which must be in front, once."""
        from maraude.tui.widgets.guide_strip import GuideStrip

        evening = self.screen_stack[0]
        if self._demonstration and not evening.query(GuideStrip):
            key = next(key_name(c.key) for c in commands(EVERYWHERE) if c.id == "guide")
            put_away = _("{key} range ce guide").format(key=key)
            await evening.mount(GuideStrip(self._demonstration.noted, put_away))

    async def _put_guide_away(self) -> bool:
        """Take the guide off the screen of the evening; tell whether it was there."""
        from maraude.tui.widgets.guide_strip import GuideStrip

        shown = self.screen_stack[0].query(GuideStrip)
        was_there = bool(shown)
        await shown.remove()
        return was_there

    async def _travel(self, demonstration: DemoWorkplace, said: str) -> None:
        """Show the evening at a moment as typed: the screens behind are made anew."""
        try:
            told = await asyncio.to_thread(demonstration.travel, said)
        except Refusal as refusal:
            self.notify(refusal.message, severity="error")
            return
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        await self.switch_mode(HOME)
        await self._put_guide_away()
        for name, make in demonstration.modes.items():
            if name != HOME:
                await self.remove_mode(name)
                self.add_mode(name, make)
        self.screen.post_message(events.ScreenResume())
        self.notify(told)

    async def _run_command(self, command: Command | None) -> None:
        if command is not None:
            await self.run_action(command.action)

    def _bearings(self) -> Bearings:
        """Say whom the team can call, and where it is unless the screen is veiled."""
        bearings = self.workplace.bearings() if self.workplace else Bearings()
        return replace(bearings, place="") if self.is_veiled else bearings

    def _footer(self) -> Footer | None:
        return next(iter(self.screen.query(Footer)), None)

    def _place(self) -> str:
        footer = self._footer()
        return footer.place if footer else EVERYWHERE

    def _allowed(self) -> tuple[Command, ...]:
        footer = self._footer()
        return footer.allowed() if footer else commands(EVERYWHERE)

    def _handle_exception(self, error: Exception) -> None:
        """Keep what broke the app for the one sentence that ``run`` says.

        Textual's own report prints the variables of each frame; it goes to a console that
        prints nothing.
        """
        if self.failure is None:
            self.failure = error.error if isinstance(error, WorkerFailed) else error
        super()._handle_exception(error)
