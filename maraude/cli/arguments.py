"""The words that the command line understands, and the function that each command runs."""

import argparse
from collections.abc import Sequence
from typing import NoReturn

from maraude import __version__, i18n, paths, preferences
from maraude.cli import (
    directory_arguments,
    folder,
    key_arguments,
    parsers,
    person_arguments,
    server_arguments,
)
from maraude.cli.parsers import Parsers
from maraude.domain.refusal import Refusal
from maraude.i18n import _


class WrongUsage(Refusal):
    """A command line that cannot be read; ``usage`` says how it is written."""

    def __init__(self, usage: str, message: str) -> None:
        super().__init__("wrong-usage", message)
        self.usage = usage


class _Parser(argparse.ArgumentParser):
    """A parser that leaves it to its caller to say what is wrong."""

    def error(self, message: str) -> NoReturn:
        raise WrongUsage(self.format_usage().rstrip(), message)


def language(argv: Sequence[str]) -> str:
    """Find the language before anything is said, usage errors included.

    It is the one asked for, else the one chosen in the settings, else that of the environment.
    """
    early = argparse.ArgumentParser(add_help=False, exit_on_error=False, allow_abbrev=False)
    early.add_argument("--lang", choices=i18n.LANGUAGES)
    early.add_argument("--home")
    early.add_argument("--passphrase-file")
    try:
        known, rest = early.parse_known_args(list(argv))
    except (argparse.ArgumentError, SystemExit):
        return i18n.preferred()
    home = folder.home(known)
    if rest[:1] == ["demo"]:
        home = paths.demo_home(home)
    chosen = preferences.read(paths.preferences(home)).language
    return known.lang or chosen or i18n.preferred()


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Read a command line; WrongUsage where it is wrong, SystemExit after help was printed."""
    return parser().parse_args(
        argv, argparse.Namespace(json=False, home=None, passphrase_file=None)
    )


def parser() -> argparse.ArgumentParser:
    """Build the parser of everything."""
    common = _common()
    top = _Parser(
        "maraude",
        description=_("La soirée d'une équipe de maraude. Sans commande : ouvre l'application."),
        parents=[common],
        allow_abbrev=False,
    )
    top.add_argument(
        "--version",
        action="version",
        version=f"maraude {__version__}",
        help=_("dit la version et quitte"),
    )
    top.set_defaults(run="maraude.cli.application:run")
    nouns = top.add_subparsers(title=_("commandes"), metavar=_("COMMANDE"))
    for add in (
        _init,
        key_arguments.add,
        _demo,
        _tour,
        _log,
        _undo,
        person_arguments.add,
        _spots,
        _near,
        directory_arguments.add,
        _gap,
        _backup,
        _sync,
        _conflicts,
        _quarantine,
        server_arguments.add,
    ):
        add(nouns, common)
    _settings(nouns, common)
    return top


def _common() -> argparse.ArgumentParser:
    """Give the options that are accepted before and after every command."""
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--home", metavar=_("DOSSIER"), help=_("le dossier du profil"))
    common.add_argument(
        "--passphrase-file",
        metavar=_("FICHIER"),
        help=_("un fichier dont la première ligne est la phrase de passe"),
    )
    common.add_argument("--json", action="store_true", help=_("répond par un document JSON"))
    common.add_argument("--lang", choices=i18n.LANGUAGES, help=_("la langue, fr ou en"))
    return common


def _init(nouns: Parsers, common: argparse.ArgumentParser) -> None:
    init = parsers.command(nouns, common, "init", _("crée le profil de l'équipe"), "profile:init")
    init.add_argument("--organisation", required=True, metavar=_("NOM"))
    init.add_argument("--team", required=True, metavar=_("ÉQUIPE"))
    init.add_argument("--user", required=True, metavar=_("PRÉNOM"))
    init.add_argument("--territory", default="paris", metavar=_("TERRITOIRE"))
    init.add_argument(
        "--on-call", default="", metavar=_("NUMÉRO"), help=_("le téléphone de l'astreinte")
    )


def _demo(nouns: Parsers, common: argparse.ArgumentParser) -> None:
    demo = parsers.command(nouns, common, "demo", _("montre une soirée fictive"), "demo:run")
    demo.add_argument(
        "--seed", type=parsers.whole_number, default=1, metavar="N", help=_("une autre soirée")
    )
    demo.add_argument(
        "--headless", action="store_true", help=_("crée la soirée sans ouvrir l'application")
    )


def _tour(nouns: Parsers, common: argparse.ArgumentParser) -> None:
    verbs = parsers.noun(nouns, common, "tour", _("commence, montre ou termine la maraude"))
    start = parsers.command(verbs, common, "start", _("commence la maraude"), "tour:start")
    start.add_argument("--sector", default="", metavar=_("SECTEUR"))
    start.add_argument("--member", action="append", default=[], metavar=_("PRÉNOM[:RÔLE]"))
    end = parsers.command(verbs, common, "end", _("termine la maraude"), "tour:end")
    end.add_argument("--kilometres", type=parsers.number, metavar="KM")
    end.add_argument("--debrief", default="", metavar=_("TEXTE"))
    for verb in (start, end):
        verb.add_argument("--at", metavar="ISO", help=_("quand, si ce n'est pas maintenant"))
    show = parsers.command(verbs, common, "show", _("montre la maraude"), "tour:show")
    morning = parsers.command(
        nouns, common, "morning", _("résume une nuit, équipe par équipe"), "morning:show"
    )
    for command in (show, morning):
        command.add_argument(
            "--evening", metavar=_("DATE"), help=_("une autre soirée : 2026-11-23")
        )


def _log(nouns: Parsers, common: argparse.ArgumentParser) -> None:
    log = parsers.command(nouns, common, "log", _("note une rencontre en une ligne"), "log:log")
    log.add_argument("line", metavar=_("LIGNE"), help=_("par exemple « éhc=u-r »"))
    log.add_argument("--spot", default="", metavar=_("LIEU"), help=_("où, par son début"))
    log.add_argument("--at", metavar="ISO", help=_("quand, si ce n'est pas maintenant"))
    log.add_argument(
        "--keep", action="store_true", help=_("garde en note ce qui n'est pas compris")
    )
    log.add_argument(
        "--new-person",
        action="append",
        default=[],
        metavar=_("NOM"),
        help=_("crée la fiche d'une personne que la ligne nomme ainsi"),
    )
    log.add_argument(
        "--informed",
        choices=("yes", "no", "not_possible"),
        default="no",
        help=_("si la personne sait qu'une fiche existe"),
    )
    log.add_argument(
        "--safety-for",
        default="",
        metavar=_("NOM"),
        help=_("qui, des personnes nommées, une note de sécurité concerne"),
    )


def _undo(nouns: Parsers, common: argparse.ArgumentParser) -> None:
    parsers.command(nouns, common, "undo", _("annule la dernière chose notée ce soir"), "log:undo")


def _spots(nouns: Parsers, common: argparse.ArgumentParser) -> None:
    spots = parsers.command(
        nouns, common, "spots", _("montre, ajoute ou importe des lieux"), "spots:run"
    )
    spots.add_argument(
        "words",
        nargs="*",
        metavar=_("TEXTE | add NOM | import FICHIER"),
        help=_("le début d'un nom ; ou add et un nom ; ou import et un fichier CSV"),
    )
    parsers.place(spots, required=False)
    spots.add_argument("--sector", default="", metavar=_("SECTEUR"))
    spots.add_argument("--kind", default="", metavar=_("TYPE"))


def _near(nouns: Parsers, common: argparse.ArgumentParser) -> None:
    near = parsers.command(
        nouns, common, "near", _("montre ce qui est ouvert près d'ici"), "near:near"
    )
    what = near.add_mutually_exclusive_group(required=True)
    what.add_argument("--need", metavar="CODE", help=_("un besoin : HYG, ALI, HEB…"))
    what.add_argument("--category", metavar=_("NOM"), help=_("une sorte d'aide : toilets, shower…"))
    parsers.place(near, required=True)
    near.add_argument("--when", metavar="ISO", help=_("quand, si ce n'est pas maintenant"))
    near.add_argument("--for", dest="for_", default="", metavar="woman,pets,…")
    near.add_argument("--minutes", type=parsers.number, default=15, metavar="N", help=_("à pied"))
    near.add_argument("--limit", type=parsers.whole_number, default=5, metavar="N")


def _gap(nouns: Parsers, common: argparse.ArgumentParser) -> None:
    gap = parsers.command(
        nouns,
        common,
        "gap",
        _("dit où, quand et pour quoi rien n'était ouvert à un quart d'heure à pied"),
        "gap:show",
    )
    gap.add_argument("--from", dest="first", metavar=_("DATE"), help=_("la première soirée"))
    gap.add_argument("--to", dest="last", metavar=_("DATE"), help=_("la dernière soirée"))
    gap.add_argument(
        "--outside",
        action="store_true",
        help=_("pour d'autres que l'association : cache ce que moins de 11 rencontres font"),
    )
    gap.add_argument("--minutes", type=parsers.number, default=15, metavar="N", help=_("à pied"))


def _backup(nouns: Parsers, common: argparse.ArgumentParser) -> None:
    backup = parsers.command(
        nouns, common, "backup", _("sauvegarde le profil dans un fichier chiffré"), "backup:backup"
    )
    restore = parsers.command(
        nouns, common, "restore", _("remet en place le profil d'une sauvegarde"), "backup:restore"
    )
    for command in (backup, restore):
        command.add_argument("file", metavar=_("FICHIER"))
    export = parsers.command(
        nouns,
        common,
        "export",
        _("écrit en clair ce que l'équipe a noté, en CSV et en JSON Lines"),
        "export:run",
    )
    export.add_argument(
        "folder", metavar=_("DOSSIER"), help=_("un dossier qui n'existe pas encore")
    )
    export.add_argument(
        "--with-narrow",
        action="store_true",
        help=_("aussi les identités, notes de sécurité et de soins, droits et positions exactes"),
    )
    export.add_argument("--yes", action="store_true", help=_("confirme : tout y est en clair"))
    parsers.command(
        nouns,
        common,
        "doctor",
        _("vérifie que tout va bien : fichiers, sauvegardes, place, horloge"),
        "doctor:run",
    )


def _sync(nouns: Parsers, common: argparse.ArgumentParser) -> None:
    enrol = parsers.command(
        nouns, common, "enrol", _("inscrit l'ordinateur auprès d'un serveur"), "sync:enrol"
    )
    enrol.add_argument("code", metavar=_("CODE"), help=_("donné par la coordination"))
    enrol.add_argument(
        "--name", default="", metavar=_("NOM"), help=_("comment l'ordinateur s'appelle là-bas")
    )
    sync = parsers.command(nouns, common, "sync", _("échange avec le serveur"), "sync:run")
    bundle = parsers.noun(nouns, common, "bundle", _("échange par une clé USB"))
    write = parsers.command(bundle, common, "write", _("écrit ce qui attend"), "bundle:write")
    read = parsers.command(bundle, common, "read", _("lit ce qui revient"), "bundle:read")
    for command in (write, read):
        command.add_argument("file", metavar=_("FICHIER"))
    for command in (sync, read):
        command.add_argument(
            "--accept-removals",
            action="store_true",
            help=_("accepte que le serveur retire beaucoup de fiches de cet ordinateur"),
        )


def _conflicts(nouns: Parsers, common: argparse.ArgumentParser) -> None:
    parsers.command(
        nouns,
        common,
        "conflicts",
        _("liste ce que deux personnes ont écrit différemment"),
        "conflicts:show",
    )
    settle = parsers.command(
        nouns,
        common,
        "settle",
        _("tranche ce que deux personnes ont écrit différemment, pour la coordination"),
        "conflicts:settle",
    )
    settle.add_argument(
        "conflict",
        type=parsers.identifier,
        metavar=_("DÉSACCORD"),
        help=_("comme conflicts le nomme"),
    )
    way = settle.add_mutually_exclusive_group(required=True)
    way.add_argument(
        "--value", type=int, metavar="N", help=_("garde une des valeurs, la première est 1")
    )
    way.add_argument("--text", metavar=_("TEXTE"), help=_("garde un autre texte"))
    way.add_argument(
        "--keep-all",
        action="store_true",
        help=_("garde la première, et toutes en note dans la fiche"),
    )


def _quarantine(nouns: Parsers, common: argparse.ArgumentParser) -> None:
    apart = parsers.command(
        nouns,
        common,
        "quarantine",
        _("liste ce que le serveur a mis de côté, pour la coordination"),
        "apart:show",
    )
    apart.add_argument(
        "--laptop", default="", metavar=_("NOM"), help=_("seulement d'un ordinateur, par son nom")
    )
    release = parsers.command(
        nouns,
        common,
        "release",
        _("fait appliquer par le serveur ce qu'il a mis de côté"),
        "apart:release",
    )
    release.add_argument(
        "change",
        nargs="+",
        type=parsers.identifier,
        metavar=_("CHANGEMENT"),
        help=_("comme quarantine le nomme"),
    )


def _settings(nouns: Parsers, common: argparse.ArgumentParser) -> None:
    settings = parsers.command(
        nouns, common, "settings", _("montre ou change les réglages"), "settings:run"
    )
    settings.add_argument(
        "key", nargs="?", metavar=_("RÉGLAGE"), help=_("lequel : language, theme, speed…")
    )
    settings.add_argument("value", nargs="?", metavar=_("VALEUR"), help=_("sa nouvelle valeur"))
