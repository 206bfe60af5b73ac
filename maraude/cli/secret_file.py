"""A secret that a file holds, out of the history of the terminal and the list of processes."""

from maraude import paths
from maraude.domain.refusal import Refusal
from maraude.i18n import _

_MAX_BYTES = 4096


def first_line(file: str) -> str:
    """Read the first line of a file, without its end; Refusal ``unreadable-file``."""
    try:
        with paths.typed(file).open("rb") as stream:
            line = stream.readline(_MAX_BYTES)
        return line.decode("utf-8-sig").rstrip("\r\n")
    except (OSError, ValueError) as error:
        raise Refusal(
            "unreadable-file",
            _("Le fichier {file} ne peut pas être lu.").format(file=file),
        ) from error
