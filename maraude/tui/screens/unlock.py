"""The first screen: open the profile with a passphrase."""

import asyncio

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, Static

from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.tui.commands import bindings
from maraude.tui.door import Door, Workplace
from maraude.tui.safe import safe
from maraude.tui.widgets.field import Field
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header
from maraude.tui.widgets.secret_field import SecretField


class UnlockScreen(Screen[None]):
    """Asks for the passphrase and opens the door with it; says what to do where there is none.

    What opening needs is loaded after the first paint: until then nothing heavy is imported.
    """

    CSS_PATH = "unlock.tcss"
    BINDINGS = bindings("unlock", at_once="emergency")

    class Opened(Message):
        """The profile is open."""

        def __init__(self, workplace: Workplace) -> None:
            super().__init__()
            self.workplace = workplace

    def __init__(self, door: Door) -> None:
        super().__init__()
        self._door = door
        self._opening = False

    def compose(self) -> ComposeResult:
        """Lay out the one field, or the two commands that make a profile."""
        yield Header(_("Maraude"))
        if not self._door.exists():
            yield Static(safe(self._door.who() or _no_profile()), classes="body")
        else:
            yield Static(safe(self._door.who()), classes="body", id="who")
            if self._door.needs_passphrase():
                with Horizontal(id="ask"):
                    yield Static(safe(_("Phrase de passe : ")), id="label")
                    yield SecretField()
            yield Static("", classes="body", id="said", markup=False)
            yield Static(safe(_("! montre les numéros d'urgence.")), classes="body")
        yield Footer("unlock")

    def on_mount(self) -> None:
        """Once drawn, load what opening needs, and open what needs no passphrase."""
        if self._door.exists():
            self.call_after_refresh(self._after_first_paint)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow to open only where there is something to open, and once at a time."""
        return action != "submit" or (bool(self.query(Field)) and not self._opening)

    def on_screen_suspend(self) -> None:
        """Let an exclamation mark be typed once the card was shown for it."""
        for field in self.query(SecretField):
            field.was_shown = True

    @on(Input.Submitted)
    def action_submit(self) -> None:
        """Open the profile with what was typed."""
        field = self.query_one(Field)
        passphrase, field.value = field.value, ""
        if passphrase:
            self._open(passphrase)

    @work
    async def _after_first_paint(self) -> None:
        await asyncio.to_thread(self._door.prepare)
        if not self._door.needs_passphrase():
            self._open("")

    @work
    async def _open(self, passphrase: str) -> None:
        """Derive the key and open the stores; the field waits."""
        self._opening = True
        self.query(Field).set(disabled=True)
        self._say(_("Ouverture du profil…"))
        try:
            workplace = await asyncio.to_thread(self._door.unlock, passphrase)
        except Refusal as refusal:
            self._opening = False
            self._say(refusal.message)
            self.query(Field).set(disabled=False).focus()
        else:
            self.post_message(self.Opened(workplace))

    def _say(self, sentence: str) -> None:
        self.query_one("#said", Static).update(safe(sentence))
        self.refresh_bindings()


def _no_profile() -> str:
    return _(
        "Il n'y a pas encore de profil sur cet ordinateur.\n"
        "\n"
        "Pour en créer un, quittez (Ctrl+Q), puis :\n"
        "  maraude init --organisation NOM --team ÉQUIPE --user PRÉNOM\n"
        "\n"
        "Pour voir une soirée fictive :\n"
        "  maraude demo"
    )
