"""Files of services from elsewhere, read into the directory's own model. No importer stores."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Protocol

from maraude.directory.importers import opendatasoft, overpass, pbf, soliguide, team
from maraude.directory.importers.batch import Batch
from maraude.directory.importers.documents import beginning, load_json
from maraude.directory.importers.tables import SEPARATORS
from maraude.domain.refusal import Refusal
from maraude.i18n import _


class _OfDocument(Protocol):
    """An importer of JSON documents."""

    def recognises(self, document: object, /) -> bool: ...
    def read(self, document: object, copied_on: date, /) -> Batch: ...


_JSON: dict[str, _OfDocument] = {
    opendatasoft.FORMAT: opendatasoft,
    overpass.FORMAT: overpass,
    soliguide.FORMAT: soliguide,
}
_FILES: dict[str, Callable[[Path, date], Batch]] = {pbf.FORMAT: pbf.read, team.FORMAT: team.read}
FORMATS = (*_JSON, *_FILES)


def read(path: Path, copied_on: date, format: str | None = None) -> Batch:  # noqa: A002 - the command's word
    """Read a file in one of ``FORMATS``, recognised by its content where none is named.

    Refusal: ``unreadable-file``, ``file-too-large``, ``unknown-format``, and as the importers.
    """
    if format is not None and format not in FORMATS:
        raise Refusal(
            "unknown-format",
            _("Le format « {name} » n'est pas connu. Formats connus : {known}.").format(
                name=format, known=", ".join(FORMATS)
            ),
        )
    start = beginning(path)
    if format is None:
        format = _of_file(start)  # noqa: A001 - as above
    if format in _FILES:
        return _FILES[format](path, copied_on)
    if format is None and not _is_json(start):
        raise _unknown(path)
    document = load_json(path)
    importers = _JSON.values() if format is None else (_JSON[format],)
    importer = next((entry for entry in importers if entry.recognises(document)), None)
    if importer is None:
        raise _unknown(path)
    return importer.read(document, copied_on)


def _of_file(start: bytes) -> str | None:
    """Recognise by its first bytes a file that is no JSON document."""
    if pbf.recognises(start):
        return pbf.FORMAT
    first = start.partition(b"\n")[0].decode("latin-1")
    is_table = not _is_json(start) and b"\0" not in start and any(s in first for s in SEPARATORS)
    return team.FORMAT if is_table else None


def _is_json(start: bytes) -> bool:
    return start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"{", b"["))


def _unknown(path: Path) -> Refusal:
    return Refusal(
        "unknown-format",
        _("Le contenu de « {name} » n'est pas d'un format connu : {known}.").format(
            name=path.name, known=", ".join(FORMATS)
        ),
    )
