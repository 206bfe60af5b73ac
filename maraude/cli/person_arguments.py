"""The words of the commands about people: find, read, show to the person, erase."""

import argparse

from maraude.cli import parsers
from maraude.cli.parsers import Parsers
from maraude.i18n import _


def add(nouns: Parsers, common: argparse.ArgumentParser) -> None:
    """Add the commands about people."""
    people = parsers.command(nouns, common, "people", _("cherche une personne"), "people:search")
    people.add_argument("text", nargs="*", metavar=_("NOM"), help=_("un nom, même mal écrit"))
    person = _of_one(nouns, common, "person", _("montre la fiche d'une personne"), "people:show")
    person.add_argument(
        "--log", action="store_true", help=_("dit qui a ouvert la fiche, pour la coordination")
    )
    _subject_access(nouns, common)
    restrict = _of_one(
        nouns, common, "restrict", _("gèle la fiche de qui la conteste"), "people:restrict"
    )
    restrict.add_argument(
        "--lift", action="store_true", help=_("lève le gel, pour la coordination")
    )
    erase = _of_one(
        nouns, common, "erase", _("efface une personne pour toujours"), "people:erase_one"
    )
    erase.add_argument("--yes", action="store_true", help=_("confirme : rien n'est retrouvé"))
    _redact(nouns, common)
    does = _("efface les personnes que nul n'a rencontrées depuis deux ans")
    parsers.purging(parsers.command(nouns, common, "purge", does, "purge:run"))


def _redact(nouns: Parsers, common: argparse.ArgumentParser) -> None:
    does = _("efface un texte pour toujours, et laisse le reste")
    redact = parsers.command(nouns, common, "redact", does, "redact:run")
    redact.add_argument(
        "record",
        type=parsers.identifier,
        metavar=_("IDENTIFIANT"),
        help=_("l'identifiant que donne --json"),
    )
    redact.add_argument(
        "field",
        nargs="?",
        default="",
        metavar=_("CHAMP"),
        help=_("lequel de ses textes, s'il en a plusieurs : note, text, place…"),
    )
    redact.add_argument("--yes", action="store_true", help=_("confirme : rien n'est retrouvé"))


def _subject_access(nouns: Parsers, common: argparse.ArgumentParser) -> None:
    does = _("montre à une personne sa fiche, sans ce qui concerne les autres")
    shown = _of_one(nouns, common, "subject-access", does, "subject_access:run")
    shown.add_argument(
        "file", nargs="?", metavar=_("FICHIER"), help=_(".html ou .txt ; sans lui : à l'écran")
    )
    shown.add_argument(
        "--checked",
        default="",
        metavar=_("COMMENT"),
        help=_("comment l'identité est vérifiée : known, papers, answers ou accompanied"),
    )
    for option, helps in (
        ("--mask", _("masque encore un mot, autant de fois qu'il faut")),
        ("--show", _("montre un mot masqué à tort")),
    ):
        shown.add_argument(option, action="append", default=[], metavar=_("MOT"), help=helps)
    shown.add_argument(
        "--safety",
        action="store_true",
        help=_("montre aussi le texte des notes protégées, relu par la coordination"),
    )


def _of_one(
    nouns: Parsers, common: argparse.ArgumentParser, name: str, does: str, run: str
) -> argparse.ArgumentParser:
    """Add a command about the person of a code."""
    made = parsers.command(nouns, common, name, does, run)
    made.add_argument(
        "code", type=parsers.identifier, metavar="CODE", help=_("le code de la fiche")
    )
    return made
