"""What the teams of the demonstration wrote beside their lines: follow-ups, rights, transmissions.

Each row says how many evenings ago, or in how many evenings; texts are French and translated
where they are written.
"""

from dataclasses import dataclass

from maraude.i18n import N_


@dataclass(frozen=True, slots=True)
class Planned:
    """A follow-up planned in words: ``due`` is None where the evening is still to be said."""

    ago: int
    word: str
    due: int | None
    note: str
    every: int = 0


@dataclass(frozen=True, slots=True)
class Stay:
    """Where someone has slept since so many evenings; it ends the stay before."""

    word: str
    night: str
    since: int
    place: str = ""
    day: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A right: ``noted`` so many evenings ago, the next step due in so many evenings."""

    noted: int
    word: str
    code: str
    state: str
    step: str = ""
    due: int | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A note on a person, or a transmission where ``word`` is empty; it holds for ``days``."""

    ago: int
    text: str
    word: str = ""
    to: str = ""
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Watched:
    """What to do about an alert on a person, which is raised where it is not open yet."""

    ago: int
    word: str
    code: str
    what_to_do: str


@dataclass(frozen=True, slots=True)
class Closed:
    """The alerts of a code that are closed on an evening."""

    ago: int
    code: str


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to the team, and who was told."""

    ago: int
    text: str
    told: str


PLANNED = (
    Planned(14, "momo", 7, N_("Passe chaque semaine, même lieu."), every=7),
    Planned(3, "olena", 3, N_("Rapporter le livre de poèmes.")),
    Planned(2, "ibrahim", 2, N_("Lui rappeler les lunettes, mercredi.")),
    Planned(1, "violon", 1, N_("Corde de ré promise.")),
    Planned(1, "marta", 2, N_("Papiers : rendez-vous de domiciliation mardi 10 h.")),
    Planned(2, "capitaine", None, N_("Photo de l'équipe à lui apporter.")),
)
STAYS = (
    Stay("samir", "GAR", 400, N_("Gare de l'Est, hall"), N_("bibliothèque")),
    Stay("samir", "LOG", 4, N_("résidence sociale")),
    Stay("aïcha", "HAL", 90, N_("cage d'escalier")),
    Stay("aïcha", "CHU", 12, N_("foyer, chambre à deux"), N_("mission locale")),
    Stay("marta", "TEN", 200, N_("tente, berge du canal"), N_("square")),
    Stay("momo", "RUE", 300, N_("porche"), N_("gare")),
    Stay("youssef", "TEN", 60, N_("près du kiosque")),
    Stay("nadia", "HOT", 40, N_("hôtel"), N_("école des enfants")),
    Stay("nadia", "PNI", 3),
    Stay("ibrahim", "VEH", 500, N_("camionnette"), N_("chantiers")),
    Stay("olena", "TIE", 30, N_("chez une amie, jusqu'à la fin du mois")),
    Stay("violon", "MET", 250, N_("métro aérien"), N_("joue sur le pont")),
    Stay("gulsum", "RUE", 20, N_("quai")),
    Stay("tonton", "ABF", 900, N_("cabane près du métro")),
    Stay("capitaine", "PAR", 700, N_("parking"), N_("accueil de jour")),
    Stay("anouk", "BOI", 250, N_("square")),
    Stay("lucie", "PNI", 2),
)
STEPS = (
    Step(19, "aïcha", "DOM", "O"),
    Step(5, "aïcha", "CNI", "O"),
    Step(5, "aïcha", "PUM", "E", N_("envoyer la copie de la carte"), 6),
    Step(24, "samir", "SIA", "O"),
    Step(24, "samir", "RSA", "O"),
    Step(15, "samir", "DLS", "E", N_("renouveler la demande"), 40),
    Step(9, "marta", "DOM", "E", N_("rendez-vous mardi 10 h"), 1),
    Step(9, "marta", "PUM", "X", N_("refaire la demande une fois l'adresse obtenue")),
    Step(7, "momo", "CSS", "O"),
    Step(1, "youssef", "PUM", "E", N_("attestation à demander à la permanence"), 4),
    Step(2, "ibrahim", "ASP", "E", N_("relevé de carrière à imprimer"), 9),
    Step(3, "olena", "TSE", "O"),
    Step(6, "fatou", "DOM", "E", N_("dossier à l'Espace des solidarités"), 3),
    Step(1, "nadia", "DALO", "E", N_("recours à signer avec la juriste"), 5),
    Step(0, "théo", "CEJ", "N", N_("prendre rendez-vous à la mission locale")),
    Step(10, "capitaine", "ASP", "O"),
)
MESSAGES = (
    Message(25, N_("Le parapluie prêté est dans le camion."), "anouk"),
    Message(21, N_("Aime parler football ; connaît tous les scores."), "momo"),
    Message(15, N_("Menuisier de métier ; ses outils sont chez un ami."), "samir"),
    Message(9, N_("Sa chienne s'appelle Noisette et adore les carottes."), "marta"),
    Message(5, N_("Cherche une alternance en coiffure."), "aïcha"),
    Message(3, N_("Lit à voix haute les jours de pluie, à qui veut entendre."), "olena"),
    Message(2, N_("Se lève à 5 h pour les chantiers : ne pas réveiller."), "ibrahim"),
    Message(1, N_("Les enfants vont à l'école du quartier et y tiennent."), "nadia"),
    Message(27, N_("Nouveau code du local : voir le carnet du camion."), days=3),
    Message(18, N_("Les duvets arrivent jeudi, en garder dix pour l'Est."), to=N_("Est"), days=3),
    Message(11, N_("La fontaine du jardin est réparée."), days=5),
    Message(2, N_("Distribution annulée place de la Fable jusqu'à jeudi."), days=5),
    Message(1, N_("Prévoir des vêtements d'enfant, 4 et 7 ans, au métro aérien."), days=3),
    Message(1, N_("L'infirmière tourne mardi : lui dire qui voir."), to=N_("infirmière"), days=2),
)
EVENTS = (
    Event(22, N_("Pneu crevé quai du Conte, roue changée en vingt minutes."), N_("astreinte")),
    Event(
        8,
        N_("Ton monté entre deux voisins, apaisé en parlant ; personne de blessé."),
        N_("coordination"),
    ),
)
WATCHED = (
    Watched(0, "youssef", "PLA", N_("Pansement à refaire par l'infirmière, plutôt après 22 h.")),
    Watched(6, "anouk", "DIS", N_("Demander à la gardienne du square si elle l'a vue.")),
)
CLOSED = (Closed(16, "HYP"), Closed(10, "DOU"))
DEBRIEFS = (
    N_("Soirée calme. La soupe a plu, prévoir un thermos de plus."),
    N_("Beaucoup de monde à la gare ; deux duvets ont manqué."),
    N_("Pluie : gens à l'abri sous le métro, rencontres courtes."),
    N_("Bonne équipe, de beaux échanges. Le 115 n'a pas eu de place."),
    N_("Une place obtenue, grande joie dans le camion."),
    N_("Froid : boissons chaudes très demandées."),
    N_("Plusieurs personnes parlent de la bagagerie : revoir ses horaires."),
    N_("On a raccompagné une personne à la halte, bien arrivée."),
)
CREWS = (
    ("Inès:driver", "Karim", "Nour"),
    ("Paul:driver", "Inès", "Agathe:nurse"),
    ("Karim:driver", "Sofia", "Hugo"),
    ("Nour:driver", "Agathe:nurse", "Paul"),
)
REFERENTS = {"marta": "Inès", "samir": "Karim", "aïcha": "Inès", "nadia": "Nour", "momo": "Karim"}
ANIMALS = {
    "marta": N_("une chienne, Noisette"),
    "tonton": N_("un chat, Ministre"),
    "kévin": N_("un chien, Pixel"),
    "lulu": N_("deux chiens, Sel et Poivre"),
}
ALSO_CALLED = {"momo": "Mohamed", "capitaine": "Yvon", "violon": "Andrei", "prof": "Edgar"}
VULNERABLE = frozenset({"nadia", "lucie", "gulsum"})
INTERPRETER = frozenset({"gulsum", "baris", "hana", "wahid", "jun"})
OPPOSED = frozenset({"noël"})
NOT_INFORMED = frozenset({"bruno", "emre", "michou"})
FORGOTTEN = "piotr"
"""Asks tonight to be forgotten."""
