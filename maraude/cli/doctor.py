"""``maraude doctor``: whether all is well with the profile on this laptop."""

import shutil
import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from maraude import paths
from maraude.cli import access, folder
from maraude.cli.output import Answer
from maraude.domain.clock import system_now
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.tui import terminal_check
from maraude.usecases import departure, health, profiles
from maraude.usecases.health import Finding, Level

_MARKS = {Level.WELL: "✓", Level.WATCH: "!", Level.WRONG: "✗"}
_COLUMNS, _ROWS = 80, 24


def run(arguments: Namespace) -> Answer:
    """Look at everything; all of it where the passphrase is given, else what can be seen."""
    home = folder.home(arguments)
    departure.refuse_emptied(home)
    key = _key(home, arguments)
    found = [*health.examine(home, key, system_now()), *_terminal()]
    well = all(one.level is Level.WELL for one in found)
    told = _("Il y a quelque chose à faire.")
    if well:
        told = _("Tout va bien.") if key else _("Ce qui a pu être vérifié va bien.")
    document = {
        "well": well,
        "unlocked": key is not None,
        "findings": [
            {
                "about": one.about,
                "level": str(one.level),
                "sentence": one.sentence,
                "to_do": one.to_do,
            }
            for one in found
        ],
    }
    lines = [line for one in found for line in _lines(one)]
    return Answer(document, [*lines, told], status=0 if well else 1)


def _key(home: Path, arguments: Namespace) -> bytes | None:
    """Give the key of the profile; None where nobody is there to give the passphrase."""
    if paths.demo_key(home).exists():
        return paths.demo_key(home).read_bytes()
    if not paths.keyring(home).exists():
        return None
    if not arguments.passphrase_file and not (sys.stdin and sys.stdin.isatty()):
        return None
    if typed := access.passphrase(arguments):
        return profiles.key(home, typed)
    return None


def _terminal() -> Iterator[Finding]:
    """Say whether the application could be shown here; nothing where no terminal is."""
    label = _("Terminal")
    try:
        terminal_check.refuse_unfit_terminal()
    except Refusal as refused:
        if refused.code != "no-terminal":
            yield Finding("terminal", label, Level.WATCH, refused.message)
        return
    size = shutil.get_terminal_size()
    sentence = _("{columns} colonnes, {rows} lignes, en UTF-8.").format(
        columns=size.columns, rows=size.lines
    )
    if size.columns < _COLUMNS or size.lines < _ROWS:
        to_do = _("Agrandissez la fenêtre : maraude est fait pour 80 colonnes et 24 lignes.")
        yield Finding("terminal", label, Level.WATCH, sentence, to_do)
    else:
        yield Finding("terminal", label, Level.WELL, sentence)


def _lines(found: Finding) -> Iterator[str]:
    yield f"{_MARKS[found.level]} {found.label} : {found.sentence}"
    if found.to_do and found.level is not Level.WELL:
        yield f"  → {found.to_do}"
