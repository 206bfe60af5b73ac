"""The change of the database key, once all else is closed."""

from collections.abc import Callable

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.tui.commands import bindings
from maraude.tui.exchanges import beside
from maraude.tui.safe import safe
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header


class RekeyScreen(Screen[None]):
    """Does ``job``, which gives a new recovery sheet if there is one; says what came of it."""

    BINDINGS = bindings("rekey")

    def __init__(self, job: Callable[[], str]) -> None:
        super().__init__()
        self._job = job
        self._is_done = False

    def compose(self) -> ComposeResult:
        """Lay out what is under way."""
        yield Header(_("La clé change"))
        with VerticalScroll(classes="dialog"):
            yield Static("", id="told", markup=False)
        yield Footer("rekey")

    def on_mount(self) -> None:
        """Begin."""
        self._tell(_("Tout est chiffré de nouveau, puis relu. Laissez l'ordinateur ouvert."))
        self._change()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow to leave once it is done."""
        return action != "leave" or self._is_done

    def action_leave(self) -> None:
        """Go on to a fresh process, which knows neither key."""
        self.app.exit()

    @work
    async def _change(self) -> None:
        try:
            sheet = await beside(self._job)
        except Refusal as refusal:
            told = refusal.message
        else:
            told = _("La clé est changée. Les phrases de passe restent les mêmes.")
            if sheet:
                told = "\n\n".join((told, _("À recopier maintenant :"), sheet))
        self._is_done = True
        self._tell(told)
        self.refresh_bindings()

    def _tell(self, told: str) -> None:
        self.query_one("#told", Static).update(safe(told))
