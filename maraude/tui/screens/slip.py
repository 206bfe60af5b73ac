"""A slip to read out, to copy by hand, or to keep as a file and print."""

import asyncio

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from maraude import i18n, paths
from maraude.i18n import _
from maraude.tui.commands import bindings
from maraude.tui.refusals import refusals_shown
from maraude.tui.safe import safe
from maraude.tui.screens.ask import AskScreen
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header
from maraude.usecases import slip
from maraude.usecases.session import Session
from maraude.usecases.slip import Slip


class SlipScreen(Screen[None]):
    """The words of one slip, in either language whatever the program speaks."""

    BINDINGS = bindings("slip")
    CSS_PATH = "slip.tcss"

    def __init__(self, session: Session, shown: Slip) -> None:
        super().__init__()
        self._session = session
        self._slip = shown
        self._language = i18n.language()

    def compose(self) -> ComposeResult:
        """Lay out the words, and a line for news."""
        yield Header(_("À lire, à recopier ou à imprimer"))
        with VerticalScroll():
            yield Static("", id="words", markup=False)
        yield Static("", id="news", markup=False)
        yield Footer("slip")

    def on_mount(self) -> None:
        """Show it in the language in use."""
        self._show()

    def action_change_language(self) -> None:
        """Say it in the next language."""
        following = i18n.LANGUAGES.index(self._language) + 1
        self._language = i18n.LANGUAGES[following % len(i18n.LANGUAGES)]
        self._show()

    @work(exclusive=True, group="ask")
    @refusals_shown
    async def action_save(self) -> None:
        """Ask for a folder, and keep the slip there."""
        usual = str(paths.slips(self._session.store.home))
        question = _("Dans quel dossier ? Le papier ne dit rien de la personne.")
        answers = await self.app.push_screen_wait(
            AskScreen(question, (_("Dossier"),), values=(usual,))
        )
        if not answers:
            return
        folder = "" if answers[0] == usual else answers[0]
        path = await asyncio.to_thread(slip.save, self._session, self._slip, self._language, folder)
        self.query_one("#news", Static).update(
            safe(_("Enregistré, à imprimer : {path}").format(path=path))
        )

    def action_back(self) -> None:
        """Go back to the services."""
        self.dismiss()

    def _show(self) -> None:
        self.query_one("#words", Static).update(safe(slip.text(self._slip, self._language)))
