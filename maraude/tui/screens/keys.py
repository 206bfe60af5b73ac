"""Who can open the profile on this laptop: each passphrase, and the recovery sheet."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from textual import on, work
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.tui.commands import bindings
from maraude.tui.refusals import refusals_shown
from maraude.tui.requests import ChangeKey
from maraude.tui.safe import fit, safe
from maraude.tui.screens import key_questions
from maraude.tui.screens.confirm import ConfirmScreen
from maraude.tui.screens.pick import Choosable, Pick
from maraude.tui.screens.promises import PromisesScreen
from maraude.tui.screens.sheet import SheetScreen
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header
from maraude.tui.widgets.line_list import LineList, Rows, Spans
from maraude.usecases import keys, pin
from maraude.usecases.session import Session

LABEL_WIDTH = 32


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A line of the screen; ``user`` is a slug, nothing for the recovery sheet."""

    label: str
    words: str
    about: str
    user: str = ""


class KeysScreen(Screen[None]):
    """A list; what the line under the cursor means stands below it.

    Whatever changes who can open asks for the passphrase of whoever is there: a laptop that was
    left open for a moment lets nobody in for good.
    """

    CSS_PATH = "settings.tcss"
    BINDINGS = bindings("keys")

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._home = session.store.home

    def compose(self) -> ComposeResult:
        """Lay out the list above its explanations."""
        yield Header(_("Qui peut ouvrir ce profil"))
        yield LineList[KeyRow](_line)
        yield Static("", id="about", markup=False)
        yield Footer("keys")

    def on_screen_resume(self) -> None:
        """Show everyone as it is now."""
        self.watch(self._list, "cursor", self._show_about, init=False)
        self._list.focus()
        self._show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow nothing in a demonstration, which has no keys; to remove only a volunteer."""
        if self._session.profile.demo and action in ("change", "add", "remove", "pin", "rekey"):
            return False
        if action != "remove":
            return True
        row = self._list.row if self.query(LineList) else None
        return row is not None and bool(row.user)

    @on(LineList.Selected)
    @work(exclusive=True)
    @refusals_shown
    async def action_change(self) -> None:
        """Change the passphrase under the cursor, or make a new recovery sheet."""
        row = self._list.row
        if row is None:
            return
        if not row.user:
            await self._new_sheet()
        elif row.user == self._session.store.author:
            await self._change_own()
        elif await self.app.push_screen_wait(ConfirmScreen(key_questions.forgotten(row.label))):
            job = partial(keys.renew, self._home, user=row.user)
            told = _("{name} a une nouvelle phrase de passe. L'ancienne n'ouvre plus rien.")
            await self._with_new_passphrase(row.label, job, told.format(name=row.label))

    @work(exclusive=True)
    @refusals_shown
    async def action_add(self) -> None:
        """Let one more person open the profile."""
        name = await key_questions.name(self.app, self._home)
        if name is not None:
            job = partial(keys.add, self._home, user=name)
            told = _("{name} peut maintenant ouvrir ce profil.").format(name=name)
            await self._with_new_passphrase(name, job, told)

    @work(exclusive=True)
    @refusals_shown
    async def action_remove(self) -> None:
        """Close the profile to a volunteer."""
        row = self._list.row
        if row is None or not row.user:
            return
        keys.refuse_last(self._home, row.user)
        question = key_questions.removal(row.label)
        if not await self.app.push_screen_wait(ConfirmScreen(question)):
            return
        mine = await key_questions.own_passphrase(self.app)
        if mine is not None:
            job = partial(keys.remove, self._home, mine, row.user, self._session.now)
            await self._do(job, _("{name} ne peut plus ouvrir ce profil.").format(name=row.label))

    @work(exclusive=True)
    @refusals_shown
    async def action_pin(self) -> None:
        """Choose one's short code, or do without."""
        if pin.is_set(self._session):
            answers = (
                Choosable("change", _("Changer mon code court")),
                Choosable("forget", _("Ne plus en avoir : seule la phrase de passe rouvre")),
            )
            choice = await self.app.push_screen_wait(Pick(_("Votre code court"), answers))
            if choice == "forget":
                job = partial(pin.forget, self._session)
                await self._do(job, _("Vous n'avez plus de code court."))
            if choice != "change":
                return
        chosen = await key_questions.short_code(self.app)
        if chosen is not None:
            job = partial(pin.change, self._session, chosen)
            await self._do(job, _("Ce code court reprend après une pause."))

    @work(exclusive=True)
    @refusals_shown
    async def action_rekey(self) -> None:
        """Close everything, and encrypt it anew with another key."""
        found = keys.rekeying(self._home)
        if not await self.app.push_screen_wait(ConfirmScreen(key_questions.rekey(found))):
            return
        mine = await key_questions.own_passphrase(self.app)
        if mine is not None:
            self.notify(_("Un instant…"))
            await asyncio.to_thread(keys.refuse_wrong, self._home, mine)
            job = partial(keys.change_key, self._home, mine, self._session.now)
            self.post_message(ChangeKey(job))

    def action_promises(self) -> None:
        """Say what protects the work, and what nothing protects."""
        self.app.push_screen(PromisesScreen())

    def action_back(self) -> None:
        """Go back to the settings."""
        self.dismiss()

    async def _change_own(self) -> None:
        mine = await key_questions.own_passphrase(self.app)
        if mine is None:
            return
        new = await key_questions.new_passphrase(self.app, _("Votre nouvelle phrase de passe"))
        if new is not None:
            job = partial(keys.change, self._home, mine, lambda: new)
            await self._do(job, _("Votre phrase de passe est changée."))

    async def _new_sheet(self) -> None:
        if not await self.app.push_screen_wait(ConfirmScreen(key_questions.new_sheet())):
            return
        mine = await key_questions.own_passphrase(self.app)
        if mine is None:
            return
        self.notify(_("Un instant…"))
        text = await asyncio.to_thread(keys.new_sheet, self._home, mine, self._session.now)
        await self.app.push_screen_wait(SheetScreen(text))
        self._show()

    async def _with_new_passphrase(self, name: str, job: Callable[..., object], told: str) -> None:
        """Ask for the passphrase of ``name``, then for that of whoever is there."""
        title = _("La phrase de passe de {name}").format(name=name)
        theirs = await key_questions.new_passphrase(self.app, title)
        if theirs is None:
            return
        mine = await key_questions.own_passphrase(self.app)
        if mine is not None:
            await self._do(partial(job, passphrase=mine, theirs=lambda: theirs), told)

    async def _do(self, job: Callable[[], object], told: str) -> None:
        self.notify(_("Un instant…"))
        await asyncio.to_thread(job)
        self.notify(told)
        self._show()

    @property
    def _list(self) -> LineList[KeyRow]:
        return self.query_one(LineList)

    def _show(self) -> None:
        try:
            rows = _rows(self._session)
        except Refusal as refusal:
            rows = [KeyRow(_("Le trousseau de clés"), _("illisible"), refusal.message)]
        self._list.show(Rows.of(rows), self._list.cursor)
        self._show_about()

    def _show_about(self) -> None:
        row = self._list.row
        self.query_one("#about", Static).update(safe(row.about) if row else "")
        self.refresh_bindings()


