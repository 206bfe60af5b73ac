"""The words of ``maraude directory``."""

import argparse

from maraude.cli import parsers
from maraude.cli.parsers import Parsers
from maraude.i18n import _


def add(nouns: Parsers, common: argparse.ArgumentParser) -> None:
    """Add the noun and its verbs."""
    verbs = parsers.noun(nouns, common, "directory", _("remplit l'annuaire, ou dit où il en est"))
    _filling(verbs, common)
    _models(verbs, common)
    parsers.command(
        verbs, common, "status", _("dit de quand datent les services"), "directory:status"
    )
    remove = parsers.command(
        verbs, common, "remove", _("retire une source et ses services"), "directory:remove"
    )
    remove.add_argument("source", metavar="SOURCE")
    parsers.command(
        verbs, common, "restore", _("remet en place l'annuaire d'avant"), "directory:restore"
    )
    _search(verbs, common)
    _correct(verbs, common)
    _source(verbs, common)
    _addresses(verbs, common)
    _graph(verbs, common)


def _filling(verbs: Parsers, common: argparse.ArgumentParser) -> None:
    load = parsers.command(verbs, common, "import", _("importe un fichier"), "directory:load")
    load.add_argument("file", metavar=_("FICHIER"))
    load.add_argument("--format", metavar="FORMAT", help=_("s'il n'est pas reconnu"))
    update = parsers.command(
        verbs, common, "update", _("prend sur le réseau ce qui a changé"), "sources:update"
    )
    update.add_argument(
        "source", nargs="*", metavar=_("SOURCE"), help=_("lesquelles, si ce n'est pas toutes")
    )
    remap = parsers.command(
        verbs, common, "remap", _("relit les fiches gardées, sans le fichier"), "directory:remap"
    )
    remap.add_argument("source", nargs="?", metavar="SOURCE", help=_("toutes, si rien n'est dit"))
    parsers.feed(load)
    for command in (load, remap):
        command.add_argument(
            "--mapping", metavar=_("FICHIER"), help=_("ce que veulent dire ses champs")
        )
    for command in (load, update, remap):
        command.add_argument(
            "--confirm",
            action="store_true",
            help=_("accepte que beaucoup de services disparaissent"),
        )


def _search(verbs: Parsers, common: argparse.ArgumentParser) -> None:
    search = parsers.command(
        verbs, common, "search", _("cherche un service par quelques mots"), "search:run"
    )
    search.add_argument(
        "text", nargs="+", metavar=_("TEXTE"), help=_("un nom, un besoin : « douche », « toubib »")
    )
    parsers.place(search, required=False)
    search.add_argument("--limit", type=parsers.whole_number, default=10, metavar="N")


def _models(verbs: Parsers, common: argparse.ArgumentParser) -> None:
    template = parsers.command(
        verbs, common, "template", _("écrit un modèle de tableau à remplir"), "directory:template"
    )
    mapping = parsers.command(
        verbs, common, "mapping", _("écrit un modèle de correspondance"), "directory:mapping"
    )
    for command in (template, mapping):
        command.add_argument("file", metavar=_("FICHIER"))


def _addresses(nouns: Parsers, common: argparse.ArgumentParser) -> None:
    verbs = parsers.noun(nouns, common, "addresses", _("importe ou cherche des adresses"))
    load = parsers.command(
        verbs, common, "import", _("importe un fichier de la BAN ou de BANO"), "addresses:load"
    )
    load.add_argument("file", metavar=_("FICHIER"), help=_("CSV, compressé par gzip ou non"))
    load.add_argument(
        "--confirm", action="store_true", help=_("accepte que beaucoup d'adresses disparaissent")
    )
    find = parsers.command(verbs, common, "find", _("dit où est une adresse"), "addresses:find")
    find.add_argument(
        "text", nargs="+", metavar=_("ADRESSE"), help=_("une adresse, une commune ou un plus code")
    )
    find.add_argument("--at", metavar="LAT,LON", help=_("près d'où : --at=48.8676,2.3636"))
    parsers.command(
        verbs, common, "status", _("dit de quand datent les adresses"), "addresses:status"
    )


def _source(verbs: Parsers, common: argparse.ArgumentParser) -> None:
    source = parsers.noun(verbs, common, "source", _("gère les adresses de l'annuaire"))
    parsers.command(source, common, "list", _("montre les adresses"), "sources:show")
    add = parsers.command(source, common, "add", _("ajoute une adresse"), "sources:add")
    remove = parsers.command(source, common, "remove", _("retire une adresse"), "sources:remove")
    for command in (add, remove):
        command.add_argument("name", metavar=_("NOM"))
    add.add_argument(
        "url",
        nargs="*",
        metavar="URL",
        help=_("https://…, une par fichier de la source ; sans elle, celle du programme"),
    )
    add.add_argument("--format", default="", metavar="FORMAT", help=_("s'il n'est pas reconnu"))
    add.add_argument(
        "--mapping", default="", metavar=_("FICHIER"), help=_("ce que veulent dire ses champs")
    )
    add.add_argument(
        "--box",
        default="",
        metavar=_("SUD,OUEST,NORD,EST"),
        help=_("ce qu'OpenStreetMap a dans cette zone : --box=45.70,4.76,45.81,4.93"),
    )
    add.add_argument(
        "--department",
        default="",
        metavar=_("DÉPARTEMENT"),
        help=_("ses adresses, de la Base Adresse Nationale : --department=69"),
    )
    key = add.add_mutually_exclusive_group()
    key.add_argument(
        "--key-file",
        default="",
        metavar=_("FICHIER"),
        help=_("un fichier dont la première ligne est la clé de l'association"),
    )
    key.add_argument("--ask-key", action="store_true", help=_("demande la clé"))


def _graph(verbs: Parsers, common: argparse.ArgumentParser) -> None:
    graph = parsers.noun(verbs, common, "graph", _("compte les minutes à pied par les rues"))
    build = parsers.command(
        graph, common, "build", _("fait le plan des rues d'un extrait OSM"), "graph:build"
    )
    build.add_argument("file", metavar=_("FICHIER.osm.pbf"))
    parsers.command(graph, common, "status", _("dit quel plan des rues il y a"), "graph:status")
    parsers.command(graph, common, "remove", _("retire le plan des rues"), "graph:remove")


def _correct(verbs: Parsers, common: argparse.ArgumentParser) -> None:
    correct = parsers.command(
        verbs, common, "correct", _("corrige un service pour toutes les équipes"), "correct:correct"
    )
    correct.add_argument(
        "service",
        type=parsers.identifier,
        metavar=_("SERVICE"),
        help=_("tel que maraude near le donne"),
    )
    _wrong(correct.add_mutually_exclusive_group(required=True))
    correct.add_argument("--note", default="", metavar=_("TEXTE"), help=_("pourquoi, ou où"))
    correct.add_argument("--until", metavar=_("SOIRÉE"), help=_("la dernière soirée où cela vaut"))
    correct.add_argument("--at", metavar="LAT,LON", help=_("où il a déménagé"))


def _wrong(what: parsers.Group) -> None:
    """Add what may be wrong of a service, and that nothing is any more."""
    for name, does in (
        ("closed", _("il est fermé")),
        ("full", _("il est complet")),
        ("moved", _("il a déménagé : dites où")),
    ):
        what.add_argument(f"--{name}", dest="what", action="store_const", const=name, help=does)
    what.add_argument("--refuses", metavar=_("QUI"), help=_("woman, pets… : n'est pas accueilli"))
    what.add_argument("--withdraw", action="store_true", help=_("retire ce qui a été corrigé"))
