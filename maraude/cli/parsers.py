"""What commands are declared with."""

import argparse
from typing import Any

from maraude.i18n import _

Parsers = Any
"""What ``add_subparsers`` gives, which argparse does not name."""
Group = Any
"""What ``add_mutually_exclusive_group`` gives, which it does not name either."""


def number(text: str) -> float:
    """Read a number, with a comma or a point."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise argparse.ArgumentTypeError(
            _("« {text} » n'est pas un nombre").format(text=text)
        ) from None


def whole_number(text: str) -> int:
    """Read a whole number."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            _("« {text} » n'est pas un nombre entier").format(text=text)
        ) from None


def identifier(text: str) -> str:
    """Read what names a record; bytes of the command line that are no text name none."""
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise argparse.ArgumentTypeError(_("« {text} » n'est pas du texte").format(text=text))
    return text


def port(text: str) -> int:
    """Read the number of a port."""
    number = whole_number(text)
    if not 0 <= number < 2**16:
        raise argparse.ArgumentTypeError(
            _("« {text} » n'est pas un numéro de port").format(text=text)
        )
    return number


def command(
    nouns: Parsers, common: argparse.ArgumentParser, name: str, does: str, run: str = ""
) -> argparse.ArgumentParser:
    """Add a command; ``run`` is its module and function below ``maraude.cli``."""
    made: argparse.ArgumentParser = nouns.add_parser(
        name, help=does, description=does, parents=[common], allow_abbrev=False
    )
    if run:
        made.set_defaults(run=f"maraude.cli.{run}")
    return made


def noun(
    nouns: Parsers, common: argparse.ArgumentParser, name: str, does: str, *, required: bool = True
) -> Parsers:
    """Add a noun whose verbs are commands of their own."""
    made = command(nouns, common, name, does)
    return made.add_subparsers(
        title=_("actions"), metavar=_("ACTION"), dest="action", required=required
    )


def place(command: argparse.ArgumentParser, *, required: bool) -> None:
    """Add the two ways to say where."""
    where = command.add_mutually_exclusive_group(required=required)
    where.add_argument("--at", metavar="LAT,LON", help=_("la position : --at=48.8676,2.3636"))
    where.add_argument(
        "--address", metavar=_("ADRESSE"), help=_("une adresse, une commune ou un plus code")
    )


def purging(command: argparse.ArgumentParser) -> None:
    """Add what every purge may be told."""
    command.add_argument(
        "--dry-run", action="store_true", help=_("dit qui et pourquoi, sans rien effacer")
    )
    command.add_argument(
        "--yes", action="store_true", help=_("confirme, si plus d'une fiche sur cinq est à effacer")
    )


def feed(command: argparse.ArgumentParser) -> None:
    """Add what a feed is called whose format has several."""
    command.add_argument(
        "--source",
        default="",
        metavar=_("NOM"),
        help=_("comment l'appeler, s'il y en a plusieurs de ce format : lyon"),
    )


def new_passphrase(command: argparse.ArgumentParser) -> None:
    """Add the file of a new passphrase, which is typed where none is named."""
    command.add_argument(
        "--new-passphrase-file",
        metavar=_("FICHIER"),
        help=_("un fichier dont la première ligne est la nouvelle phrase de passe"),
    )
