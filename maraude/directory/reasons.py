"""Why a service is proposed, or not: whole sentences for the person who chooses."""

from datetime import date, datetime, timedelta, tzinfo

from maraude.directory import matching
from maraude.directory.closure import Closure
from maraude.directory.matching import LANGUAGE
from maraude.directory.opening import Opening, State
from maraude.directory.ranking import Freshness, Prospect, summer_unconfirmed
from maraude.directory.rules import depends_on_school_holidays
from maraude.directory.service import Access, Eligibility, Hours, Load, Service
from maraude.domain.evening import long_date, weekday
from maraude.i18n import N_, _

_TO_CHECK = {
    "woman": N_("Accueil des femmes : à vérifier."),
    "man": N_("Accueil des hommes : à vérifier."),
    "couple": N_("Accueil des couples : à vérifier."),
    "family": N_("Accueil des familles : à vérifier."),
    "minor": N_("Accueil des mineurs : à vérifier."),
    "pets": N_("Animaux : à vérifier."),
    "wheelchair": N_("Accès en fauteuil roulant : à vérifier."),
    "no_papers": N_("Accueil des personnes sans papiers : à vérifier."),
}
_REFUSED = {
    "woman": N_("N'accueille pas les femmes."),
    "man": N_("N'accueille pas les hommes."),
    "couple": N_("N'accueille pas les couples."),
    "family": N_("N'accueille pas les familles."),
    "minor": N_("N'accueille pas les mineurs."),
    "pets": N_("N'accueille pas les animaux."),
    "wheelchair": N_("N'est pas accessible en fauteuil roulant."),
    "no_papers": N_("N'accueille pas les personnes sans papiers."),
}
_ACCESS = {
    Access.APPOINTMENT: N_("Sur rendez-vous."),
    Access.REGISTRATION: N_("Sur inscription."),
    Access.REFERRAL: N_("Sur orientation d'un professionnel."),
}
_FRESHNESS = {
    Freshness.TO_CHECK: N_("Fiche à vérifier : elle date."),
    Freshness.UNVERIFIED: N_("Fiche non vérifiée."),
}


