"""The veil: nothing of the profile is shown until its volunteer's short code is typed."""

from collections.abc import Callable

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, Static

from maraude.i18n import _, ngettext
from maraude.tui.commands import bindings
from maraude.tui.exchanges import beside
from maraude.tui.safe import safe
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header
from maraude.tui.widgets.secret_field import SecretField

TRIES = 3


class VeilScreen(Screen[None]):
    """Asks for the short code, which ``resumes`` knows; three wrong ones are the last.

    The key stays in memory, and exchanges go on.
    """

    CSS_PATH = "unlock.tcss"
    BINDINGS = bindings("veil", at_once="emergency")

    class Lifted(Message):
        """The short code was right."""

    class Exhausted(Message):
        """It was wrong three times."""

    def __init__(self, resumes: Callable[[str], bool]) -> None:
        super().__init__()
        self._resumes = resumes
        self._left = TRIES

    def compose(self) -> ComposeResult:
        """Lay out the one field, and nothing that says whose it is."""
        yield Header(_("Maraude"))
        yield Static(
            safe(
                _(
                    "En pause : rien n'est perdu. Votre code court, puis Entrée.\n"
                    "\n"
                    "! montre les numéros d'urgence. Ctrl+L verrouille : il faudra alors la phrase"
                    " de passe."
                )
            ),
            classes="body",
        )
        with Horizontal(id="ask"):
            yield Static(safe(_("Code court : ")), id="label")
            yield SecretField(digits=True)
        yield Static("", classes="body", id="said", markup=False)
        yield Footer("veil")

    def on_screen_resume(self) -> None:
        """Begin with an empty field."""
        field = self.query_one(SecretField)
        field.value = ""
        field.focus()

    @on(Input.Submitted)
    @work(exclusive=True)
    async def action_submit(self) -> None:
        """Lift the veil, or say how many tries are left."""
        field = self.query_one(SecretField)
        pin, field.value = field.value, ""
        if not pin:
            return
        # Beside, because an import may take up the thread of long work for minutes.
        if await beside(lambda: self._resumes(pin)):
            self._left = TRIES
            self._say("")
            self.post_message(self.Lifted())
            return
        self._left -= 1
        if not self._left:
            self.post_message(self.Exhausted())
            return
        self._say(
            ngettext(
                "Ce n'est pas le bon code. Encore un essai, puis la phrase de passe.",
                "Ce n'est pas le bon code. Encore {n} essais, puis la phrase de passe.",
                self._left,
            ).format(n=self._left)
        )

    def _say(self, sentence: str) -> None:
        self.query_one("#said", Static).update(safe(sentence))
