"""JSON files from elsewhere, read with care: they may be cut, huge, or meant to do harm."""

import json
from pathlib import Path

from maraude.domain.refusal import Refusal
from maraude.i18n import _

MAX_BYTES = 256 * 1024 * 1024


BEGINNING = 4096


def beginning(path: Path) -> bytes:
    """Give the first bytes of a file; Refusal ``unreadable-file`` where there are none."""
    try:
        with path.open("rb") as stream:
            start = stream.read(BEGINNING)
    except OSError as error:
        raise _unreadable(path) from error
    if not start:
        raise _unreadable(path)
    return start


def refuse_large(path: Path) -> None:
    """Refuse a file that is too large to be held in memory: ``file-too-large``."""
    if path.stat().st_size > MAX_BYTES:
        raise Refusal(
            "file-too-large",
            _("Le fichier « {name} » est trop gros : {limit} Mo au plus.").format(
                name=path.name, limit=MAX_BYTES // 1024**2
            ),
        )


def load_json(path: Path) -> object:
    """Read a JSON document in UTF-8, with or without a byte order mark.

    Refusal: ``unreadable-file`` for what is missing, cut, not JSON, or nested without end;
    ``file-too-large`` past ``MAX_BYTES``.
    """
    try:
        if not path.is_file():
            raise _unreadable(path)
        refuse_large(path)
        document: object = json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise _unreadable(path) from error
    return document


def _unreadable(path: Path) -> Refusal:
    return Refusal(
        "unreadable-file",
        _(
            "Le fichier « {name} » ne se laisse pas lire : il est absent, incomplet ou n'est pas"
            " du JSON. Téléchargez-le de nouveau."
        ).format(name=path.name),
    )
