"""Files from elsewhere, read with care: they may be cut, huge, or no files at all."""

import json
from pathlib import Path

from maraude.domain.refusal import Refusal
from maraude.i18n import _

MAX_BYTES = 256 * 2**20
BEGINNING = 4_096


def refuse_unless_file(path: Path) -> None:
    """Refuse a folder, a device, or a pipe that nobody may ever write to: ``unreadable-file``."""
    try:
        is_file = path.is_file()
    except (OSError, ValueError):
        is_file = False
    if not is_file:
        raise unreadable(path)


def unreadable(path: Path) -> Refusal:
    """Give the refusal of a file that is not there, or cannot be opened."""
    return Refusal(
        "unreadable-file",
        _("Il n'y a pas de fichier « {name} », ou il ne peut pas être lu.").format(name=path.name),
    )


def too_large(path: Path, limit: int = MAX_BYTES) -> Refusal:
    """Give the refusal of a file of more than ``limit`` bytes."""
    return Refusal(
        "file-too-large",
        _("Le fichier « {name} » est trop gros : {limit} Mo au plus. Est-ce le bon ?").format(
            name=path.name, limit=limit // 2**20
        ),
    )


def load(path: Path, limit: int = MAX_BYTES) -> bytes:
    """Read a file whole.

    Refusal: ``unreadable-file`` where that fails, ``file-too-large`` past ``limit`` bytes.
    """
    refuse_unless_file(path)
    # A file may lie about its size, or grow.
    if path.stat().st_size > limit or len(data := _first(path, limit + 1)) > limit:
        raise too_large(path, limit)
    return data


def beginning(path: Path) -> bytes:
    """Give the first bytes of a file; Refusal ``unreadable-file`` where there are none."""
    start = _first(path, BEGINNING)
    if not start:
        raise Refusal(
            "unreadable-file", _("Le fichier « {name} » est vide.").format(name=path.name)
        )
    return start


def is_json(start: bytes) -> bool:
    """Tell by its beginning whether something is a JSON document, and no table."""
    return start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"{", b"["))


def load_json(path: Path) -> object:
    """Read a JSON document in UTF-8, with or without a byte order mark.

    Refusal: as ``load`` and ``parse_json``.
    """
    return parse_json(load(path), path.name)


def parse_json(data: bytes, name: str) -> object:
    """Read the JSON document in ``data``, of the file ``name``, as ``load_json`` does.

    Refusal: ``unreadable-file`` for what is cut, not JSON, or nested without end.
    """
    try:
        document: object = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Refusal(
            "unreadable-file",
            _(
                "Le fichier « {name} » ne se laisse pas lire : il est incomplet, ou n'est pas du"
                " JSON. Téléchargez-le de nouveau."
            ).format(name=name),
        ) from error
    return document


def _first(path: Path, count: int) -> bytes:
    """Read at most ``count`` bytes of a regular file."""
    refuse_unless_file(path)
    try:
        with path.open("rb") as stream:
            return stream.read(count)
    except OSError as error:
        raise unreadable(path) from error
