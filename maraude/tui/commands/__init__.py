"""The one table of commands: bindings, footer, palette, help and README are made from it."""

from collections.abc import Iterable

from textual.binding import Binding, BindingType

from maraude import i18n
from maraude.i18n import N_, _
from maraude.tui.commands.around import AROUND
from maraude.tui.commands.base import BASE
from maraude.tui.commands.command import EVERYWHERE, Command, types
from maraude.tui.commands.dialogs import DIALOGS
from maraude.tui.commands.keys import KEYS
from maraude.tui.commands.people import PEOPLE
from maraude.tui.commands.tonight import TONIGHT

__all__ = [
    "COMMANDS",
    "EVERYWHERE",
    "IN_DEMONSTRATIONS",
    "PLACES",
    "Command",
    "app_bindings",
    "bindings",
    "commands",
    "key_name",
    "places",
    "readme_table",
]

IN_DEMONSTRATIONS = frozenset({"guide", "time_travel"})
"""Commands that only a demonstration has."""

PLACES = {
    EVERYWHERE: N_("Partout"),
    "unlock": N_("Ouverture"),
    "veil": N_("En pause"),
    "tonight": N_("La maraude de ce soir"),
    "line": N_("La ligne"),
    "people": N_("Personnes"),
    "person": N_("La fiche d'une personne"),
    "subject": N_("La fiche montrée à la personne"),
    "accesses": N_("Qui a ouvert la fiche"),
    "nearby": N_("Services proches"),
    "filters": N_("Pour qui l'on cherche"),
    "slip": N_("Le papier à remettre"),
    "map": N_("La carte"),
    "spots": N_("Lieux"),
    "briefing": N_("Avant de partir"),
    "start": N_("Départ"),
    "transmissions": N_("Transmissions"),
    "stock": N_("Stock"),
    "debrief": N_("Bilan"),
    "conflicts": N_("Désaccords"),
    "morning": N_("Au matin"),
    "quarantine": N_("Mis de côté"),
    "endings": N_("Fin de conservation"),
    "stick": N_("Par une clé USB"),
    "gap": N_("Le quart d'heure"),
    "settings": N_("Réglages"),
    "keys": N_("Qui peut ouvrir"),
    "sheet": N_("La feuille de secours"),
    "promises": N_("Ce qui protège"),
    "rekey": N_("La clé change"),
    "directory": N_("Annuaire"),
    "health": N_("Santé du portable"),
    "export": N_("Export"),
    "zones": N_("Fuseau horaire"),
    "help": N_("Aide"),
    "emergency": N_("Urgences"),
    "palette": N_("Toutes les commandes"),
    "pick": N_("Choix"),
    "confirm": N_("Question"),
    "ask": N_("Saisie"),
}
"""Where a command is at hand: a screen, or la ligne while it has focus."""

_KEYS = {
    "enter": N_("Entrée"),
    "escape": N_("Échap"),
    "tab": N_("Tab"),
    "space": N_("Espace"),
    "delete": N_("Suppr"),
}
_BOUND = {",": "comma"}
"""What a binding calls a key; a comma stands between two keys there."""

# The order is that of the footer and of the help screen.
COMMANDS = (*TONIGHT, *PEOPLE, *AROUND, *BASE, *KEYS, *DIALOGS)


def commands(place: str) -> tuple[Command, ...]:
    """Give the commands of a place, then those that work everywhere, as the footer orders them."""
    own = tuple(c for c in COMMANDS if place in c.where and not c.is_global)
    return own + tuple(c for c in COMMANDS if c.is_global)


def bindings(place: str, *, at_once: str = "") -> list[BindingType]:
    """Give the bindings of a screen, those of the app's keys that type a character among them.

    The command ``at_once`` is done before the next key is looked at: it opens a field, to which
    what is typed on belongs. While that is open its check must refuse it.

    A screen in front of another hides the app's bindings, unless they have priority, and one
    with priority would take its character from whoever is typing.
    """
    return [
        Binding(_BOUND.get(key, key), command.action, show=False, priority=command.id == at_once)
        for command in commands(place)
        for key in command.keys
        if not command.is_global or types(key)
    ]


def app_bindings() -> list[BindingType]:
    """Give the bindings of the app: keys that type nothing, and win on every screen."""
    return [
        Binding(key, command.action, show=False, priority=True)
        for command in commands(EVERYWHERE)
        for key in command.keys
        if not types(key)
    ]


def key_name(key: str) -> str:
    """Name a key as it stands on the keyboard, in the language in use."""
    if types(key):
        return key
    return "+".join(_(_KEYS.get(part, part.capitalize())) for part in key.split("+"))


def places(shown: Iterable[str] = PLACES) -> tuple[tuple[str, tuple[Command, ...]], ...]:
    """Give the title of each place that has commands of its own, and those commands."""
    grouped = (
        (PLACES[place], tuple(command for command in COMMANDS if place in command.where))
        for place in shown
    )
    return tuple((_(title), own) for title, own in grouped if own)


def readme_table(language: str) -> str:
    """Write the keys as a Markdown table in ``language``, for the README."""
    before = i18n.language()
    i18n.use(language)
    try:
        rows = [
            f"| {title} | {_written(command)} | {_(command.help)} |"
            for title, own in places()
            for command in own
        ]
        head = "| {} | {} | {} |".format(_("Où"), _("Touche"), _("Ce qu'elle fait"))
        return "\n".join([head, "|---|---|---|", *rows])
    finally:
        i18n.use(before)


def _written(command: Command) -> str:
    return ", ".join(f"`{key_name(key)}`" for key in command.keys)
