"""What a change of key does and does not, and what protects the work, in words."""

from maraude.i18n import N_, _
from maraude.usecases.keys import Rekeying, name_of


def change_of_key(found: Rekeying) -> str:
    """Say what changing the database key does, to whom, and what it takes."""
    parts = [
        _(
            "Tout ce qui est gardé sur cet ordinateur sera chiffré de nouveau, avec une autre clé"
            " : une copie faite avant n'apprend plus rien de ce qui sera noté ensuite. À faire"
            " quand quelqu'un qui pouvait ouvrir ce profil est parti, ou qu'une copie a pu être"
            " prise."
        ),
        _("Garderont leur phrase de passe : {names}.").format(names=_names(found.stay)),
    ]
    if found.leave:
        parts.append(
            _(
                "Ne pourront plus ouvrir : {names}. Leur phrase n'a pas servi depuis la mise à"
                " jour de maraude : faites-la taper une fois avant, ou ajoutez-les de nouveau"
                " après."
            ).format(names=_names(found.leave))
        )
    parts.append(
        _("La feuille de secours ne servira plus : une nouvelle s'affichera.")
        if found.renews_sheet
        else _("La feuille de secours reste bonne.")
    )
    parts.append(
        _(
            "Les sauvegardes automatiques sont remplacées par une seule, de maintenant ; celles"
            " que vous avez mises ailleurs s'ouvrent encore, dans un autre dossier, avec les"
            " phrases d'alors. Cela prend quelques minutes au plus ; une coupure ne perd rien."
        )
    )
    return "\n\n".join(parts)


def _names(users: tuple[str, ...]) -> str:
    return ", ".join(map(name_of, users)) or _("personne")


def promises() -> str:
    """Say what protects the work on this laptop, and what nothing protects."""
    return "\n\n".join(f"{_(title)}\n{_(text)}" for title, text in _PROMISES)


_PROMISES = (
    (
        N_("Ordinateur volé ou perdu, fermé ou verrouillé"),
        N_(
            "Tout est chiffré. Sans une phrase de passe, rien ne se lit : ni les rencontres,"
            " ni les personnes, ni les lieux. Se voient : la taille des fichiers, leurs dates,"
            " les prénoms de qui peut ouvrir, la carte des rues. Les papiers à remettre que"
            " vous avez enregistrés, et ce qu'une commande a écrit ailleurs, sont en clair :"
            " ne les laissez pas là."
        ),
    ),
    (
        N_("Ce qu'un portable de maraude garde"),
        N_(
            "Inscrit à un serveur, il garde les 90 dernières soirées : ce qui est plus ancien,"
            " fini et en sécurité à la base le quitte au premier échange du jour. Restent les"
            " fiches, ce qui"
            " est encore ouvert, et de chaque personne la dernière fois qu'elle a été vue. Les"
            " sauvegardes automatiques gardent le reste quatre semaines de plus ; celles que vous"
            " avez mises ailleurs, et les clés USB, le gardent. La coordination et les"
            " professionnels gardent tout."
        ),
    ),
    (
        N_("Volé pendant qu'il est ouvert"),
        N_(
            "Qui le prend voit ce qui est à l'écran et peut tout lire jusqu'au voile : 5"
            " minutes sans une touche, ou l'écran rabattu pendant une maraude. Sous le voile,"
            " la clé est encore en mémoire : un spécialiste pourrait l'y prendre, jusqu'au"
            " verrouillage (45 minutes pendant une maraude, 15 en dehors, trois codes faux)."
            " Un ordinateur en veille garde la clé en mémoire jusqu'à son réveil : avant de le"
            " ranger, Ctrl+L, ou l'éteindre."
        ),
    ),
    (
        N_("Une fois verrouillé"),
        N_(
            "Le programme s'est remplacé : la clé est partie avec lui. Le système peut avoir"
            " copié de la mémoire sur le disque, en veille prolongée ou faute de place : seul"
            " un disque chiffré par le système protège de cela."
        ),
    ),
    (
        N_("Phrases de passe oubliées"),
        N_(
            "Une personne qui ouvre encore en donne une nouvelle à l'autre. Sinon, la feuille"
            " de secours. Sinon, l'association, si cet ordinateur est inscrit et qu'elle a"
            " préparé la sienne. Sinon, plus personne : ce qui n'a pas été transmis est perdu."
        ),
    ),
    (
        N_("Quelqu'un est parti de l'équipe"),
        N_(
            "Retirer cette personne ferme ce profil à sa phrase de passe. Une copie de"
            " l'ordinateur qu'elle aurait gardée s'ouvre encore : changer la clé (k) fait que"
            " cette copie n'apprend rien de la suite. Ce qui a été lu est su."
        ),
    ),
    (
        N_("Ce qui est effacé"),
        N_(
            "Une personne ou un seul texte, qui n'est plus dans aucun fichier de maraude, ni dans"
            " ses sauvegardes. Un disque SSD"
            " garde un temps d'anciennes copies des blocs : elles sont chiffrées elles aussi,"
            " mais qui saurait les retrouver les lirait avec une phrase de passe d'alors."
        ),
    ),
    (
        N_("Ce que rien ne protège"),
        N_(
            "Un ordinateur que quelqu'un d'autre a modifié ou commande (espion,"
            " administrateur), une phrase de passe lue par-dessus l'épaule, un écran"
            " photographié. Le code court n'arrête que les curieux. Sous Windows et macOS, une"
            " partie de ce que le système refuse ici aux autres programmes ne l'est pas ;"
            " seul Linux a été essayé."
        ),
    ),
)
