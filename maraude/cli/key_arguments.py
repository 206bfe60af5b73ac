"""The words that ``maraude key`` takes."""

import argparse

from maraude.cli import parsers
from maraude.cli.parsers import Parsers
from maraude.i18n import _


def add(nouns: Parsers, common: argparse.ArgumentParser) -> None:
    """Add ``key`` and its verbs."""
    verbs = parsers.noun(
        nouns, common, "key", _("gère les phrases de passe et la feuille de secours")
    )
    parsers.command(verbs, common, "list", _("dit qui peut ouvrir le profil"), "key:list_users")
    more = parsers.command(
        verbs, common, "add", _("ouvre le profil à une personne de plus"), "key:add"
    )
    change = parsers.command(verbs, common, "change", _("change sa phrase de passe"), "key:change")
    remove = parsers.command(
        verbs, common, "remove", _("ferme le profil à une personne"), "key:remove"
    )
    for verb in (more, remove):
        verb.add_argument("--user", required=True, metavar=_("PRÉNOM"))
    change.add_argument(
        "--user", metavar=_("PRÉNOM"), help=_("celle de quelqu'un d'autre, qui l'a oubliée")
    )
    for verb in (more, change):
        parsers.new_passphrase(verb)
    parsers.command(verbs, common, "sheet", _("refait la feuille de secours"), "key:sheet")
    pin = parsers.command(verbs, common, "pin", _("choisit un code court"), "key:change_pin")
    pin_from = pin.add_mutually_exclusive_group()
    pin_from.add_argument(
        "--pin-file",
        metavar=_("FICHIER"),
        help=_("un fichier dont la première ligne est le code"),
    )
    pin_from.add_argument("--remove", action="store_true", help=_("ne plus en avoir"))
    rekey = parsers.command(
        verbs, common, "rekey", _("change la clé de tout ce qui est gardé ici"), "key:change_key"
    )
    rekey.add_argument("--confirm", action="store_true", help=_("le fait, au lieu de l'expliquer"))
    _recover(verbs, common)


def _recover(nouns: Parsers, common: argparse.ArgumentParser) -> None:
    verbs = parsers.noun(
        nouns, common, "recover", _("rouvre par l'association, quand tout le reste est perdu")
    )
    request = parsers.command(
        verbs, common, "request", _("écrit la demande à porter à la base"), "key_recover:request"
    )
    answer = parsers.command(
        verbs, common, "answer", _("ouvre avec la réponse de la base"), "key_recover:answer"
    )
    for verb in (request, answer):
        verb.add_argument("file", metavar=_("FICHIER"))
    answer.add_argument("--user", required=True, metavar=_("PRÉNOM"))
    parsers.new_passphrase(answer)
