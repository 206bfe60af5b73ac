"""What is said of those whose two years are over, on the screen and on the command line."""

from datetime import tzinfo

from maraude.i18n import _, ngettext
from maraude.usecases.purge import Ending, Endings


def who(one: Ending) -> str:
    """Name them by their code, and by what they are called unless they asked to be forgotten."""
    person = one.person
    if person.forget_at:
        return _("{code} · à oublier").format(code=person.code)
    return f"{person.code} · {person.called}"


def why(one: Ending, zone: tzinfo) -> str:
    """Say from when on the two years run."""
    if one.met is None:
        began = f"{one.since.astimezone(zone):%d/%m/%Y}"
        return _("jamais rencontrée, fiche ouverte le {date}").format(date=began)
    met = f"{one.met.astimezone(zone):%d/%m/%Y}"
    return _("rencontrée pour la dernière fois le {date}").format(date=met)


def end(one: Ending, zone: tzinfo) -> str:
    """Say when they are over, or that something still has to be sent."""
    if one.waits:
        return _("attend un échange")
    return _("fin le {date}").format(date=f"{one.end.astimezone(zone):%d/%m/%Y}")


def over(n: int) -> str:
    """Say how many have not been met for two years."""
    if not n:
        return _("Tout le monde a été rencontré depuis moins de deux ans.")
    return ngettext(
        "{n} personne n'a pas été rencontrée depuis deux ans.",
        "{n} personnes n'ont pas été rencontrées depuis deux ans.",
        n,
    ).format(n=n)


def soon(n: int) -> str:
    """Say how many follow."""
    return ngettext(
        "Dans les trente jours, {n} de plus :", "Dans les trente jours, {n} de plus :", n
    ).format(n=n)


def erased(n: int) -> str:
    """Say how many are erased."""
    return ngettext(
        "{n} personne effacée ; ce qu'elle a demandé et reçu reste compté.",
        "{n} personnes effacées ; ce qu'elles ont demandé et reçu reste compté.",
        n,
    ).format(n=n)


def head(found: Endings) -> str:
    """Say how many are over and how many follow, and what then happens."""
    if found.at is None:
        return unknown()
    if not (found.over or found.soon):
        return _("Aucune fiche n'arrive à son terme dans les trente jours.")
    return _("{over} Dans les trente jours, {n} de plus. Une rencontre notée les garde.").format(
        over=over(len(found.over)), n=len(found.soon)
    )


def question(n: int) -> str:
    """Ask whether they are to be erased."""
    return ngettext(
        "Effacer {n} personne pour toujours, ici et sur chaque ordinateur ? Rien ne la retrouve ;"
        " ses rencontres restent comptées.",
        "Effacer {n} personnes pour toujours, ici et sur chaque ordinateur ? Rien ne les retrouve ;"
        " leurs rencontres restent comptées.",
        n,
    ).format(n=n)


def waits() -> str:
    """Say why somebody is kept."""
    return _("Quelque chose d'elle attend encore un échange : elle reste jusque-là.")


def summary(over: int, soon: int) -> str:
    """Say in a line how many files end."""
    told = ngettext("{n} fiche à son terme", "{n} fiches à leur terme", over).format(n=over)
    return _("{told}, {n} dans les trente jours").format(told=told, n=soon)


def unknown() -> str:
    """Say that the server has not told the time."""
    return _(
        "Le serveur n'a pas encore donné l'heure à cet ordinateur : échangez d'abord (maraude"
        " sync)."
    )
