"""Whether the terminal can show the application; what works where it cannot."""

import os
import sys
from collections.abc import Mapping

from maraude.domain.refusal import Refusal
from maraude.i18n import _


def refuse_unfit_terminal(environ: Mapping[str, str] = os.environ) -> None:
    """Do nothing where the application can run here; else Refusal, naming what works."""
    if not all(stream and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise Refusal("no-terminal", _("Cet écran a besoin d'un terminal.") + _what_works())
    if sys.platform == "win32":
        return
    if environ.get("TERM", "") in ("", "dumb", "unknown"):
        raise Refusal(
            "plain-terminal",
            _("Ce terminal ne sait pas afficher un écran entier (TERM={term}).").format(
                term=environ.get("TERM", "")
            )
            + _what_works(),
        )
    if not _writes_utf8(environ):
        raise Refusal(
            "not-utf-8",
            _(
                "Ce terminal n'est pas réglé en UTF-8 : les accents seraient illisibles."
                " Essayez LC_ALL=C.UTF-8."
            )
            + _what_works(),
        )


def _writes_utf8(environ: Mapping[str, str]) -> bool:
    """Tell whether the locale is UTF-8; none at all is what Python, too, takes for UTF-8."""
    names = (environ.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    return "utf" in next((name for name in names if name), "utf").lower()


def _what_works() -> str:
    return " " + _(
        "Ces commandes marchent partout : maraude log, maraude tour show, maraude near,"
        " maraude --help."
    )
