"""The words that ``maraude server`` takes."""

import argparse

from maraude.cli import parsers
from maraude.cli.parsers import Parsers
from maraude.domain.feeds import Role
from maraude.i18n import _

_INVITED = tuple(role.value for role in Role if role is not Role.TRAINER)
"""A trainer works in the demonstration, which exchanges with no server."""


def add(nouns: Parsers, common: argparse.ArgumentParser) -> None:
    """Add ``server`` and its verbs."""
    verbs = parsers.noun(nouns, common, "server", _("tient le serveur central de l'organisation"))
    _server(verbs, common)
    invite = parsers.command(verbs, common, "invite", _("invite un ordinateur"), "server:invite")
    invite.add_argument("--role", required=True, choices=[*_INVITED])
    parsers.command(verbs, common, "devices", _("montre les ordinateurs"), "server_devices:devices")
    _endings(verbs, common)
    revoke = parsers.command(verbs, common, "revoke", _("exclut un ordinateur"), "server:revoke")
    grant = parsers.command(verbs, common, "grant", _("ouvre d'autres secteurs"), "server:grant")
    grant.add_argument("--only", action="store_true", help=_("retire les autres"))
    dismiss = parsers.command(
        verbs, common, "dismiss", _("retire une personne d'un ordinateur"), "server_devices:dismiss"
    )
    for verb in (revoke, grant, dismiss):
        verb.add_argument(
            "device",
            type=parsers.identifier,
            metavar=_("ORDINATEUR"),
            help=_("son nom ou son identifiant"),
        )
    for verb in (invite, grant):
        verb.add_argument(
            "--feed",
            nargs="+",
            action="extend",
            default=[],
            required=verb is grant,
            metavar=_("FLUX"),
            help=_("territory:paris, team:nord ; un mot seul est un territoire"),
        )
    audit = parsers.command(
        verbs, common, "audit", _("montre qui a fait quoi aux ordinateurs"), "server_audit:show"
    )
    audit.add_argument("--verify", action="store_true", help=_("vérifie que rien n'y a été changé"))
    dismiss.add_argument("user", metavar=_("PRÉNOM"))
    _rescue(verbs, common)
    _arrivals(verbs, common)
    _directory(verbs, common)
    _backup(verbs, common)


def _endings(verbs: Parsers, common: argparse.ArgumentParser) -> None:
    parsers.command(
        verbs, common, "erasures", _("montre où les personnes effacées le sont"), "server:erasures"
    )
    purge = parsers.command(
        verbs,
        common,
        "purge",
        _("efface les personnes que nul n'a rencontrées depuis deux ans"),
        "server_purge:run",
    )
    parsers.purging(purge)


def _server(verbs: Parsers, common: argparse.ArgumentParser) -> None:
    init = parsers.command(verbs, common, "init", _("crée le serveur"), "server:init")
    init.add_argument("--organisation", default="", metavar=_("NOM"))
    init.add_argument(
        "--database",
        default="",
        metavar="URL",
        help=_("PostgreSQL, sinon SQLite ; @FICHIER : celle qui y est écrite"),
    )
    init.add_argument(
        "--address",
        default="",
        metavar=_("HÔTE:PORT"),
        help=_("où les ordinateurs joignent le serveur"),
    )
    init.add_argument(
        "--run-as",
        default="",
        metavar="URL",
        help=_("la même base PostgreSQL, avec le rôle limité sous lequel tourner"),
    )
    run = parsers.command(verbs, common, "run", _("lance le serveur"), "server:run")
    run.add_argument("--host", metavar=_("HÔTE"), help=_("l'adresse où écouter"))
    run.add_argument("--port", type=parsers.port, metavar="PORT", help=_("0 : un port libre"))
    run.add_argument("--plain", action="store_true", help=_("sans chiffrement, sur place"))
    run.add_argument(
        "--behind-proxy", action="store_true", help=_("derrière un mandataire qui chiffre")
    )
    _versions(verbs, common)
    parsers.command(verbs, common, "status", _("dit comment va le serveur"), "server:status")


