"""The ordinary lines of an evening, drawn by chance in the shares that teams know."""

import random
from collections.abc import Sequence

from maraude.i18n import N_

ALONE = {
    "s=": 8, "s=b=": 8, "b=": 9, "b=e": 6, "a=": 6, "s=x=": 5, "e": 6, "c=": 4, "c-d=": 2, "d=": 2,
    "k=": 4, "x=": 3, "o=": 3, "l=": 3, "v-b=": 2, "v=": 2, "pe": 3, "p": 2, "w": 2, "m": 2,
    "ib=": 3, "t-c=": 1, "s=x-": 1, "s---b=": 1,
}  # fmt: skip
TOGETHER = {"s=b=": 6, "b=": 5, "a=": 5, "a=c=": 2, "s=x=": 3, "b=e": 4, "c=d-": 1, "a=t": 1}
GROUPS = {"2": 5, "3": 5, "1,1": 4, "2,1": 3, "4,2": 2, "5": 2, "3,1": 2, "6": 1, "1,1+2": 1}
ASIDE = {"z": 8, "zd=": 1, "q": 3, ".vue": 1, ".dif e": 1}
CALLS = {
    "-": 58, "=": 13, "--": 12, "- *nco": 6, "--- *ani": 2, "--- *col": 2, "--- *ins": 2, "": 4,
}  # fmt: skip
"""What the 115 answered: most often that there is no place; nothing yet, now and then."""
REFERRALS = {
    "..adj": 5,
    "..adj=": 5,
    "..dom=": 3,
    "..eps=": 3,
    "..pass=": 2,
    "..siao=": 2,
    "..jur": 1,
}
ANSWERED = {"NPA": 14, "PLA": 3, "RAP": 3}
"""What a call that was left open came to."""
ARRIVED = {"REA": 9, "NON": 4, "PDV": 2, "ATT": 1, "": 4}
"""What came later of a referral; nothing where nobody knows."""

CALL_SHARE, REFERRAL_SHARE, NOTE_SHARE, AGAIN_SHARE = 0.16, 0.09, 0.16, 0.05

NOTES = (
    N_("A une bonne blague sur la météo."),
    N_("Entretien d'embauche jeudi : on croise les doigts."),
    N_("Attend la réponse pour la formation de cuisine."),
    N_("A reçu des nouvelles de sa sœur, grand sourire."),
    N_("Préfère le thé, sans sucre."),
    N_("Joue aux échecs sur le banc, et gagne."),
    N_("Cherche un chargeur USB-C."),
    N_("Travaille tôt le matin : passer avant 22 h."),
    N_("Prête son roman à l'équipe, à rendre dans une semaine."),
    N_("A trouvé quelques heures de travail par semaine."),
    N_("Aimerait reprendre la guitare."),
    N_("Nous apprend à dire merci dans sa langue."),
    N_("Demande le plan des douches du quartier."),
    N_("Chaussures : taille 43."),
    N_("A aidé à porter les sacs, merci."),
    N_("Rendez-vous à la mairie mardi, les photos sont prêtes."),
    N_("Écoute le match à la radio ; on a parlé football."),
    N_("Dit clairement ne pas vouloir d'hébergement collectif."),
    N_("Voudrait un carnet et un stylo, pour écrire des chansons."),
    N_("A retrouvé une amie perdue de vue."),
    N_("Préfère dormir tôt ce soir."),
    N_("Le café du coin garde son courrier."),
    N_("Suit des cours le lundi et nous corrige déjà."),
    N_("A cuisiné pour trois sur un petit réchaud."),
    N_("Propose un coup de main pour la distribution."),
    N_("Les baskets données la semaine dernière vont bien."),
    N_("Formation acceptée : commence lundi !"),
    N_("A dessiné le canal ; on lui a demandé un dessin pour le local."),
)


def drawn(chance: random.Random, shares: dict[str, int]) -> str:
    """Draw one of ``shares`` by its weight."""
    return chance.choices(list(shares), list(shares.values()))[0]


def of_persons(chance: random.Random, words: Sequence[str], again: int) -> str:
    """Draw the line of people with a file, to be seen again in ``again`` evenings, 0 for never."""
    acts = drawn(chance, ALONE if len(words) == 1 else TOGETHER)
    named = " ".join(f",{word}" for word in words)
    plan = f" r{again}" if again else ""
    return f"{acts}{_shelter(chance)} {named}{plan}{_referral(chance)}"


def of_strangers(chance: random.Random) -> str:
    """Draw the line of people without a file: one, or a group."""
    if chance.random() < 0.7:
        return f"{drawn(chance, ALONE)}{_shelter(chance)}{_referral(chance)}"
    return f"{drawn(chance, GROUPS)}{drawn(chance, TOGETHER)}{_shelter(chance)}"


def aside(chance: random.Random) -> str:
    """Draw the line of someone who sleeps, or does not wish to talk."""
    return drawn(chance, ASIDE)


def again(chance: random.Random) -> int:
    """Draw in how many evenings people are to be seen again; most often 0, for never."""
    return chance.choice((1, 1, 2, 3)) if chance.random() < AGAIN_SHARE else 0


def note(chance: random.Random) -> str:
    """Draw a note, French; most lines have none."""
    return chance.choice(NOTES) if chance.random() < NOTE_SHARE else ""


def _shelter(chance: random.Random) -> str:
    """Ask for shelter and call the 115, now and then."""
    if chance.random() >= CALL_SHARE:
        return ""
    answer = drawn(chance, CALLS)
    reached = answer not in ("", "--")
    return f"hu{chance.randint(6, 55) if reached else ''}{answer}"


def _referral(chance: random.Random) -> str:
    return f" {drawn(chance, REFERRALS)}" if chance.random() < REFERRAL_SHARE else ""
