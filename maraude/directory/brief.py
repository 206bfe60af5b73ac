"""Why a service is proposed, or not, in the few words that a line of a list has room for."""

from collections.abc import Iterator
from datetime import datetime, tzinfo

from maraude.directory import experience, matching, ranking, reasons
from maraude.directory.experience import Experience
from maraude.directory.matching import Accepts, Match
from maraude.directory.opening import Opening, State
from maraude.directory.ranking import Freshness, Prospect
from maraude.directory.rules import depends_on_school_holidays
from maraude.directory.service import Access, Service
from maraude.i18n import N_, _

_ACCESS = {
    Access.APPOINTMENT: N_("sur rendez-vous"),
    Access.REGISTRATION: N_("sur inscription"),
    Access.REFERRAL: N_("sur orientation"),
}
_FRESHNESS = {
    Freshness.TO_CHECK: N_("fiche ancienne"),
    Freshness.UNVERIFIED: N_("fiche non vérifiée"),
}


def words(
    service: Service, prospect: Prospect, learned: Experience, zone: tzinfo, *, asked: bool
) -> str:
    """Say what matters most first; a line shows as much of it as it has room for.

    Where nothing was ``asked`` about the person, nothing is said of whom it takes.
    """
    said = (
        _refuses(prospect.match),
        _opening(service, prospect.opening, prospect.when.astimezone(zone)),
        _("ferme avant l'arrivée") if prospect.closes_first else "",
        experience.refused(learned.refusals).rstrip(".") if learned.refusals.prevail else "",
        _takes(prospect.match) if asked else "",
        *_conditions(service),
        *_doubts(service, prospect, zone),
        _("suites {mark}").format(mark=mark) if (mark := experience.mark(learned)) else "",
    )
    return " · ".join(part for part in said if part)


def _refuses(match: Match) -> str:
    return _("refuse : {whom}").format(whom=_listed(match.refused)) if match.refused else ""


def _takes(match: Match) -> str:
    if match.to_check:
        return _("{whom} ?").format(whom=_listed(match.to_check))
    return _("accepte") if match.accepts is Accepts.YES else ""


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(matching.label(name) for name in names)


def _opening(service: Service, opening: Opening, when: datetime) -> str:
    """Say why it is not simply open, or when it will be."""
    if service.closure and service.closure.holds(when.date()):
        until = service.closure.until
        reason = service.closure.reason or _("signalé fermé")
        return f"{reason} → {until:%d/%m}" if until else reason
    if opening.comment:
        return _("« {comment} »").format(comment=opening.comment)
    if opening.state is State.CLOSED and opening.opens_at is None:
        return _("pas d'ici deux semaines")
    if opening.state is State.CLOSED and opening.opens_at and not opening.opens_soon(when):
        return _("rouvre {moment}").format(moment=reasons.said_moment(opening.opens_at, when))
    if opening.state is State.UNKNOWN and depends_on_school_holidays(service.hours.osm):
        return _("selon vacances scolaires")
    if opening.state is State.UNKNOWN and service.hours.raw:
        return _("« {comment} »").format(comment=service.hours.raw)
    return ""


def _conditions(service: Service) -> Iterator[str]:
    if service.round:
        yield _("{round}, arrêt").format(round=service.round)
    if service.access in _ACCESS:
        yield _(_ACCESS[service.access])
    yield reasons.ages(service.eligibility).rstrip(".")
    if service.notice or service.conditions:
        yield _("conditions : voir dessous")


def _doubts(service: Service, prospect: Prospect, zone: tzinfo) -> Iterator[str]:
    today = prospect.when.astimezone(zone).date()
    if reasons.summer_doubted(service, today):
        yield _("été non confirmé")
    freshness = ranking.freshness(service.category, service.verified_on, today)
    if freshness in _FRESHNESS:
        yield _(_FRESHNESS[freshness])
