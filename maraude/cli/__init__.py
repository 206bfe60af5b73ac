"""The command line: everything but the terminal application, for hands and for scripts."""

import importlib
import sys
from argparse import Namespace
from collections.abc import Sequence

from maraude import i18n, process
from maraude.cli import arguments, output
from maraude.domain.refusal import Refusal
from maraude.i18n import _

INTERRUPTED = 130
WRONG_USAGE = frozenset(
    {
        "bad-address",
        "bad-code",
        "bad-date",
        "bad-change",
        "bad-feed",
        "bad-position",
        "bad-time",
        "bad-evening",
        "missing-feed",
        "missing-place",
        "missing-word",
        "not-confirmed",
        "unknown-category",
        "unknown-facet",
        "unknown-format",
        "unknown-need",
        "unknown-setting",
        "wrong-setting",
        "wrong-value",
    }
)
"""Refusals of the command's own words rather than of what they ask for."""


def main(argv: Sequence[str]) -> int:
    """Run one command; gives 0 when done, 1 when refused or failed, 2 for wrong usage.

    Whatever goes wrong is one sentence on standard error; a traceback reaches nobody.
    """
    process.protect()
    process.collect_rarely()
    i18n.use(arguments.language(argv))
    i18n.translate_argparse()
    try:
        chosen = arguments.parse(argv)
    except SystemExit as stopped:
        return int(stopped.code or 0)
    except arguments.WrongUsage as wrong:
        as_json = "--json" in argv
        output.error(wrong.code, wrong.message, as_json=as_json, usage=wrong.usage)
        return 2
    try:
        return _run(chosen)
    except Refusal as refusal:
        output.error(refusal.code, refusal.message, as_json=chosen.json)
        return 2 if refusal.code in WRONG_USAGE else 1
    except output.NotShownError as failure:
        output.discard(sys.stdout)
        if not failure.reader_left:
            message = _("C'est fait, mais la réponse n'a pas pu être écrite.")
            output.error("not-shown", message, as_json=chosen.json)
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as failure:
        output.error("system", _refused_by_system(failure), as_json=chosen.json)
    except Exception as failure:
        output.error("internal", _apology(failure), as_json=chosen.json)
    return 1


def _run(chosen: Namespace) -> int:
    """Import the module of the command, and do it."""
    module, _colon, function = chosen.run.partition(":")
    answer: output.Answer | int = getattr(importlib.import_module(module), function)(chosen)
    if isinstance(answer, int):
        return answer
    output.show(answer, as_json=chosen.json)
    return answer.status


def _refused_by_system(failure: OSError) -> str:
    """Say which file or folder could not be used."""
    return _(
        "Ce fichier ou ce dossier ne peut pas être lu ou écrit : {path}. Vérifiez le chemin, la"
        " place libre et vos droits."
    ).format(path=failure.filename or "?")


def _apology(failure: Exception) -> str:
    """Say that something broke, with the place in the code and nothing of the data."""
    place = failure.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    where = place.tb_frame.f_code.co_name if place else ""
    return _(
        "Une erreur qui n'aurait pas dû arriver ; ce qui était enregistré l'est toujours."
        " À signaler : {error} dans {where}."
    ).format(error=type(failure).__name__, where=where)
