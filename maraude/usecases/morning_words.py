"""What the coordinator's morning says, on the screen and on the command line."""

from datetime import tzinfo

from maraude.i18n import N_, _, ngettext
from maraude.usecases.morning import Night, Server, Silent

_REASONS = {
    "unknown-row": N_("la fiche qu'il modifie n'est pas ici"),
    "out-of-scope": N_("cet ordinateur ne peut pas écrire là"),
    "malformed": N_("il est illisible"),
    "unknown-schema": N_("une version plus récente l'a écrit"),
    "revoked": N_("cet ordinateur a été exclu"),
}
"""Why the server keeps a change apart, by the code that it gives."""


def night(of_team: Night) -> str:
    """Sum a team's night up."""
    tours, new = len(of_team.tours), len(of_team.new)
    alerts, incidents = len(of_team.alerts), len(of_team.incidents)
    met, people = of_team.encounters, of_team.people
    parts = [_("encore dehors")] if of_team.going_on else []
    if tours > 1:
        parts.append(ngettext("{n} maraude", "{n} maraudes", tours).format(n=tours))
    parts += [
        ngettext("{n} rencontre", "{n} rencontres", met).format(n=met),
        _("{n} pers.").format(n=people),
    ]
    if alerts:
        parts.append(ngettext("{n} alerte", "{n} alertes", alerts).format(n=alerts))
    if incidents:
        parts.append(ngettext("{n} incident", "{n} incidents", incidents).format(n=incidents))
    if new:
        parts.append(ngettext("{n} nouvelle fiche", "{n} nouvelles fiches", new).format(n=new))
    return ", ".join(parts)


def nobody() -> str:
    """Say that no tour of the evening has come in."""
    return _("Aucune maraude n'est arrivée ici.")


def conflicts(n: int) -> str:
    """Say how many fields two people wrote differently."""
    return ngettext("{n} désaccord à trancher", "{n} désaccords à trancher", n).format(n=n)


def server(said: Server, zone: tzinfo) -> str:
    """Say as of when the server's word is."""
    at = said.at.astimezone(zone)
    return _("Le serveur, le {date} à {time}").format(date=f"{at:%d/%m}", time=f"{at:%H:%M}")


def apart(n: int) -> str:
    """Say how many changes the server keeps apart."""
    return ngettext("{n} changement mis de côté", "{n} changements mis de côté", n).format(n=n)


def reason(code: str) -> str:
    """Say why changes are kept apart; a reason that a newer server gives is named by its code."""
    return _(_REASONS.get(code, code))


def silent(one: Silent, zone: tzinfo) -> str:
    """Say since when a laptop has not been heard."""
    if one.seen_at is None:
        return _("{name} n'a encore jamais échangé.").format(name=one.name)
    seen = f"{one.seen_at.astimezone(zone):%d/%m}"
    return _("{name} n'a pas échangé depuis le {date}.").format(name=one.name, date=seen)


def nothing() -> str:
    """Say that the server has nothing to tell."""
    return _("rien n'est mis de côté, tous les ordinateurs ont échangé.")
