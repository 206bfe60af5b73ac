"""``maraude morning``: what came in of a night, team by team."""

from argparse import Namespace

from maraude.cli import access
from maraude.cli.output import Answer
from maraude.domain.evening import long_date
from maraude.i18n import _
from maraude.usecases import morning, morning_words, purge_words
from maraude.usecases.morning import Morning, Server
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
            {
                "team": night.team,
                "name": night.name,
                "tours": len(night.tours),
                "going_on": night.going_on,
                "encounters": night.encounters,
                "people": night.people,
                "new": len(night.new),
                "alerts": len(night.alerts),
                "incidents": len(night.incidents),
            }
            for night in found.teams
        ],
        "conflicts": found.conflicts,
        "over": found.over,
        "soon": found.soon,
        "audit": list(found.audit),
        "missing": found.missing or None,
        "server": {
            "at": server.at.isoformat(),
            "quarantined": server.apart,
            "reasons": [
                {"name": one.name, "reason": one.reason, "changes": one.n} for one in server.reasons
            ],
            "silent": [
                {"name": one.name, "seen_at": one.seen_at.isoformat() if one.seen_at else None}
                for one in server.silent
            ],
        }
        if server
        else None,
    }


def _lines(session: Session, found: Morning) -> list[str]:
    lines = [long_date(found.evening.date), *filter(None, (found.missing,))]
    lines.extend(
        _("{team} : {what}").format(team=night.name, what=morning_words.night(night))
        for night in found.teams
    )
    if not found.teams:
        lines.append(morning_words.nobody())
    if found.conflicts:
        lines.append(
            _("{what} : maraude conflicts.").format(what=morning_words.conflicts(found.conflicts))
        )
    if found.over or found.soon:
        said = purge_words.summary(found.over, found.soon)
        lines.append(_("{what} : maraude purge --dry-run.").format(what=said))
    lines += found.audit
    if found.server:
        lines += _server(session, found.server)
    return lines


def _server(session: Session, server: Server) -> list[str]:
    lines = [_("{head} :").format(head=morning_words.server(server, session.zone))]
    if server.apart:
        lines.append(
            _("{what} : maraude quarantine.").format(what=morning_words.apart(server.apart))
        )
    lines += [
        _("  {n} · {name} : {reason}").format(
            n=one.n, name=one.name, reason=morning_words.reason(one.reason)
        )
        for one in server.reasons
    ]
    lines += [morning_words.silent(one, session.zone) for one in server.silent]
    if len(lines) == 1:
        lines.append(morning_words.nothing())
    return lines
