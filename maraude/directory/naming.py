"""What a source is called: a format that many give out has a name for each of its feeds.

The one feed of a format is called as the format is (``hsds``), others after it (``hsds-lyon``), so
that two cities' feeds live beside each other and still say which importer reads them.
"""

import re

from maraude.directory.service import BASE, TEAM
from maraude.domain.refusal import Refusal
from maraude.i18n import _

FAMILIES = (TEAM, BASE, "openstreetmap", "data-inclusion", "hsds", "soliguide")
"""Sources that may have several feeds."""
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def check(name: str) -> str:
    """Give the name of a source or feed as it is kept; Refusal ``wrong-value``."""
    name = name.strip().lower()
    if not _NAME.fullmatch(name):
        raise Refusal(
            "wrong-value",
            _("Le nom d'une source a de 1 à 40 lettres sans accent, chiffres ou traits d'union."),
        )
    return name


def family(source: str) -> str:
    """Give the source of ``FAMILIES`` that this one is a feed of; else itself."""
    return next((one for one in FAMILIES if _is_of(source, one)), source)


def feed(source: str, name: str) -> str:
    """Give what the feed ``name`` of a source is called; a source of one feed stays as it is."""
    kind = family(source)
    if not name or kind not in FAMILIES:
        return source
    return name if _is_of(name, kind) else f"{kind}-{name}"


def _is_of(source: str, kind: str) -> bool:
    return source == kind or source.startswith(f"{kind}-")
