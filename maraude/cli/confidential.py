"""What commands do not print: it is copied, sent and kept by others."""

from collections.abc import Iterable

from maraude.directory.links import Link
from maraude.i18n import ngettext
from maraude.usecases.orient import Nearby


def apart(found: Iterable[Nearby]) -> tuple[list[Nearby], int]:
    """Give the services that may be printed, and how many only professionals know."""
    every = list(found)
    shown = [one for one in every if not one.service.confidential]
    return shown, len(every) - len(shown)


def links(found: Iterable[Link]) -> tuple[Link, ...]:
    """Give the links that may be printed."""
    return tuple(link for link in found if not link.confidential)


def sentences(withheld: int) -> list[str]:
    """Say that some are told on the screen alone; nothing where there are none."""
    if not withheld:
        return []
    said = ngettext(
        "{n} lieu réservé aux professionnels n'est montré que dans l'application.",
        "{n} lieux réservés aux professionnels ne sont montrés que dans l'application.",
        withheld,
    )
    return [said.format(n=withheld)]
