"""Why the server was not reached, or did not do what it was asked."""

from collections.abc import Mapping
from typing import ClassVar

from maraude.i18n import N_, _

ENROLMENT_CODES = frozenset({"unknown-code", "expired-code", "used-code", "too-many-tries"})

SENTENCES: Mapping[str, str] = {
    "offline": N_("Pas de réseau jusqu'au serveur. Tout reste noté ici ; réessayez plus tard."),
    "portal": N_(
        "Ce réseau répond à la place du serveur : il faut sans doute d'abord s'y connecter dans"
        " un navigateur. Rien n'est perdu."
    ),
    "damaged": N_(
        "La réponse du serveur est arrivée abîmée : rien n'a changé ici. Réessayez plus tard."
    ),
    "unsigned": N_(
        "L'annuaire reçu n'est pas signé par la base, ou il est arrivé abîmé : celui d'ici reste en"
        " place. Si cela se répète, prévenez la coordination."
    ),
    "older-directory": N_(
        "Le serveur envoie un annuaire plus ancien que celui d'ici, qui reste en place. Prévenez la"
        " coordination."
    ),
    "certificate": N_(
        "Ce n'est pas le serveur attendu qui répond : rien ne lui a été envoyé. Réessayez sur un"
        " autre réseau, et prévenez la coordination."
    ),
    "revoked": N_("Le serveur ne connaît plus cet ordinateur. Voyez avec la coordination."),
    "too-old": N_("Cette version de maraude est trop ancienne pour ce serveur : mettez-la à jour."),
    "old-server": N_("Le serveur ne sait pas encore faire cela : il faut le mettre à jour."),
    "server": N_("Le serveur a un problème. Tout reste noté ici ; réessayez plus tard."),
    "no-room": N_(
        "Le disque du serveur est plein. Tout reste noté ici ; prévenez la coordination."
    ),
    "busy": N_(
        "Le serveur reçoit trop de demandes d'un coup, d'ici ou de ce réseau. Tout reste noté ici ;"
        " réessayez dans une minute."
    ),
    "refused": N_("Le serveur a refusé la demande. Prévenez la coordination."),
    "mistyped-code": N_(
        "Ce code est incomplet, ou un de ses signes est faux. Comparez-le avec celui qui vous a"
        " été donné."
    ),
    "unknown-code": N_("Le serveur ne connaît pas ce code. Demandez-en un nouveau."),
    "expired-code": N_("Ce code a plus de dix minutes. Demandez-en un nouveau."),
    "used-code": N_("Ce code a déjà servi. Demandez-en un nouveau."),
    "too-many-tries": N_("Trop de codes refusés de suite. Attendez dix minutes, puis réessayez."),
}


class Failure(Exception):  # noqa: N818 - what fails is named by those that derive from it
    """Something over the network did not take place; ``code`` is a key of ``sentences``."""

    sentences: ClassVar[Mapping[str, str]]

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def sentence(self) -> str:
        """What to say of it."""
        return _(self.sentences[self.code])


class LinkError(Failure):
    """An exchange with the server did not take place."""

    sentences = SENTENCES