def why(service: Service, prospect: Prospect, zone: tzinfo) -> str:
    """Say in sentences how ``service`` fits; times are local to ``zone``."""
    sentences = [
        stop(service),
        _state(service, prospect.opening, prospect.when.astimezone(zone)),
        _closes_first(prospect),
        full(service),
        *(_(_REFUSED[name]) for name in prospect.match.refused),
        *(_to_check(name) for name in prospect.match.to_check),
        ages(service.eligibility),
        _(_ACCESS[service.access]) if service.access in _ACCESS else "",
        _("Lieu confidentiel : à ne dire qu'à la personne.") if service.confidential else "",
        _summer(service, prospect.when.astimezone(zone).date()),
        *in_its_words(service),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def against(service: Service, prospect: Prospect, zone: tzinfo, *, too_far: str) -> tuple[str, ...]:
    """Say in sentences what speaks against ``service``, the gravest first; nothing where nothing.

    ``too_far`` is the estimated walk in words where it is longer than asked for.
    """
    match, opening = prospect.match, prospect.opening
    sentences = (
        *(_(_REFUSED[name]) for name in match.refused),
        full(service),
        ""
        if opening.state is State.OPEN
        else _state(service, opening, prospect.when.astimezone(zone)),
        _("À {walk} à pied.").format(walk=too_far) if too_far else "",
        _closes_first(prospect),
        *(_to_check(name) for name in match.to_check),
        ages(service.eligibility),
        *in_its_words(service),
    )
    return tuple(sentence for sentence in sentences if sentence)


def provenance(service: Service, freshness: Freshness) -> str:
    """Say who says so, when they verified it, when it was copied here, and whether that is old."""
    verified = f"{service.verified_on:%d/%m/%Y}" if service.verified_on else _("date inconnue")
    said = _("Vérifié : {verified} · copié le {copied} · {source}").format(
        verified=verified, copied=f"{service.copied_on:%d/%m/%Y}", source=service.attribution
    )
    doubt = _(_FRESHNESS[freshness]) if freshness in _FRESHNESS else ""
    return " · ".join(filter(None, (said, doubt)))


def _state(service: Service, opening: Opening, when: datetime) -> str:
    if service.closure and service.closure.holds(when.date()):
        return _closed(service.closure)
    if opening.state is State.UNKNOWN:
        return " ".join(filter(None, (_unknown(service.hours, opening), _reopened(service, when))))
    if opening.state is State.OPEN:
        if opening.closes_at is None:
            return _("Ouvert sans interruption.")
        return _("Ouvert jusqu'à {moment}.").format(moment=said_moment(opening.closes_at, when))
    if opening.comment:
        return _("Fermé : « {comment} ».").format(comment=opening.comment)
    if opening.opens_at is None:
        return _("Fermé, sans réouverture prévue d'ici deux semaines.")
    if opening.opens_soon(when):
        return _("Ouvre à {moment}.").format(moment=said_moment(opening.opens_at, when))
    return _("Fermé, rouvre : {moment}.").format(moment=said_moment(opening.opens_at, when))


def stop(service: Service) -> str:
    """Name the mobile round of which a service is a stop: it is there at these hours only."""
    return _("{round}, arrêt.").format(round=service.round) if service.round else ""


def _closes_first(prospect: Prospect) -> str:
    return _("Risque de fermer avant l'arrivée.") if prospect.closes_first else ""


def full(service: Service) -> str:
    """Say that its source says that there is no room; nothing where it does not."""
    return _("Complet, dit la source.") if service.load is Load.FULL else ""


def ages(whom: Eligibility) -> str:
    """Say the ages that are taken, nothing where any are."""
    youngest, oldest = whom.min_age, whom.max_age
    if youngest and oldest is not None:
        return _("De {youngest} à {oldest} ans.").format(youngest=youngest, oldest=oldest)
    if youngest:
        return _("À partir de {youngest} ans.").format(youngest=youngest)
    if oldest is not None:
        return _("Jusqu'à {oldest} ans.").format(oldest=oldest)
    return ""


def in_its_words(service: Service) -> tuple[str, ...]:
    """Quote what the source announces for now, and whom it says it takes."""
    return (
        _("La source annonce : « {notice} ».").format(notice=service.notice)
        if service.notice
        else "",
        _("Conditions : « {conditions} ».").format(conditions=service.conditions)
        if service.conditions
        else "",
    )


def _closed(closure: Closure) -> str:
    if closure.until and closure.reason:
        return _("Fermé jusqu'au {date} inclus : « {reason} ».").format(
            date=f"{closure.until:%d/%m/%Y}", reason=closure.reason
        )
    if closure.until:
        return _("Fermé jusqu'au {date} inclus.").format(date=f"{closure.until:%d/%m/%Y}")
    if closure.reason:
        return _("Fermé : « {comment} ».").format(comment=closure.reason)
    return _("Signalé fermé, sans date de réouverture.")


def _reopened(service: Service, when: datetime) -> str:
    """Say of a closure that is over when it was to end: nobody confirmed that it did."""
    closure = service.closure
    if closure is None or closure.until is None or closure.until >= when.date():
        return ""
    return _("Fermeture annoncée jusqu'au {date} : réouverture à vérifier.").format(
        date=f"{closure.until:%d/%m/%Y}"
    )


def _unknown(hours: Hours, opening: Opening) -> str:
    if opening.comment:
        return _("Ouverture sous condition : « {comment} ».").format(comment=opening.comment)
    if hours.osm and depends_on_school_holidays(hours.osm):
        return _("Les horaires dépendent des vacances scolaires : à vérifier.")
    if hours.raw:
        return _("Heures inconnues : « {raw} ».").format(raw=hours.raw)
    return _("Heures inconnues.")


def said_moment(moment: datetime, when: datetime) -> str:
    """Say a time to come: the clock within half a day, then the weekday, then the date."""
    local = moment.astimezone(when.tzinfo)
    clock = f"{local:%H:%M}"
    if local - when < timedelta(hours=12) or local.date() == when.date():
        return clock
    if local.date() - when.date() < timedelta(days=7):
        return _("{weekday} {clock}").format(weekday=weekday(local.date()), clock=clock)
    return _("{date} {clock}").format(date=long_date(local.date()), clock=clock)


def _to_check(name: str) -> str:
    if name.startswith(LANGUAGE):
        return _("Langue parlée ({language}) : à vérifier.").format(language=matching.label(name))
    return _(_TO_CHECK[name])


def summer_doubted(service: Service, today: date) -> bool:
    """Tell whether hours are known that may not hold this summer."""
    return bool(service.hours.osm) and summer_unconfirmed(
        service.verified_on, service.copied_on, today
    )


def _summer(service: Service, today: date) -> str:
    return _("Horaires d'été non confirmés.") if summer_doubted(service, today) else ""
