"""``maraude server devices`` and ``dismiss``: the laptops, and who opens them no more."""

from argparse import Namespace
from collections.abc import Sequence

from maraude.cli.output import Answer
from maraude.cli.server import moment, opened
from maraude.domain.clock import system_now
from maraude.domain.identifiers import slug
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.server import access, dismissals
from maraude.server.dismissals import Dismissal


def devices(arguments: Namespace) -> Answer:
    """List the laptops that were enrolled."""
    with opened(arguments) as database, database.read() as connection:
        found = access.devices(connection)
        leaving = dismissals.of_devices(connection)
    return Answer(
        {"devices": [_document(one, leaving.get(one.id, ())) for one in found]},
        tuple(_told(one, leaving.get(one.id, ())) for one in found)
        or (_("Aucun ordinateur n'est encore inscrit."),),
    )


def dismiss(arguments: Namespace) -> Answer:
    """Take a volunteer's way into a laptop away, once it exchanges."""
    try:
        user = slug("user", arguments.user.removeprefix("user:"))
    except ValueError:
        raise Refusal("empty-name", _("Donnez le prénom de qui part.")) from None
    with opened(arguments) as database, database.write() as connection:
        device = access.named(connection, arguments.device)
        dismissals.order(connection, device.id, user, system_now)
    return Answer(
        {"device": device.id, "user": user},
        (
            _("{user} n'ouvrira plus {name} après son prochain échange.").format(
                user=user, name=device.name
            ),
            _(
                "S'il n'y a personne d'autre pour l'ouvrir, l'ordinateur le dira et attendra. Une"
                " personne s'ajoute sur l'ordinateur : maraude key add."
            ),
            _("Les sauvegardes faites avant s'ouvrent encore avec son ancienne phrase."),
        ),
    )


def _document(device: access.Device, leaving: Sequence[Dismissal]) -> dict[str, object]:
    return {
        "id": device.id,
        "name": device.name,
        "role": device.role,
        "feeds": list(device.feeds),
        "app": device.app,
        "enrolled_at": moment(device.enrolled_at),
        "seen_at": moment(device.seen_at),
        "revoked_at": moment(device.revoked_at),
        "wipe_told_at": moment(device.wipe_told_at),
        "wiped_at": moment(device.wiped_at),
        "dismissed": [
            {
                "user": one.user,
                "ordered_at": moment(one.ordered_at),
                "done_at": moment(one.done_at),
            }
            for one in leaving
        ],
    }


def _told(device: access.Device, leaving: Sequence[Dismissal]) -> str:
    """Give a device's line, and who is still to leave it."""
    waiting = ", ".join(one.user for one in leaving if one.done_at is None)
    line = _line(device)
    return (
        _("{device} · à retirer : {users}").format(device=line, users=waiting) if waiting else line
    )


def _line(device: access.Device) -> str:
    told = _("{name} · {role} · {feeds} · version {app} · vu {seen} · {id}").format(
        name=device.name,
        role=device.role,
        feeds=", ".join(device.feeds) or "–",
        app=device.app or "?",
        seen=moment(device.seen_at) or _("jamais"),
        id=device.id,
    )
    if device.wiped_at:
        return _("{device} · exclu, vidé {at}").format(device=told, at=moment(device.wiped_at))
    if device.wipe_told_at:
        return _("{device} · exclu, vidage demandé {at}").format(
            device=told, at=moment(device.wipe_told_at)
        )
    return _("{device} · exclu").format(device=told) if device.revoked else told
