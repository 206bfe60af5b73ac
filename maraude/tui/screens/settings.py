"""The settings, where the data live, and what leaves this laptop."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from textual import on, work
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from maraude import i18n, preferences
from maraude.domain import setting as known
from maraude.domain.evening import long_date
from maraude.domain.refusal import Refusal
from maraude.domain.setting import Setting
from maraude.i18n import _, ngettext
from maraude.tui import storage_words
from maraude.tui.commands import bindings
from maraude.tui.door import HOME
from maraude.tui.exchanges import beside
from maraude.tui.refusals import refusals_shown
from maraude.tui.requests import Exchange, LanguageChosen
from maraude.tui.safe import fit, safe
from maraude.tui.screens.ask import AskScreen
from maraude.tui.screens.directory import DirectoryScreen
from maraude.tui.screens.endings import EndingsScreen
from maraude.tui.screens.health import HealthScreen
from maraude.tui.screens.keys import KeysScreen
from maraude.tui.screens.pick import Choosable, Pick
from maraude.tui.screens.zones import ZonesScreen
from maraude.tui.updates import Updates
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header
from maraude.tui.widgets.line_list import LineList, Rows, Spans
from maraude.usecases import (
    backups,
    directory,
    enrolment,
    keys,
    settings,
    storage,
    sync,
    sync_words,
)
from maraude.usecases.directory import Status
from maraude.usecases.enrolment import Server
from maraude.usecases.session import Session
from maraude.usecases.settings import Value

LABEL_WIDTH = 32


@dataclass(frozen=True, slots=True)
class SettingRow:
    """A line of the screen and what there is to say about it.

    ``value`` is there where it is a setting; ``enrols`` tells that it asks for a server's code;
    ``leads`` makes the screen that it leads to.
    """

    label: str
    words: str
    about: str
    value: Value | None = None
    enrols: bool = False
    leads: Callable[[], Screen[None]] | None = None

    @property
    def changes(self) -> bool:
        """Whether Enter does anything."""
        return (
            self.enrols
            or self.leads is not None
            or (self.value is not None and _is_free(self.value.setting))
        )


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
        found = await asyncio.to_thread(storage.look, self._session.store.home)
        if not self.query(LineList):  # The screen is being made anew, and shows itself then.
            return
        rows = [
            *(
                SettingRow(value.label, value.words, _about(value, self._session), value)
                for value in settings.values(self._session)
            ),
            SettingRow(
                _("Où sont les données"),
                storage_words.room(found.home_bytes),
                storage_words.where(found, self._session.zone),
            ),
            _leaving(enrolment.server(self._session)),
            _directory(
                await asyncio.to_thread(self._sources),
                lambda: DirectoryScreen(self._session, self._updates),
            ),
            _health(self._session),
            _retention(self._session),
            _keys(self._session),
            _server(self._session),
        ]
        self._list.show(Rows.of(rows), self._list.cursor)
        self._show_about()

    def _sources(self) -> tuple[Status, ...]:
        today = self._session.now().astimezone(self._session.zone).date()
        return directory.status(self._session.services, today)

    def _show_about(self) -> None:
        row = self._list.row
        self.query_one("#about", Static).update(safe(row.about) if row else "")
        self.refresh_bindings()


def _line(row: SettingRow) -> Spans:
    return (fit(row.label, LABEL_WIDTH), ""), (row.words, "bold")


def _is_free(setting: Setting) -> bool:
    return setting is not Setting.TERRITORY


def _about(value: Value, session: Session) -> str:
    """Say what a setting is for, and what does not change with it."""
    match value.setting:
        case Setting.LANGUAGE:
            return _(
                "Les écrans, les lettres de la ligne et les réponses des commandes. Un brouillon"
                " garde son sens : ses lettres changent avec la langue."
            )
        case Setting.THEME:
            return _(
                "La nuit, le rouge sur noir éblouit moins. Ctrl+T passe aussi de l'une à l'autre."
            )
        case Setting.SPEED:
            return _(
                "Sert à compter les minutes à pied. Moins de 4 km/h pour qui marche"
                " difficilement ou porte ses affaires."
            )
        case Setting.TIME_ZONE:
            return _(
                "Donne l'heure affichée, et la soirée à laquelle appartient une rencontre :"
                " de midi à midi."
            )
        case Setting.TEAM:
            return _(
                "Le nom qui se lit en haut de l'écran. L'identifiant {team}, qui relie tout ce que"
                " l'équipe a noté, ne change pas ; celui de l'association, {organisation}, non"
                " plus."
            ).format(team=session.profile.team, organisation=session.profile.organisation)
        case Setting.ON_CALL:
            return _("Se lit sur la carte des urgences, avec ! sur tous les écrans.")
        case Setting.TERRITORY:
            return _(
                "Choisi à la création du profil. Tout ce qui est noté en dépend : il ne change"
                " plus. Pour travailler ailleurs, créez un autre profil dans un autre dossier"
                " (maraude init --home DOSSIER)."
            )


def _leaving(server: Server | None) -> SettingRow:
    """Say what leaves the laptop: to the organisation's server, and by hand."""
    label = _("Ce qui quitte cet ordinateur")
    by_hand = _(
        "Sort de l'ordinateur ce que vous en sortez vous-même :\n"
        "- une sauvegarde (maraude backup) : un fichier chiffré, comme ici ;\n"
        "- un export (maraude export) : tout ce que l'équipe a noté, en clair ;\n"
        "- la réponse d'une commande (--json) : en clair, là où vous l'envoyez ;\n"
        "- une adresse remise à quelqu'un : un service, rien sur la personne."
    )
    if server is None:
        nothing = _(
            "Rien ne part tout seul : maraude n'ouvre aucune connexion au réseau, sauf pour mettre"
            " l'annuaire à jour quand vous le demandez."
        )
        return SettingRow(label, _("rien pour l'instant"), f"{nothing}\n\n{by_hand}")
    told = _(
        "Ce qui est noté va au serveur de {organisation} ({url}), et nulle part ailleurs : la ligne"
        " est chiffrée, et la clé du serveur vérifiée.\n"
        "Cet ordinateur reçoit : {feeds}."
    ).format(organisation=server.organisation, url=server.url, feeds=", ".join(server.feeds))
    return SettingRow(
        label, _("le serveur de {name}").format(name=server.organisation), f"{told}\n\n{by_hand}"
    )


