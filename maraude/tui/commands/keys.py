"""Who can open the profile, and by what."""

from maraude.i18n import N_
from maraude.tui.commands.command import Command

KEYS = (
    Command(
        "change",
        "enter",
        N_("changer"),
        N_("Change la phrase de passe choisie, ou refait la feuille de secours."),
        ("keys",),
    ),
    Command(
        "add",
        "a",
        N_("ajouter"),
        N_("Ouvre ce profil à une personne de plus."),
        ("keys",),
        second="f2",
    ),
    Command(
        "remove",
        "x",
        N_("retirer"),
        N_("Ferme ce profil à la personne choisie."),
        ("keys",),
        second="f8",
    ),
    Command(
        "pin",
        "c",
        N_("code"),
        N_("Choisit les chiffres qui suffisent à reprendre après une pause."),
        ("keys",),
        second="f4",
    ),
    Command(
        "rekey",
        "k",
        N_("changer la clé"),
        N_("Chiffre de nouveau tout ce qui est gardé ici, avec une autre clé."),
        ("keys",),
        second="f5",
        in_footer=False,
    ),
    Command(
        "promises",
        "p",
        N_("protections"),
        N_("Dit ce qui protège le travail de l'équipe, et ce que rien ne protège."),
        ("keys",),
        second="f3",
        in_footer=False,
    ),
    Command(
        "leave",
        "enter",
        N_("ouvrir de nouveau"),
        N_("Revient à l'ouverture, la clé changée."),
        ("rekey",),
    ),
)
