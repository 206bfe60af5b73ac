"""``maraude server audit``: who did what to laptops, and whether anything of it was changed."""

from argparse import Namespace

from maraude.cli.output import Answer
from maraude.cli.server import moment, opened
from maraude.domain.refusal import Refusal
from maraude.i18n import N_, _, ngettext
from maraude.server import access, audit
from maraude.server.audit import Entry

_DONE = {
    "invite": N_("une invitation"),
    "enrol": N_("une inscription"),
    "grant": N_("d'autres droits"),
    "revoke": N_("une exclusion"),
    "dismiss": N_("une personne à retirer"),
    "dismissed": N_("une personne retirée"),
    "release": N_("un changement mis de côté est appliqué"),
    "publish": N_("l'annuaire est publié"),
    "sheet": N_("une feuille de secours de l'association"),
    "recover": N_("un ordinateur rouvert"),
    "epoch": N_("une nouvelle époque"),
    "restore": N_("une sauvegarde remise en place"),
    "require": N_("une version exigée"),
}
"""What each action is called; one of a newer program is named by its code."""


def show(arguments: Namespace) -> Answer:
    """List the audit; or verify that each entry follows on those before it."""
    with opened(arguments) as database, database.read() as connection:
        found = audit.entries(connection)
        names = {device.id: device.name for device in access.devices(connection)}
    head = found[-1].head.hex() if found else ""
    if arguments.verify:
        return Answer({"entries": len(found), "head": head, "intact": True}, _verified(found))
    return Answer(
        {"entries": [_document(entry) for entry in found], "head": head},
        tuple(_line(entry, names) for entry in found) or (_("Rien n'a encore été fait."),),
    )


def _verified(found: list[Entry]) -> tuple[str, ...]:
    if n := audit.broken(found):
        raise Refusal(
            "audit-broken",
            _(
                "Le journal a été changé : ce qui s'y lit à partir de l'entrée {n} ne fait pas"
                " suite à ce qui précède. Gardez une copie de la base, et cherchez qui y a accès."
            ).format(n=n),
        )
    said = ngettext(
        "{n} entrée, qui se suivent toutes.", "{n} entrées, qui se suivent toutes.", len(found)
    ).format(n=len(found))
    rest = _(
        "Ce qui serait ôté à la fin ne se voit pas d'ici : les ordinateurs, qui en gardent"
        " l'empreinte, le diraient."
    )
    return (said, rest)


def _document(entry: Entry) -> dict[str, object]:
    return {
        "n": entry.n,
        "at": moment(entry.at),
        "actor": entry.actor,
        "action": entry.action,
        "target": entry.target,
    }


def _line(entry: Entry, names: dict[str, str]) -> str:
    target = " ".join(names.get(word, word) for word in entry.target.split())
    return _("{n} · {at} · {actor} · {what} · {target}").format(
        n=entry.n,
        at=moment(entry.at),
        actor=names.get(entry.actor, entry.actor),
        what=_(_DONE.get(entry.action, entry.action)),
        target=target,
    )
