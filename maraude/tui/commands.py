"""The one table of commands: bindings, footer, palette, help and the README's keys come from it."""

from collections.abc import Iterable
from dataclasses import dataclass

from textual.binding import Binding, BindingType

from maraude import i18n
from maraude.i18n import N_, _

EVERYWHERE = "everywhere"

PLACES = {
    EVERYWHERE: N_("Partout"),
    "unlock": N_("Ouverture"),
    "tonight": N_("La maraude de ce soir"),
    "line": N_("La ligne"),
    "nearby": N_("Services proches"),
    "spots": N_("Lieux"),
    "briefing": N_("Avant de partir"),
    "start": N_("Départ"),
    "transmissions": N_("Transmissions"),
    "stock": N_("Stock"),
    "debrief": N_("Bilan"),
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
}


@dataclass(frozen=True, slots=True)
class Command:
    """Something that a key does. Keys are named as Textual names them.

    ``label`` is for the footer, ``help`` a sentence; both are French and translated where shown.
    ``where`` holds keys of ``PLACES``. Commands of the app work on every screen.
    """

    id: str
    key: str
    label: str
    help: str
    where: tuple[str, ...]
    second: str = ""
    in_footer: bool = True

    @property
    def action(self) -> str:
        """The action that Textual runs, on the app or on the screen in front."""
        return f"{'app' if self.is_global else 'screen'}.{self.id}"

    @property
    def is_global(self) -> bool:
        """Whether it works on every screen."""
        return EVERYWHERE in self.where

    @property
    def keys(self) -> tuple[str, ...]:
        """The key, and the second one if there is one."""
        return (self.key, self.second) if self.second else (self.key,)

    def key_while(self, *, typing: bool) -> str:
        """Give the key to show; while text is typed, one that types nothing, or none at all."""
        return next((key for key in self.keys if not (typing and _types(key))), "")


