"""Files of services from elsewhere, read into the directory's own model. No importer stores."""

import json
from collections.abc import Callable, Iterable
from collections.abc import Mapping as Named
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Protocol

from maraude.directory import naming
from maraude.directory.importers import (
    data_inclusion,
    hsds,
    mapped,
    opendatasoft,
    overpass,
    packages,
    pbf,
    soliguide,
    team,
)
from maraude.directory.importers.batch import Batch
from maraude.directory.importers.documents import beginning, is_json, load, load_json
from maraude.directory.importers.mapping import Mapping
from maraude.directory.importers.tables import SEPARATORS
from maraude.directory.service import TEAM
from maraude.domain.refusal import Refusal
from maraude.domain.text import clean_line
from maraude.i18n import _


class _OfDocument(Protocol):
    """An importer of JSON documents, whose records stand in the list named ``LIST``."""

    LIST: str

    def recognises(self, document: object, /) -> bool: ...
    def read(self, document: object, copied_on: date, /) -> Batch: ...


_JSON: dict[str, _OfDocument] = {
    opendatasoft.FORMAT: opendatasoft,
    overpass.FORMAT: overpass,
    data_inclusion.FORMAT: data_inclusion,
    hsds.FORMAT: hsds,
    soliguide.FORMAT: soliguide,
}
_FILES: dict[str, Callable[[Path, date], Batch]] = {pbf.FORMAT: pbf.read, team.FORMAT: team.read}
FORMATS = (*_JSON, *_FILES)
_PARQUET = b"PAR1"
_TABLE = "table"


def read(
    path: Path,
    copied_on: date,
    format: str | None = None,  # noqa: A002 - the command's word
    meaning: Mapping | None = None,
    feed: str = "",
) -> Batch:
    """Read a file in one of ``FORMATS``, recognised by its content where none is named.

    A folder or a zip stands for the files in it. With a ``meaning``, any export or table is read
    as that says. Where the format has several feeds, ``feed`` names this one (``naming.feed``).
    Refusal: ``unreadable-file``, ``file-too-large``, ``unknown-format``, ``parquet``, and as the
    importers.
    """
    return _called(_read(path, copied_on, format, meaning), meaning, feed)


def read_together(
    parts: Named[str, Path],
    copied_on: date,
    format: str | None = None,  # noqa: A002 - the command's word
    meaning: Mapping | None = None,
    feed: str = "",
) -> Batch:
    """Read files that belong together, by their names without suffix, as ``read`` a folder."""
    document = packages.together(parts)
    batch = _of_document(document, ", ".join(parts), copied_on, format, meaning)
    return _called(batch, meaning, feed)


def _called(batch: Batch, meaning: Mapping | None, feed: str) -> Batch:
    """Name the source of a batch, unless its mapping does."""
    return batch if meaning else batch.called(naming.feed(batch.source, feed))


def _read(
    path: Path,
    copied_on: date,
    format: str | None,  # noqa: A002 - the command's word
    meaning: Mapping | None,
) -> Batch:
    if format is not None and format not in FORMATS:
        raise Refusal(
            "unknown-format",
            _("Le format « {name} » n'est pas connu. Formats connus : {known}.").format(
                name=format, known=", ".join(FORMATS)
            ),
        )
    if meaning is None and (name := format or _of_file(path)) in _FILES:
        return _FILES[name](path, copied_on)
    return _of_document(_document(path, format), path.name, copied_on, format, meaning)


def _of_document(
    document: object,
    name: str,
    copied_on: date,
    format: str | None,  # noqa: A002 - the command's word
    meaning: Mapping | None,
) -> Batch:
    if meaning is not None:
        return mapped.read(document, meaning, copied_on)
    importer = _importer(document, format)
    if importer is None:
        raise _unknown(name)
    return importer.read(document, copied_on)


def reread(
    source: str,
    attribution: str,
    raws: Iterable[str],
    copied_on: date,
    meaning: Mapping | None = None,
) -> Batch:
    """Read again the records of ``source`` that were kept when it was imported.

    ``copied_on`` is the day of that import. Refusal: ``unknown-format`` where no importer knows
    them and no ``meaning`` is given, or where they would become another source.
    """
    records = [json.loads(raw) for raw in dict.fromkeys(raws)]
    batch: Batch | None
    kind = naming.family(source)
    if kind == TEAM:
        batch = team.of_records(records, copied_on)
    elif meaning is not None:
        batch = mapped.read(records, meaning, copied_on)
    else:
        batch = _reread(kind, records, copied_on)
    if batch is None or batch.source != (source if meaning else kind):
        raise Refusal(
            "unknown-format",
            _(
                "Les fiches gardées de « {source} » ne sont d'aucun format connu : donnez leur"
                " correspondance avec --mapping."
            ).format(source=source),
        )
    if meaning is not None:
        return batch
    batch = batch.called(source)
    services = tuple(replace(service, attribution=attribution) for service in batch.services)
    return replace(batch, attribution=attribution, services=services)


def _reread(source: str, records: list[object], copied_on: date) -> Batch | None:
    """Read records with the importer that gives ``source``; None where there is none."""
    for importer in _JSON.values():
        document = {importer.LIST: records}
        if importer.recognises(document):
            batch = importer.read(document, copied_on)
            if batch.source == source:
                return batch
    return None


def _document(path: Path, format: str | None) -> object:  # noqa: A002 - the command's word
    """Give what a file, a folder or an archive holds: JSON, or the rows of tables by name."""
    if path.is_dir():
        return packages.load(path)
    start = beginning(path)
    if start.startswith(packages.ZIP):
        return packages.load(path)
    if start.startswith(_PARQUET):
        raise Refusal(
            "parquet",
            _(
                "« {name} » est un fichier Parquet, qui ne se lit pas ici : prenez le même jeu de"
                " données en JSON ou en CSV."
            ).format(name=path.name),
        )
    if _is_table(start) and not is_json(start):
        return {_TABLE: packages.rows(load(path))}
    if is_json(start) or format is not None:
        return load_json(path)
    raise _unknown(path.name)


def _importer(document: object, format: str | None) -> _OfDocument | None:  # noqa: A002 - as above
    importers = _JSON.values() if format is None else (_JSON[format],) if format in _JSON else ()
    return next((entry for entry in importers if entry.recognises(document)), None)


def _of_file(path: Path) -> str | None:
    """Recognise by its first bytes a file that is no document."""
    if path.is_dir():
        return None
    start = beginning(path)
    if pbf.recognises(start):
        return pbf.FORMAT
    if is_json(start) or not _is_table(start) or start.startswith((packages.ZIP, _PARQUET)):
        return None
    row = dict.fromkeys(packages.titles(start), "")
    return None if _importer({_TABLE: [row]}, None) else team.FORMAT


def _is_table(start: bytes) -> bool:
    first = start.partition(b"\n")[0].decode("latin-1")
    return b"\0" not in start and any(separator in first for separator in SEPARATORS)


def _unknown(name: str) -> Refusal:
    return Refusal(
        "unknown-format",
        _("Le contenu de « {name} » n'est pas d'un format connu : {known}.").format(
            name=clean_line(name), known=", ".join(FORMATS)
        ),
    )