def _versions(verbs: Parsers, common: argparse.ArgumentParser) -> None:
    upgrade = parsers.command(
        verbs, common, "upgrade", _("met les tables à jour, après le programme"), "server:upgrade"
    )
    upgrade.add_argument(
        "--database", default="", metavar="URL", help=_("avec le rôle qui possède les tables")
    )
    parsers.command(
        verbs,
        common,
        "epoch",
        _("redemande tout aux ordinateurs, après une bascule non confirmée"),
        "server:epoch",
    )
    require = parsers.command(
        verbs, common, "require", _("n'envoie rien aux versions plus anciennes"), "server:require"
    )
    require.add_argument("version", metavar="VERSION")


def _rescue(verbs: Parsers, common: argparse.ArgumentParser) -> None:
    recover = parsers.command(
        verbs, common, "recover", _("rouvre un ordinateur, par sa demande"), "server_rescue:recover"
    )
    recover.add_argument("file", metavar=_("DEMANDE"), help=_("de maraude key recover request"))
    recover.add_argument("answer", metavar=_("RÉPONSE"), help=_("le fichier à rapporter"))
    parsers.command(
        verbs,
        common,
        "sheet",
        _("refait la feuille de secours de l'association"),
        "server_rescue:sheet",
    )


def _arrivals(verbs: Parsers, common: argparse.ArgumentParser) -> None:
    bundle = parsers.command(
        verbs, common, "bundle", _("répond à un fichier apporté"), "server:bundle"
    )
    bundle.add_argument("file", metavar=_("FICHIER"), help=_("de maraude bundle write"))
    bundle.add_argument("answer", metavar=_("RÉPONSE"), help=_("le fichier à rapporter"))
    apart = parsers.command(
        verbs, common, "quarantine", _("montre ce qui est mis de côté"), "quarantine:show"
    )
    apart.add_argument("--contents", action="store_true", help=_("et ce que cela dit"))
    free = parsers.command(
        verbs, common, "release", _("applique ce qui l'est"), "quarantine:release"
    )
    free.add_argument("change", nargs="+", type=parsers.identifier, metavar=_("CHANGEMENT"))


def _directory(nouns: Parsers, common: argparse.ArgumentParser) -> None:
    verbs = parsers.noun(
        nouns, common, "directory", _("publie l'annuaire que les ordinateurs reçoivent")
    )
    load = parsers.command(
        verbs, common, "import", _("importe un fichier"), "server_directory:load"
    )
    load.add_argument("file", metavar=_("FICHIER"))
    load.add_argument("--format", metavar="FORMAT", help=_("s'il n'est pas reconnu"))
    parsers.feed(load)
    load.add_argument("--mapping", metavar=_("FICHIER"), help=_("ce que veulent dire ses champs"))
    load.add_argument(
        "--confirm", action="store_true", help=_("accepte que beaucoup de services disparaissent")
    )
    remove = parsers.command(
        verbs, common, "remove", _("ne publie plus une source"), "server_directory:remove"
    )
    remove.add_argument("source", metavar="SOURCE")
    remove.add_argument(
        "--confirm", action="store_true", help=_("accepte qu'elle disparaisse de chaque ordinateur")
    )
    parsers.command(verbs, common, "status", _("dit ce qui est publié"), "server_directory:status")


def _backup(verbs: Parsers, common: argparse.ArgumentParser) -> None:
    backup = parsers.command(
        verbs, common, "backup", _("sauvegarde le serveur"), "server_backup:backup"
    )
    backup.add_argument("folder", metavar=_("DOSSIER"))
    backup.add_argument(
        "--off-site", action="store_true", help=_("ce dossier est ailleurs que le serveur")
    )
    restore = parsers.command(
        verbs, common, "restore", _("remet une sauvegarde en place"), "server_backup:restore"
    )
    restore.add_argument("file", metavar=_("FICHIER"))