# The order is that of the footer and of the help screen.
COMMANDS = (
    Command("submit", "enter", N_("ouvrir"), N_("Ouvre le profil."), ("unlock",)),
    Command(
        "new_line",
        "n",
        N_("noter"),
        N_("Ouvre la ligne pour noter une rencontre."),
        ("tonight",),
        second="f2",
    ),
    Command(
        "start",
        "s",
        N_("partir"),
        N_("Commence la maraude de ce soir."),
        ("tonight", "briefing"),
        second="f6",
    ),
    Command(
        "open_row",
        "enter",
        N_("ouvrir"),
        N_("Ouvre la fiche ou ce qui est choisi ; sur la première ligne, part."),
        ("briefing",),
    ),
    Command(
        "note",
        "n",
        N_("noter"),
        N_("Ouvre la ligne au nom de la personne choisie."),
        ("briefing",),
        second="f2",
    ),
    Command(
        "plan_tonight",
        "v",
        N_("revoir ce soir"),
        N_("Met ce qui est choisi parmi ce qui est à revoir ce soir."),
        ("briefing",),
        second="f7",
    ),
    Command(
        "reopen",
        "enter",
        N_("rouvrir"),
        N_("Rouvre la rencontre choisie, pour la corriger."),
        ("tonight",),
    ),
    Command(
        "nearby",
        "p",
        N_("proche"),
        N_("Montre les services ouverts près d'ici."),
        ("tonight",),
        second="f3",
    ),
    Command("spots", ";", N_("lieux"), N_("Montre les lieux."), ("tonight",), second="f4"),
    Command(
        "answer_call",
        "u",
        N_("115"),
        N_("Note la réponse du 115 à l'appel le plus ancien."),
        ("tonight", "debrief"),
        second="f5",
    ),
    Command(
        "undo",
        "ctrl+z",
        N_("annuler"),
        N_("Annule la dernière chose notée."),
        ("tonight", "briefing", "debrief", "transmissions", "stock"),
        second="f8",
        in_footer=False,
    ),
    Command(
        "briefing",
        "b",
        N_("avant de partir"),
        N_("Montre les alertes, qui revoir, les transmissions et qui a été vu."),
        ("tonight",),
        in_footer=False,
    ),
    Command(
        "debrief",
        "t",
        N_("bilan"),
        N_("Ouvre le bilan, pour terminer la maraude."),
        ("tonight",),
        second="f7",
    ),
    Command("save", "enter", N_("enregistrer"), N_("Enregistre la rencontre."), ("line",)),
    Command(
        "nearby",
        "tab",
        N_("services proches"),
        N_("Montre les services ouverts près d'ici pour ce qui est demandé."),
        ("line",),
        second="f3",
    ),
    Command(
        "keep",
        "escape",
        N_("garder"),
        N_("Garde la ligne en brouillon et revient à la liste."),
        ("line",),
    ),
    Command("refer", "enter", N_("orienter"), N_("Oriente vers le service choisi."), ("nearby",)),
    Command(
        "category",
        "c",
        N_("autre besoin"),
        N_("Cherche une autre sorte d'aide."),
        ("nearby",),
        second="f2",
    ),
    Command(
        "from_spot",
        ";",
        N_("depuis"),
        N_("Cherche depuis un autre lieu."),
        ("nearby",),
        second="f4",
    ),
    Command("choose", "enter", N_("y aller"), N_("Choisit le lieu où vous êtes."), ("spots",)),
    Command(
        "search",
        "/",
        N_("chercher"),
        N_("Cherche par les premières lettres."),
        ("spots",),
        second="f3",
    ),
    Command("add", "a", N_("ajouter"), N_("Ajoute un lieu."), ("spots",), second="f2"),
    Command(
        "import_file",
        "i",
        N_("importer"),
        N_("Importe des lieux d'un fichier CSV."),
        ("spots",),
        second="f5",
        in_footer=False,
    ),
    Command(
        "leave",
        "enter",
        N_("champ suivant, puis partir"),
        N_("Passe au champ suivant ; au dernier, commence la maraude."),
        ("start",),
    ),
    Command(
        "treat",
        "enter",
        N_("agir"),
        N_("Dit ce que devient la ligne choisie."),
        ("debrief",),
    ),
    Command(
        "write",
        "d",
        N_("texte"),
        N_("Passe au texte du bilan."),
        ("debrief",),
        second="f2",
    ),
    Command(
        "incident",
        "i",
        N_("incident"),
        N_("Note ce qui est arrivé, et à qui cela a été dit."),
        ("debrief",),
        second="f4",
        in_footer=False,
    ),
    Command(
        "add",
        "a",
        N_("écrire"),
        N_("Écrit une transmission à une équipe, ou à toutes."),
        ("transmissions",),
        second="f2",
    ),
    Command(
        "withdraw",
        "r",
        N_("retirer"),
        N_("Retire la transmission choisie."),
        ("transmissions",),
        second="f5",
    ),
    Command(
        "next",
        "enter",
        N_("valider"),
        N_("Garde le nombre tapé et passe à la ligne suivante."),
        ("stock",),
        in_footer=False,
    ),
    Command(
        "column",
        "tab",
        N_("colonne"),
        N_("Passe de ce qui est chargé à ce qui est compté."),
        ("stock",),
    ),
    Command(
        "as_last_time",
        "l",
        N_("comme avant"),
        N_("Charge ce que la dernière maraude avait chargé."),
        ("stock",),
        second="f2",
    ),
    Command(
        "count_rest",
        "r",
        N_("tout y est"),
        N_("Compte ce qui devrait rester, là où rien n'est compté."),
        ("stock",),
        second="f5",
    ),
    Command(
        "stock",
        "k",
        N_("stock"),
        N_("Montre ce qui est chargé, donné, et ce qui reste."),
        ("tonight", "briefing", "debrief"),
        in_footer=False,
    ),
    Command(
        "transmissions",
        "m",
        N_("transmissions"),
        N_("Montre les transmissions, pour en écrire ou en retirer une."),
        ("tonight", "briefing", "debrief"),
        in_footer=False,
    ),
    Command(
        "end",
        "t",
        N_("terminer"),
        N_("Termine la maraude."),
        ("debrief",),
        second="f7",
    ),
    Command("choose", "enter", N_("choisir"), N_("Choisit ce qui est sous le curseur."), ("pick",)),
    Command("run", "enter", N_("lancer"), N_("Lance la commande choisie."), ("palette",)),
    Command(
        "yes",
        "enter",
        N_("oui"),
        N_("Répond oui."),
        ("confirm",),
        second="o",
    ),
    Command("submit", "enter", N_("valider"), N_("Passe au champ suivant, puis valide."), ("ask",)),
    Command("back", "escape", N_("non"), N_("Répond non."), ("confirm",), second="n"),
    Command(
        "back",
        "escape",
        N_("revenir"),
        N_("Revient à l'écran d'avant ; rien n'est perdu."),
        (
            "nearby",
            "spots",
            "briefing",
            "start",
            "transmissions",
            "stock",
            "debrief",
            "help",
            "emergency",
            "palette",
            "pick",
            "ask",
        ),
    ),
    Command(
        "emergency",
        "!",
        N_("urgence"),
        N_("Montre les numéros d'urgence et où vous êtes."),
        (EVERYWHERE,),
        second="f9",
    ),
    Command(
        "palette",
        "ctrl+p",
        N_("commandes"),
        N_("Cherche parmi toutes les commandes."),
        (EVERYWHERE,),
        in_footer=False,
    ),
    Command(
        "toggle_theme",
        "ctrl+t",
        N_("jour ou nuit"),
        N_("Passe des couleurs de nuit à celles de jour."),
        (EVERYWHERE,),
        in_footer=False,
    ),
    Command(
        "lock",
        "ctrl+l",
        N_("verrouiller"),
        N_("Verrouille tout de suite."),
        (EVERYWHERE,),
        in_footer=False,
    ),
    Command(
        "quit",
        "ctrl+q",
        N_("quitter"),
        N_("Quitte maraude ; un brouillon est gardé."),
        (EVERYWHERE,),
        in_footer=False,
    ),
    Command("help", "?", N_("aide"), N_("Montre les touches."), (EVERYWHERE,), second="f1"),
)


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
        Binding(key, command.action, show=False, priority=command.id == at_once)
        for command in commands(place)
        for key in command.keys
        if not command.is_global or _types(key)
    ]


def app_bindings() -> list[BindingType]:
    """Give the bindings of the app: keys that type nothing, and win on every screen."""
    return [
        Binding(key, command.action, show=False, priority=True)
        for command in commands(EVERYWHERE)
        for key in command.keys
        if not _types(key)
    ]


def key_name(key: str) -> str:
    """Name a key as it stands on the keyboard, in the language in use."""
    if _types(key):
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


def _types(key: str) -> bool:
    return len(key) == 1
