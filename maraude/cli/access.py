"""How a command reaches the profile: its folder, its clock, its passphrase."""

import getpass
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, tzinfo

from maraude import paths
from maraude.cli import folder, output
from maraude.demo import demo
from maraude.domain.evening import Evening
from maraude.domain.refusal import Refusal
from maraude.domain.spot import Position
from maraude.i18n import _
from maraude.usecases import departure, profiles, recovery
from maraude.usecases.session import Session

MAX_PASSPHRASE = 4096
FIRST_YEAR, LAST_YEAR = 2000, 2099


@contextmanager
def session(arguments: Namespace) -> Iterator[Session]:
    """Open the profile for one command; a demonstration opens without a passphrase."""
    home = folder.home(arguments)
    departure.refuse_emptied(home)
    if paths.demo_key(home).exists():
        opened = demo.open_session(home)
    elif not profiles.exists(home):
        raise Refusal(
            "no-profile",
            _(
                "Il n'y a pas de profil ici. Créez-en un avec maraude init, ou essayez maraude"
                " demo."
            ),
        )
    else:
        opened = profiles.unlock(home, passphrase(arguments))
    if opened.notice:
        output.say(opened.notice)
    try:
        yield opened
    except Exception as failure:
        if sentence := recovery.diagnose(home, failure):
            raise Refusal("damaged-database", sentence) from failure
        raise
    finally:
        opened.close()


def passphrase(arguments: Namespace) -> str:
    """Give the passphrase from the file named, else from whoever sits at the terminal."""
    if arguments.passphrase_file:
        return first_line(arguments.passphrase_file)
    return ask(_("Phrase de passe : "))


def new_passphrase(file: str | None) -> str:
    """Give a new passphrase from ``file``, else typed twice by whoever sits at the terminal."""
    if file:
        return first_line(file)
    typed = ask(_("Nouvelle phrase de passe : "))
    if ask(_("La même, encore une fois : ")) != typed:
        raise Refusal("not-the-same", _("Les deux phrases ne sont pas les mêmes."))
    return typed


def ask(question: str) -> str:
    """Ask for a secret at the terminal; Refusal where there is nobody to ask."""
    if not sys.stdin or not sys.stdin.isatty():
        raise Refusal(
            "no-passphrase",
            _("Il faut une phrase de passe : --passphrase-file FICHIER, ou un terminal."),
        )
    try:
        return getpass.getpass(question)
    except EOFError:
        raise Refusal("no-passphrase", _("Aucune phrase de passe n'a été tapée.")) from None


def first_line(file: str) -> str:
    """Read the first line of a file, without its end."""
    try:
        with paths.typed(file).open("rb") as stream:
            line = stream.readline(MAX_PASSPHRASE)
        return line.decode("utf-8-sig").rstrip("\r\n")
    except (OSError, ValueError) as error:
        raise Refusal(
            "unreadable-file",
            _("Le fichier {file} ne peut pas être lu.").format(file=file),
        ) from error


def moment(session: Session, text: str | None) -> datetime | None:
    """Read an ISO moment, local to the team where it says no offset; None stays None."""
    if text is None:
        return None
    try:
        return _aware(text, session.zone)
    except ValueError:
        raise Refusal(
            "bad-time",
            _("Une date s'écrit 2026-11-24T01:30 : {text} n'en est pas une.").format(text=text),
        ) from None


def evening(session: Session, text: str | None) -> Evening:
    """Read the date of an evening, tonight by default."""
    if text is None:
        return session.evening
    try:
        return Evening.parse(text)
    except ValueError:
        raise Refusal(
            "bad-date",
            _("Une soirée s'écrit 2026-11-23 : {text} n'en est pas une.").format(text=text),
        ) from None


def position(text: str) -> Position:
    """Read ``LAT,LON`` in degrees."""
    try:
        return Position.parse(text)
    except ValueError:
        raise Refusal(
            "bad-position",
            _("Une position s'écrit --at=48.8676,2.3636 : {text} n'en est pas une.").format(
                text=text
            ),
        ) from None


def _aware(text: str, zone: tzinfo) -> datetime:
    read = datetime.fromisoformat(text)
    if not FIRST_YEAR <= read.year <= LAST_YEAR:
        raise ValueError("out of range")
    return read if read.tzinfo else read.replace(tzinfo=zone)
