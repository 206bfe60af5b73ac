"""Files of services from elsewhere, read into the directory's own model. No importer stores."""

from datetime import date
from pathlib import Path

from maraude.directory.importers import opendatasoft
from maraude.directory.importers.batch import Batch
from maraude.directory.importers.documents import load_json
from maraude.domain.refusal import Refusal
from maraude.i18n import _

FORMATS = {opendatasoft.FORMAT: opendatasoft}


def read(path: Path, copied_on: date, format: str | None = None) -> Batch:  # noqa: A002 - the command's word
    """Read a file in one of ``FORMATS``, recognised by its content where none is named.

    Refusal: ``unreadable-file``, ``file-too-large``, ``unknown-format``.
    """
    if format is not None and format not in FORMATS:
        raise Refusal(
            "unknown-format",
            _("Le format « {name} » n'est pas connu. Formats connus : {known}.").format(
                name=format, known=", ".join(FORMATS)
            ),
        )
    document = load_json(path)
    importers = FORMATS.values() if format is None else (FORMATS[format],)
    importer = next((entry for entry in importers if entry.recognises(document)), None)
    if importer is None:
        raise Refusal(
            "unknown-format",
            _("Le contenu de « {name} » n'est pas d'un format connu : {known}.").format(
                name=path.name, known=", ".join(FORMATS)
            ),
        )
    batch: Batch = importer.read(document, copied_on)
    return batch