def _directory(sources: tuple[Status, ...], leads: Callable[[], DirectoryScreen]) -> SettingRow:
    """Say how many services there are, and from where."""
    count = sum(source.services for source in sources)
    told = ngettext("{n} service", "{n} services", count).format(n=count)
    lines = [
        _("Entrée montre les sources de l'annuaire, leurs dates, et les met à jour."),
        *dict.fromkeys(source.attribution for source in sources),
    ]
    return SettingRow(_("Annuaire"), told if count else _("vide"), "\n".join(lines), leads=leads)


def _health(session: Session) -> SettingRow:
    """Lead to what tells whether all is well on this laptop."""
    about = _(
        "Entrée lit chaque fichier et dit si tout va bien : clés, base, annuaire, sauvegardes,"
        " place libre, horloge, ce qui attend d'être envoyé ; et que faire sinon. Hors de"
        " l'application : maraude doctor."
    )
    words = backups.space_warning(session) or _("à vérifier")
    return SettingRow(_("Santé du portable"), words, about, leads=lambda: HealthScreen(session))


def _retention(session: Session) -> SettingRow:
    """Say how long what is known of people is kept."""
    about = _(
        "Ce qui est noté d'une personne s'efface deux ans après la dernière rencontre, partout ;"
        " les nombres restent. Entrée montre les fiches qui arrivent à leur terme."
    )
    return SettingRow(_("Conservation"), _("deux ans"), about, leads=lambda: EndingsScreen(session))


def _keys(session: Session) -> SettingRow:
    """Say how many people can open the profile, and lead to them."""
    label = _("Qui peut ouvrir")
    about = _(
        "Entrée montre qui peut ouvrir ce profil sur cet ordinateur : pour ajouter ou retirer"
        " quelqu'un, changer sa phrase de passe, choisir un code court, refaire la feuille de"
        " secours."
    )
    leads = partial(KeysScreen, session)
    if session.profile.demo:
        return SettingRow(label, _("tout le monde"), about, leads=leads)
    try:
        count = len(keys.users(session.store.home))
    except Refusal as refusal:
        return SettingRow(label, _("illisible"), refusal.message)
    told = ngettext("{n} personne", "{n} personnes", count).format(n=count)
    return SettingRow(label, told, about, leads=leads)


def _server(session: Session) -> SettingRow:
    """Say with which server this laptop is enrolled, since when, and how both stand."""
    label = _("Serveur de l'association")
    server = enrolment.server(session)
    if server is None:
        about = _(
            "Entrée demande le code que donne la coordination. Il vaut dix minutes, pour un seul"
            " ordinateur. Ce qui est noté ici part alors au serveur, et ce que les autres équipes"
            " notent arrive."
        )
        return SettingRow(label, _("pas inscrit"), about, enrols=True)
    standing = sync.standing(session)
    lines = [_("{organisation} ({url})").format(organisation=server.organisation, url=server.url)]
    if server.since:
        since = long_date(server.since.astimezone(session.zone).date())
        lines.append(_("Inscrit depuis le {date}").format(date=since))
    lines += [*sync_words.audit(standing), *sync_words.waiting(standing)]
    if server.outside:
        lines.append(enrolment.warning(server))
    lines.append(_("Ctrl+S échange maintenant ; sinon, de temps en temps, s'il y a du réseau."))
    state = sync_words.state(standing, session.now(), session.zone) or _("pas encore d'échange")
    return SettingRow(label, state, "\n".join(lines))


def _objection(answers: tuple[str, ...]) -> str:
    """Say what is wrong with a server's code as typed."""
    try:
        enrolment.read_code(answers[0])
    except Refusal as refusal:
        return refusal.message
    return ""
