"""The settings, where the data live, and what leaves this laptop."""

import asyncio
from functools import partial

from textual import on, work
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from maraude import i18n, preferences
from maraude.domain import setting as known
from maraude.domain.refusal import Refusal
from maraude.domain.setting import Setting
from maraude.i18n import _
from maraude.tui.commands import bindings
from maraude.tui.door import HOME
from maraude.tui.exchanges import beside
from maraude.tui.refusals import refusals_shown
from maraude.tui.requests import Exchange, LanguageChosen
from maraude.tui.safe import fit, safe
from maraude.tui.screens import settings_rows
from maraude.tui.screens.ask import AskScreen
from maraude.tui.screens.pick import Choosable, Pick
from maraude.tui.screens.settings_rows import SettingRow
from maraude.tui.screens.zones import ZonesScreen
from maraude.tui.updates import Updates
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header
from maraude.tui.widgets.line_list import LineList, Rows, Spans
from maraude.usecases import enrolment, settings
from maraude.usecases.session import Session
from maraude.usecases.settings import Value

LABEL_WIDTH = 32


class SettingsScreen(Screen[None]):
    """A list; what the line under the cursor means stands below it."""

    CSS_PATH = "settings.tcss"
    BINDINGS = bindings("settings")

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._updates = Updates(self.app, session)

    def compose(self) -> ComposeResult:
        """Lay out the list above its explanations."""
        yield Header(_("Réglages"))
        yield LineList[SettingRow](_line)
        yield Static("", id="about", markup=False)
        yield Footer("settings")

    def on_screen_resume(self) -> None:
        """Show everything as it is now."""
        self.watch(self._list, "cursor", self._show_about, init=False)
        self._list.focus()
        self._show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow to change only what can be changed."""
        if action != "change":
            return True
        row = self._list.row if self.query(LineList) else None
        return row is not None and row.changes

    @on(LineList.Selected)
    @work(exclusive=True)
    @refusals_shown
    async def action_change(self) -> None:
        """Ask for another value, and keep it; or for a server's code, and enrol with it.

        Or show the screen that the row leads to.
        """
        row = self._list.row
        if row and row.enrols:
            await self._enrol()
        if row and row.leads:
            self.app.push_screen(row.leads())
        if row is None or row.value is None:
            return
        setting = row.value.setting
        text = await self._asked(row.value)
        if text is None:
            return
        told = await asyncio.to_thread(settings.change, self._session, setting, text)
        if setting is Setting.THEME:
            self.app.theme = text
        if setting is Setting.LANGUAGE:
            self.post_message(LanguageChosen())
        else:
            self._show()
        self.notify(told)

    def action_back(self) -> None:
        """Go back to tonight."""
        self.app.switch_mode(HOME)

    async def _asked(self, value: Value) -> str | None:
        """Ask for a setting's new value; gives None where the volunteer keeps the old one."""
        match value.setting:
            case Setting.LANGUAGE:
                return await self._picked(value, i18n.LANGUAGES)
            case Setting.THEME:
                return await self._picked(value, preferences.THEMES)
            case Setting.TIME_ZONE:
                await asyncio.to_thread(known.zones)
                return await self.app.push_screen_wait(ZonesScreen(value.text))
            case Setting.TERRITORY:
                return value.text
            case _:
                return await self._typed(value)

    async def _picked(self, value: Value, offered: tuple[str, ...]) -> str | None:
        answers = [Choosable(text, known.words(value.setting, text)) for text in offered]
        return await self.app.push_screen_wait(Pick(value.label, answers))

    async def _typed(self, value: Value) -> str | None:
        def objection(answers: tuple[str, ...]) -> str:
            try:
                known.checked(value.setting, answers[0])
            except Refusal as refusal:
                return refusal.message
            return ""

        label = _("Maintenant : {value}").format(value=value.words)
        question = AskScreen(value.label, (label,), objection, (value.text,), unguarded=(0,))
        answers = await self.app.push_screen_wait(question)
        return answers[0] if answers else None

    async def _enrol(self) -> None:
        """Ask for a code until one enrols this laptop, or Escape; then exchange."""
        enrolment.refuse_to_join(self._session)
        code, name = "", self._session.profile.team_name
        while asked := await self._asked_to_enrol(code, name):
            code, name = asked
            self.notify(_("Inscription auprès du serveur…"))
            try:
                server = await beside(partial(enrolment.enrol, self._session, code, name))
            except Refusal as refusal:
                self.notify(refusal.message, severity="error")
            else:
                self.notify(" ".join(enrolment.told(server)))
                self.post_message(Exchange())
                break
        self._show()

    async def _asked_to_enrol(self, code: str, name: str) -> tuple[str, str] | None:
        """Ask for the code, which is checked before anything is sent, then for a name."""
        title = _("S'inscrire auprès du serveur")
        label = _("Le code, tapé ou collé : HÔTE:PORT:CLÉ:SECRET")
        codes = await self.app.push_screen_wait(
            AskScreen(title, (label,), _objection, (code,), unguarded=(0,))
        )
        if codes is None:
            return None
        label = _("Comment cet ordinateur s'appelle là-bas, par exemple portable 1")
        names = await self.app.push_screen_wait(AskScreen(title, (label,), values=(name,)))
        return (codes[0], names[0]) if names else None

    @property
    def _list(self) -> LineList[SettingRow]:
        return self.query_one(LineList)

    @work(exclusive=True, group="look")
    async def _show(self) -> None:
        """Read the settings and measure the disk, then show both."""
        look = partial(settings_rows.rows, self._session, self._updates)
        rows = await asyncio.to_thread(look)
        if not self.query(LineList):  # The screen is being made anew, and shows itself then.
            return
        self._list.show(Rows.of(rows), self._list.cursor)
        self._show_about()

    def _show_about(self) -> None:
        row = self._list.row
        for about in self.query("#about").results(Static):  # None while it is being made anew.
            about.update(safe(row.about) if row else "")
        self.refresh_bindings()


def _line(row: SettingRow) -> Spans:
    return (fit(row.label, LABEL_WIDTH), ""), (row.words, "bold")


def _objection(answers: tuple[str, ...]) -> str:
    """Say what is wrong with a server's code as typed."""
    try:
        enrolment.read_code(answers[0])
    except Refusal as refusal:
        return refusal.message
    return ""