def _rows(session: Session) -> list[KeyRow]:
    """Give the volunteers, then the sheet; nobody in a demonstration."""
    if session.profile.demo:
        about = _("Une démonstration s'ouvre sans phrase de passe : tout y est fictif.")
        return [KeyRow(_("Tout le monde"), "", about)]
    rows = [_row(session, user) for user in keys.users(session.store.home)]
    about = _(
        "Dix mots sur papier, gardés au local, qui ouvrent ce profil quand une phrase de passe"
        " est oubliée. Entrée en fait une nouvelle : l'ancienne n'ouvre alors plus rien."
    )
    return [*rows, KeyRow(_("La feuille de secours"), _("dix mots sur papier"), about)]


def _row(session: Session, user: str) -> KeyRow:
    name = keys.name_of(user)
    if user != session.store.author:
        about = _(
            "Entrée lui donne une nouvelle phrase de passe, si la sienne est oubliée ; x lui ferme"
            " ce profil. L'une et l'autre demandent votre phrase de passe."
        )
        return KeyRow(name, "", about, user)
    has_pin = pin.is_set(session)
    words = _("c'est vous · avec un code court") if has_pin else _("c'est vous · sans code court")
    about = _(
        "Entrée change votre phrase de passe.\n"
        "\n"
        "Le code court (c) : après 5 minutes sans une touche, l'écran se voile, et ces quelques"
        " chiffres suffisent à reprendre. Il n'ouvre rien d'autre : après trois codes faux, après"
        " 45 minutes d'absence pendant une maraude ou 15 en dehors, il faut la phrase de passe."
        " Sans code court, il la faut après 5 minutes déjà.\n"
        "\n"
        "k change la clé de tout ce qui est gardé ici. p dit ce qui protège ce travail."
    )
    return KeyRow(name, words, about, user)


def _line(row: KeyRow) -> Spans:
    return (fit(row.label, LABEL_WIDTH), ""), (row.words, "bold")
