"""Why a source of the directory could not be fetched."""

from collections.abc import Mapping

from maraude.i18n import N_
from maraude.sync.failure import Failure

SENTENCES: Mapping[str, str] = {
    "offline": N_("Pas de réseau jusqu'à cette source. Réessayez plus tard."),
    "slow": N_("La source ne répond plus. Relancez plus tard : elle reprend où elle en était."),
    "cut": N_("La connexion a été coupée. Relancez : la source reprend où elle en était."),
    "portal": N_(
        "Ce réseau répond à la place de la source : il faut sans doute d'abord s'y connecter dans"
        " un navigateur."
    ),
    "certificate": N_(
        "Ce n'est pas le serveur attendu qui répond : rien n'a été pris. Réessayez sur un autre"
        " réseau."
    ),
    "redirect": N_("La source renvoie vers une adresse qui n'est pas sûre : rien n'a été pris."),
    "gone": N_("Il n'y a plus rien à cette adresse : la source a peut-être déménagé."),
    "denied": N_("La source refuse l'accès : il faut une clé, ou une autre."),
    "busy": N_("La source a trop de demandes en ce moment. Réessayez dans quelques minutes."),
    "server": N_("La source a un problème de son côté. Réessayez plus tard."),
    "refused": N_("La source a refusé la demande : l'adresse est peut-être fausse."),
    "too-large": N_("La source envoie plus de données que ce qu'un annuaire contient : arrêté."),
    "damaged": N_("Ce qui est arrivé est abîmé : rien n'a changé ici. Réessayez."),
    "disk": N_("Le disque est plein, ou ne se laisse pas écrire : rien n'a changé ici."),
    "cancelled": N_("Arrêté : rien n'a changé ici."),
}


class FetchError(Failure):
    """A source was not fetched."""

    sentences = SENTENCES
