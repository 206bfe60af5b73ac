"""The guided first minute: what to say next, from what the visitor has done."""

from dataclasses import dataclass
from enum import Enum, auto

from maraude.i18n import _
from maraude.tui.commands import commands, key_name

NEXT = ("nearby", "briefing", "help")
"""What to try after the first encounter, where the program has it."""


class Step(Enum):
    """How far the visitor has come."""

    RETURN = auto()
    LEAVE = auto()
    OPEN = auto()
    LETTER = auto()
    MARK = auto()
    SAVE = auto()
    SAVED = auto()


@dataclass(frozen=True, slots=True)
class Seen:
    """What the screen shows: la ligne, if it is open, and whether the visitor saved one.

    ``can_note`` is whether a line may be opened there, ``can_leave`` whether a tour may start.
    """

    can_note: bool = True
    can_leave: bool = False
    is_open: bool = False
    line: str = ""
    saved: bool = False


def step(seen: Seen) -> Step:
    """Give the step that the visitor is at; any line may be written, not only the one told."""
    if seen.saved:
        return Step.SAVED
    if not seen.is_open:
        return _before_the_line(seen)
    match seen.line.strip().lower():
        case "":
            return Step.LETTER
        case "s":
            return Step.MARK
        case _:
            return Step.SAVE


def _before_the_line(seen: Seen) -> Step:
    """Give the way to a line: where no tour is under way, n opens none."""
    if seen.can_note:
        return Step.OPEN
    return Step.LEAVE if seen.can_leave else Step.RETURN


def sentences(at: Step) -> str:
    """Say, on two lines, what is there to be seen and what to do next."""
    match at:
        case Step.RETURN:
            return _(
                "Bienvenue : cette soirée est passée, elle se relit et se corrige.\n"
                "Échap revient à ce soir, pour noter une rencontre."
            )
        case Step.LEAVE:
            return _(
                "Bienvenue : aucune maraude n'est en cours, il faut d'abord partir.\n"
                "Tapez s, puis Entrée à chaque champ : l'équipage habituel est proposé."
            )
        case Step.OPEN:
            return _(
                "Bienvenue : l'équipe et les personnes sont fictives, essayez sans crainte.\n"
                "Tapez n : une ligne s'ouvre, pour noter une rencontre."
            )
        case Step.LETTER:
            return _(
                "Vous venez de servir une soupe à quelqu'un : un signe par chose suffit.\n"
                "Tapez s, la lettre de la soupe ; le tableau à droite montre les autres."
            )
        case Step.MARK:
            return _(
                "La ligne se lit en mots, à gauche : pour l'instant, on demande à manger.\n"
                "Tapez = : la soupe est donnée."
            )
        case Step.SAVE:
            return _(
                "Relisez les mots, à gauche : c'est cela qui sera gardé.\n"
                "Entrée enregistre la rencontre."
            )
        case Step.SAVED:
            return _(
                "Enregistré : votre première rencontre est sur le disque, chiffrée.\n"
                "À essayer ensuite : {keys}"
            ).format(keys=_next_keys())


def _next_keys() -> str:
    known = {command.id: command for command in commands("tonight")}
    return " · ".join(
        f"{key_name(known[name].key)} {_(known[name].label)}" for name in NEXT if name in known
    )
