"""The lines of the settings: what each is, what it is set to, and what there is to say of it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from textual.screen import Screen

from maraude.domain.evening import long_date
from maraude.domain.refusal import Refusal
from maraude.domain.setting import Setting
from maraude.i18n import _, ngettext
from maraude.tui import storage_words
from maraude.tui.screens.directory import DirectoryScreen
from maraude.tui.screens.endings import EndingsScreen
from maraude.tui.screens.export import ExportScreen
from maraude.tui.screens.health import HealthScreen
from maraude.tui.screens.keys import KeysScreen
from maraude.tui.updates import Updates
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


def rows(session: Session, updates: Updates) -> list[SettingRow]:
    """Give all lines as they are now. Reads the disk: not for the thread of the screen."""
    found = storage.look(session.store.home)
    today = session.now().astimezone(session.zone).date()
    return [
        *(
            SettingRow(value.label, value.words, _about(value, session), value)
            for value in settings.values(session)
        ),
        SettingRow(
            _("Où sont les données"),
            storage_words.room(found.home_bytes),
            storage_words.where(found, session.zone),
        ),
        _leaving(enrolment.server(session), partial(ExportScreen, session)),
        _directory(
            directory.status(session.services, today),
            lambda: DirectoryScreen(session, updates),
        ),
        _health(session),
        _retention(session),
        _keys(session),
        _server(session),
    ]


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


def _leaving(server: Server | None, leads: Callable[[], ExportScreen]) -> SettingRow:
    """Say what leaves the laptop, to the organisation's server and by hand; lead to the export."""
    label = _("Ce qui quitte cet ordinateur")
    by_hand = _(
        "Sort de l'ordinateur ce que vous en sortez vous-même :\n"
        "- une sauvegarde (maraude backup) : un fichier chiffré, comme ici ;\n"
        "- un export (Entrée, ou maraude export) : ce que l'équipe a noté, en clair ;\n"
        "- la réponse d'une commande (--json) : en clair, là où vous l'envoyez ;\n"
        "- une adresse remise à quelqu'un : un service, rien sur la personne."
    )
    if server is None:
        nothing = _(
            "Rien ne part tout seul : maraude n'ouvre aucune connexion au réseau, sauf pour mettre"
            " l'annuaire à jour quand vous le demandez."
        )
        return SettingRow(label, _("rien pour l'instant"), f"{nothing}\n\n{by_hand}", leads=leads)
    told = _(
        "Ce qui est noté va au serveur de {organisation} ({url}), et nulle part ailleurs : la ligne"
        " est chiffrée, et la clé du serveur vérifiée.\n"
        "Cet ordinateur reçoit : {feeds}."
    ).format(organisation=server.organisation, url=server.url, feeds=", ".join(server.feeds))
    words = _("le serveur de {name}").format(name=server.organisation)
    return SettingRow(label, words, f"{told}\n\n{by_hand}", leads=leads)


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
    now, zone = session.now(), session.zone
    if standing.waiting and (last := sync_words.last(standing, now, zone)):
        lines.append(_("Dernier échange : {state}").format(state=last))
    if server.outside:
        lines.append(enrolment.warning(server))
    lines.append(_("Ctrl+S échange maintenant ; sinon, de temps en temps, s'il y a du réseau."))
    state = sync_words.state(standing, now, zone) or _("pas encore d'échange")
    return SettingRow(label, state, "\n".join(lines))
