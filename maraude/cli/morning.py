"""``maraude morning``: what came in of a night, team by team."""

from argparse import Namespace

from maraude.cli import access
from maraude.cli.output import Answer
from maraude.domain.evening import long_date
from maraude.i18n import _, ngettext
from maraude.usecases import morning
from maraude.usecases.morning import Morning, Night, Server
from maraude.usecases.session import Session


def show(arguments: Namespace) -> Answer:
    """Show what this laptop and, as it last said, the server know of a night."""
    with access.session(arguments) as session:
        found = morning.read(session, access.evening(session, arguments.evening))
        return Answer(_document(found), _lines(session, found))


def _document(found: Morning) -> dict[str, object]:
    server = found.server
    return {
        "evening": str(found.evening),
        "teams": [
            {name: getattr(night, name) for name in Night.__dataclass_fields__}
            for night in found.teams
        ],
        "conflicts": found.conflicts,
        "server": {
            "at": server.at.isoformat(),
            "quarantined": server.apart,
            "silent": [
                {"name": one.name, "seen_at": one.seen_at.isoformat() if one.seen_at else None}
                for one in server.silent
            ],
        }
        if server
        else None,
    }


def _lines(session: Session, found: Morning) -> list[str]:
    lines = [long_date(found.evening.date)]
    lines += [_night(night) for night in found.teams] or [_("Aucune maraude n'est arrivée ici.")]
    if found.conflicts:
        lines.append(
            ngettext(
                "{n} désaccord à trancher : maraude conflicts.",
                "{n} désaccords à trancher : maraude conflicts.",
                found.conflicts,
            ).format(n=found.conflicts)
        )
    if found.server:
        lines += _server(session, found.server)
    return lines


def _night(night: Night) -> str:
    parts = [
        ngettext("{n} maraude", "{n} maraudes", night.tours).format(n=night.tours),
        ngettext("{n} rencontre", "{n} rencontres", night.encounters).format(n=night.encounters),
        ngettext("{n} personne", "{n} personnes", night.people).format(n=night.people),
    ]
    if night.new:
        parts.append(
            ngettext("{n} nouvelle fiche", "{n} nouvelles fiches", night.new).format(n=night.new)
        )
    if night.alerts:
        parts.append(ngettext("{n} alerte", "{n} alertes", night.alerts).format(n=night.alerts))
    if night.incidents:
        parts.append(
            ngettext("{n} incident", "{n} incidents", night.incidents).format(n=night.incidents)
        )
    if night.going_on:
        parts.append(_("encore dehors"))
    return _("{team} : {what}").format(team=night.team, what=", ".join(parts))


def _server(session: Session, server: Server) -> list[str]:
    at = server.at.astimezone(session.zone)
    lines = [_("Le serveur, le {date} à {time} :").format(date=f"{at:%d/%m}", time=f"{at:%H:%M}")]
    if server.apart:
        lines.append(
            ngettext(
                "{n} changement mis de côté : maraude server quarantine, à la base.",
                "{n} changements mis de côté : maraude server quarantine, à la base.",
                server.apart,
            ).format(n=server.apart)
        )
    for one in server.silent:
        if one.seen_at is None:
            lines.append(_("{name} n'a encore jamais échangé.").format(name=one.name))
        else:
            seen = f"{one.seen_at.astimezone(session.zone):%d/%m}"
            lines.append(
                _("{name} n'a pas échangé depuis le {date}.").format(name=one.name, date=seen)
            )
    if len(lines) == 1:
        lines.append(_("rien n'est mis de côté, tous les ordinateurs ont échangé."))
    return lines
