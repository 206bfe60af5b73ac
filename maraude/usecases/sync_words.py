"""What to say of an exchange with the server."""

from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from maraude.i18n import _, ngettext
from maraude.usecases.sync import Standing

if TYPE_CHECKING:
    from maraude.sync.session import Progress

_NEWS = timedelta(days=1)


def document(progress: "Progress", standing: Standing) -> dict[str, int | str | bool]:
    """Give the same to programs."""
    return {
        "pushed": progress.pushed,
        "pulled": progress.pulled,
        "waiting": standing.waiting,
        "conflicts": standing.conflicts,
        "quarantined": progress.quarantined,
        "safe": standing.safe,
        "services": progress.services,
        "directory": progress.trouble,
        "state": "up-to-date" if standing.up_to_date else "waiting",
        "audit": "doubted" if standing.doubted else "followed",
    }


def progress(so_far: "Progress") -> str:
    """Say in a few words how far an exchange is."""
    if so_far.services:
        return _("annuaire : {n} fiches reçues").format(n=so_far.services)
    return _("envoyé {pushed} · reçu {pulled}").format(pushed=so_far.pushed, pulled=so_far.pulled)


def done(progress: "Progress", standing: Standing) -> list[str]:
    """Say in one sentence each what came of an exchange, and what is left to do."""
    said = [
        _("Envoyé : {pushed}. Reçu : {pulled}.").format(
            pushed=progress.pushed, pulled=progress.pulled
        )
    ]
    if standing.up_to_date and standing.safe:
        said.append(_("À jour, et en sécurité : une copie vérifiée en est gardée ailleurs."))
    elif standing.up_to_date:
        said.append(_("À jour."))
    said += waiting(standing)
    if standing.conflicts and standing.settles:
        said.append(
            ngettext(
                "{n} désaccord à trancher.", "{n} désaccords à trancher.", standing.conflicts
            ).format(n=standing.conflicts)
        )
    if progress.quarantined:
        said.append(
            ngettext(
                "{n} changement a été mis de côté par le serveur : la coordination le verra.",
                "{n} changements ont été mis de côté par le serveur : la coordination les verra.",
                progress.quarantined,
            ).format(n=progress.quarantined)
        )
    if progress.services:
        said.append(
            ngettext(
                "Annuaire de la base : {n} fiche mise à jour.",
                "Annuaire de la base : {n} fiches mises à jour.",
                progress.services,
            ).format(n=progress.services)
        )
    if progress.trouble:
        said.append(progress.trouble)
    return [*said, *_dismissed(progress), *audit(standing)]


def _dismissed(progress: "Progress") -> list[str]:
    """Say who opens this laptop no more, and who has to all the same."""
    return [
        *(
            _("{user} n'ouvre plus cet ordinateur : la base l'a voulu.").format(user=user)
            for user in progress.left
        ),
        *(
            _(
                "La base veut que {user} n'ouvre plus cet ordinateur, mais personne d'autre ne le"
                " peut : ajoutez d'abord quelqu'un (maraude key add)."
            ).format(user=user)
            for user in progress.stay
        ),
    ]


def audit(standing: Standing) -> list[str]:
    """Say where the server's audit was rewritten, or was put back from a backup a day ago."""
    if standing.doubted:
        found = _(
            "Le journal du serveur ne fait plus suite à ce que cet ordinateur en savait : une base"
            " plus ancienne a été remise sans le dire, ou son histoire a été réécrite."
        )
        return [found, _whom_to_ask(standing)]
    if standing.resumed and standing.synced_at and standing.synced_at - standing.resumed < _NEWS:
        return [
            _(
                "Le serveur a été repris d'une sauvegarde, et l'a déclaré : ce qu'il avait perdu"
                " lui est renvoyé par les ordinateurs qui l'ont encore."
            )
        ]
    return []


def _whom_to_ask(standing: Standing) -> str:
    if standing.settles:
        return _(
            "À la base : maraude server audit --verify. Si c'est bien une base plus ancienne,"
            " maraude server epoch le déclare à tous les ordinateurs, et ceci disparaît."
        )
    return _("Prévenez la coordination.")


def waiting(standing: Standing) -> list[str]:
    """Say how many changes wait to be sent, if any do."""
    if not standing.waiting:
        return []
    words = ngettext(
        "{n} changement attend encore.", "{n} changements attendent encore.", standing.waiting
    )
    return [words.format(n=standing.waiting)]


def state(standing: Standing, now: datetime, zone: tzinfo) -> str:
    """Say what waits to be sent and since when; else how the last exchange ended, if any did."""
    if standing.enrolled and standing.since:
        words = _("{n} à envoyer depuis le {date} à {time}")
        if _is_today(standing.since, now, zone):
            words = _("{n} à envoyer depuis {time}")
        return _dated(words, standing.since, zone, n=standing.waiting)
    return last(standing, now, zone)


def last(standing: Standing, now: datetime, zone: tzinfo) -> str:
    """Say when laptop and server last had the same, or tried to; nothing before that."""
    if standing.synced_at is None:
        return ""
    if _is_today(standing.synced_at, now, zone):
        words = _("à jour à {time}") if standing.complete else _("échange incomplet à {time}")
    else:
        words = _("à jour le {date} à {time}")
        if not standing.complete:
            words = _("échange incomplet le {date} à {time}")
    return _dated(words, standing.synced_at, zone)


def _is_today(moment: datetime, now: datetime, zone: tzinfo) -> bool:
    return moment.astimezone(zone).date() == now.astimezone(zone).date()


def _dated(words: str, moment: datetime, zone: tzinfo, **told: int) -> str:
    at = moment.astimezone(zone)
    return words.format(date=f"{at:%d/%m}", time=f"{at:%H:%M}", **told)
