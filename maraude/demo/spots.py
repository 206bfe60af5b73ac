"""The places of the demonstration: some corners of Paris and some that are nowhere."""

from dataclasses import dataclass

from maraude.domain.spot import Position
from maraude.i18n import N_


@dataclass(frozen=True, slots=True)
class Place:
    """A spot to be made; ``kind`` is French and translated where it is written."""

    name: str
    at: Position
    kind: str


PLACES = (
    Place("Canal St-Martin", Position(48.8676, 2.3636), N_("canal")),
    Place("Gare de l'Est", Position(48.8765, 2.3590), N_("gare")),
    Place("Rotonde de la Villette", Position(48.8841, 2.3655), N_("place")),
    Place("Square des Tilleuls", Position(48.8720, 2.3470), N_("square")),
    Place("Rue des Écluses", Position(48.8790, 2.3640), N_("rue")),
    Place("Passage du Faubourg", Position(48.8702, 2.3565), N_("passage")),
    Place("Boulevard Magenta", Position(48.8738, 2.3572), N_("rue")),
    Place("Pont des Brumes", Position(48.8812, 2.3700), N_("pont")),
    Place("Parvis St-Laurent", Position(48.8748, 2.3585), N_("place")),
    Place("Jardin des Lucioles", Position(48.8771, 2.3668), N_("jardin")),
    Place("Quai du Conte", Position(48.8726, 2.3645), N_("canal")),
    Place("Métro aérien", Position(48.8828, 2.3612), N_("métro")),
    Place("Place de la Fable", Position(48.8695, 2.3530), N_("place")),
    Place("Porte du Nord", Position(48.8892, 2.3599), N_("porte")),
)
