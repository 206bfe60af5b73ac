"""The quarter-hour gap in words: what is counted, and how a figure reads."""

from maraude.domain import codes
from maraude.domain.suppression import INSIDE
from maraude.i18n import _, ngettext
from maraude.usecases.gap_figures import Cell, Figure, Gap


def definition(minutes: float, least: int = INSIDE) -> list[str]:
    """Say what the figures count, one sentence or two a line."""
    return [
        _(
            "Une demande : un besoin dit lors d'une rencontre et resté ouvert (l'équipe n'a pas pu"
            " y répondre elle-même), auquel une sorte de service de l'annuaire répond."
        ),
        _(
            "Rien d'ouvert : à l'heure et au lieu de la rencontre, aucun service qui répond à ce"
            " besoin et accepte cette personne n'était ouvert, ni ne le restait jusqu'à l'arrivée,"
            " à {minutes} minutes à pied à la vitesse des réglages (par le plan des rues, sans lui"
            " distance × 1,3)."
        ).format(minutes=f"{minutes:g}"),
        _(
            "On ne sait pas : rien de sûr, mais un service dont les heures ou les conditions ne"
            " sont pas connues, ou que sa source dit complet ; ou l'annuaire n'a aucune fiche pour"
            " ce besoin. Ce n'est jamais compté comme ouvert."
        ),
        _(
            "Les services sont ceux de l'annuaire d'aujourd'hui, avec leurs heures d'aujourd'hui et"
            " ce que la coordination en a corrigé pour chaque soirée : ce qu'elle dit fermé ou"
            " complet n'est pas ouvert ce soir-là."
        ),
        _(
            "Quartier : le secteur du lieu, à défaut celui de la maraude. Heure : celle de la"
            " rencontre. Une demande sans lieu connu est comptée à part."
        ),
        _(
            "< {least} : moins de {least} rencontres. « caché » : un nombre qui permettrait d'en"
            " calculer un plus petit."
        ).format(least=least),
    ]


def in_short(minutes: float) -> str:
    """Say the same in a few lines."""
    return _(
        "Demande : un besoin resté ouvert lors d'une rencontre. Rien d'ouvert : aucun service qui y"
        " répond, accepte la personne et reste ouvert jusqu'à l'arrivée, à {minutes} min à pied. On"
        " ne sait pas : heures ou conditions inconnues, ou aucune fiche. La définition entière est"
        " en bas de la liste."
    ).format(minutes=f"{minutes:g}")


def figure(one: Figure) -> str:
    """Give a figure as it reads."""
    if one.count is not None:
        return str(one.count)
    return _("< {least}").format(least=one.least) if one.small else _("caché")


def quarter(name: str) -> str:
    """Name a quarter."""
    return name or _("sans secteur")


def hour(of_day: int) -> str:
    """Name an hour of the day."""
    return _("{hour} h").format(hour=f"{of_day:02}")


def need(code: str) -> str:
    """Name a need."""
    return codes.load("needs").label(code)


def place(cell: Cell) -> str:
    """Name a quarter, an hour and a need."""
    return " · ".join((quarter(cell.quarter), hour(cell.hour), need(cell.need)))


def short_need(code: str) -> str:
    """Name a need in a word or two."""
    return codes.load("needs").short(code)


def dates(gap: Gap) -> str:
    """Say which evenings were looked at."""
    return _("du {first} au {last}").format(
        first=f"{gap.first.date:%d/%m/%Y}", last=f"{gap.last.date:%d/%m/%Y}"
    )


def met(gap: Gap) -> str:
    """Say how many encounters were looked at, and how many requests have no place."""
    told = ngettext("{n} rencontre lue", "{n} rencontres lues", gap.met.count or 0).format(
        n=figure(gap.met)
    )
    return _("{met} ; demandes sans lieu connu : {nowhere}.").format(
        met=told, nowhere=figure(gap.nowhere)
    )


def hidden_cells(gap: Gap) -> str:
    """Say how many cells are not listed, nothing where all are."""
    n = sum(cell.nothing.count is None for cell in gap.cells)
    if not n:
        return ""
    return ngettext(
        "{n} case n'est pas montrée : trop peu de rencontres.",
        "{n} cases ne sont pas montrées : trop peu de rencontres.",
        n,
    ).format(n=n)
