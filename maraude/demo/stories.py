"""What happens to some of the people over the thirty evenings, scene by scene."""

from datetime import time

from maraude.demo.scene import Scene
from maraude.i18n import N_

CANAL, EAST, ROTUNDA = "Canal St-Martin", "Gare de l'Est", "Rotonde de la Villette"
SQUARE, LOCKS, PASSAGE = "Square des Tilleuls", "Rue des Écluses", "Passage du Faubourg"
BOULEVARD, BRIDGE, FORECOURT = "Boulevard Magenta", "Pont des Brumes", "Parvis St-Laurent"
GARDEN, QUAY, METRO = "Jardin des Lucioles", "Quai du Conte", "Métro aérien"


def _scene(at: str, spot: str, line: str, note: str = "") -> Scene:
    return Scene(time.fromisoformat(at), spot, line, note)


SCENES: dict[int, tuple[Scene, ...]] = {
    30: (
        _scene("20:55", SQUARE, "s=b= ,anouk", N_("Nourrit les moineaux et leur donne des noms.")),
        _scene("21:40", CANAL, "e s= ,marta"),
    ),
    28: (
        _scene("20:50", EAST, "hu35- ,samir r", N_("Voudrait une place où garder ses outils.")),
        _scene("22:10", SQUARE, "b=e ,anouk"),
        _scene("22:40", LOCKS, "s=x= ,momo e"),
    ),
    27: (
        _scene("21:05", EAST, "hu20- ,samir r3"),
        _scene("23:05", SQUARE, "s= ,anouk"),
    ),
    26: (
        _scene("21:15", PASSAGE, "p= ..dom= ,aïcha r7", N_("Dossier de domiciliation déposé.")),
        _scene("22:00", EAST, "s=b= ,yasmine"),
    ),
    25: (
        _scene("21:50", SQUARE, "b= ,anouk", N_("Nous a prêté un parapluie, à lui rendre.")),
        _scene("22:30", BRIDGE, "b=e ,violon", N_("Joue deux morceaux ; le pont applaudit.")),
    ),
    24: (
        _scene(
            "20:45",
            EAST,
            "e ..siao= ,samir",
            N_("Dossier SIAO déposé avec l'accueil de jour."),
        ),
    ),
    23: (
        _scene("21:35", CANAL, "hu25- *ani ,marta", N_("Ne part pas sans sa chienne.")),
        _scene("22:20", SQUARE, "b=e ,anouk"),
    ),
    21: (_scene("21:10", LOCKS, "s=x= ,momo e", N_("Passe chaque semaine raconter le match.")),),
    20: (_scene("22:05", METRO, "b= ,noël", N_("Ne souhaite pas de fiche : respecté.")),),
    19: (_scene("21:20", PASSAGE, "p ,aïcha", N_("Adresse obtenue ; la carte est demandée.")),),
    17: (_scene("21:55", EAST, "s=k= ,yasmine"),),
    16: (
        _scene("22:15", CANAL, "g=s= ,marta"),
        _scene(
            "22:50", QUAY, "b=c= !hyp", N_("15 appelé ; parti au chaud, conscient, il va mieux.")
        ),
    ),
    15: (
        _scene(
            "20:55", EAST, "b= ,samir", N_("Entretien passé pour une résidence, attend la réponse.")
        ),
    ),
    14: (_scene("21:15", LOCKS, "s=x= ,momo e"),),
    13: (_scene("23:10", GARDEN, "s=b= ,piotr"),),
    12: (
        _scene("21:45", FORECOURT, "b=k= ,yasmina"),
        _scene(
            "22:35", GARDEN, "m !dou ,fatou", N_("Mal à une dent ; d'accord pour la permanence.")
        ),
    ),
    10: (
        _scene("22:20", GARDEN, "e ,fatou", N_("Dent soignée, elle sourit de nouveau.")),
        _scene("23:00", BRIDGE, "b=e ,violon"),
        _scene(
            "23:25", BOULEVARD, "be ,capitaine", N_("Nous a raconté le port de Brest en hiver.")
        ),
    ),
    9: (
        _scene("21:30", CANAL, "s=g= ,marta"),
        _scene("22:45", METRO, "b= ,tonton r", N_("Demande des piles pour sa radio.")),
    ),
    7: (
        _scene("20:50", EAST, "e ,samir", N_("Une place en résidence à partir de vendredi !")),
        _scene("21:20", LOCKS, "s=x= ,momo e"),
    ),
    6: (_scene("22:25", GARDEN, "p ..eps= ,fatou r2"),),
    5: (
        _scene(
            "21:10", PASSAGE, "e ,aïcha", N_("Carte d'identité retirée : elle la montre, fière.")
        ),
    ),
    4: (
        _scene("21:25", BOULEVARD, "v-b= ,kévin r", N_("Manteau taille M promis pour demain.")),
        _scene("23:15", GARDEN, "b= ,piotr"),
    ),
    3: (
        _scene("21:50", FORECOURT, "s=b= ,yasmina"),
        _scene("22:30", ROTUNDA, "e b= ,olena", N_("A prêté à l'équipe un livre de poèmes.")),
    ),
    2: (
        _scene(
            "20:55", EAST, "e ,samir", N_("Passe dire bonsoir, clés en main. On trinque au thé.")
        ),
        _scene("21:40", QUAY, "1,1+1hu30- *nco ,gulsum ,baris r2"),
        _scene("22:10", ROTUNDA, "i b= ,ibrahim", N_("Rendez-vous mercredi pour ses lunettes.")),
    ),
    1: (
        _scene("21:00", CANAL, "e s= ,marta r"),
        _scene("21:20", BOULEVARD, "mk= ,youssef r"),
        _scene("21:45", SQUARE, "b= ,anna"),
        _scene("22:15", METRO, "0,1+2hu40- *nco ,nadia r", N_("Deuxième soir sans place.")),
        _scene("22:55", BRIDGE, "b=e ,violon", N_("Lui trouver une corde de ré.")),
    ),
    0: (
        _scene("20:38", EAST, "3s=b="),
        _scene("20:50", LOCKS, "s=x= ,momo e"),
        _scene("21:01", LOCKS, "z"),
        _scene("21:09", BOULEVARD, "q"),
        _scene("21:20", ROTUNDA, "4,2a=t"),
        _scene("21:31", ROTUNDA, "hu25- *nco ,rosa"),
        _scene("21:42", CANAL, "g= ,marta", N_("La chienne a un nouveau manteau.")),
        _scene("21:50", BOULEVARD, "mk=r3 ,youssef !pla"),
        _scene("21:58", BOULEVARD, "0s=4"),
        _scene("22:05", SQUARE, "c-d="),
        _scene("22:13", SQUARE, "p r ,théo"),
        _scene("22:25", CANAL, "éhc=u-r"),
        _scene("22:36", CANAL, "hu ,lucie"),
    ),
}
"""Scenes by how many evenings ago they took place; none is after 22:41 tonight."""

PAIRS = {
    "mirela": "dorin",
    "élodie": "franck",
    "anjali": "rohan",
    "dilan": "azad",
    "océane": "dylan",
    "mira": "besnik",
}
"""Who is met together."""

APART = frozenset(
    word
    for scenes in SCENES.values()
    for scene in scenes
    for sign, word in ((w[:1], w[1:]) for w in scene.line.split())
    if sign == ","
)
"""Those whose story is written here: chance leaves them alone."""
