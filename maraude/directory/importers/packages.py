"""Files that belong together: a folder, or a zip, of JSON documents and CSV tables."""

import csv
import lzma
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from maraude.directory.importers import documents, tables
from maraude.directory.importers.batch import RefusedRecord
from maraude.domain.refusal import Refusal
from maraude.i18n import _

ZIP = b"PK\x03\x04"
MAX_FILES = 200
_DOCUMENTS = (".json", ".geojson")
_SUFFIXES = (*_DOCUMENTS, ".csv")
# What a database writes where there is nothing.
_NOTHING = ("", "null", "NULL")


def load(path: Path) -> object:
    """Give the content of each file by its name without suffix; a lone document as it is.

    A table is the list of its rows, as ``rows`` reads them. Of files with one name, the JSON
    document is read.

    Refusal: ``unreadable-file`` where nothing of the kind is there, or a document is damaged;
    ``file-too-large``.
    """
    return _content(_files(path), path.name)


def together(parts: Mapping[str, Path]) -> object:
    """Give the content of files by their names, as ``load`` gives that of those in a folder.

    Which is a document and which a table is told by their content. Refusal: as ``load``.
    """
    return _content(_parts(parts), ", ".join(parts))


def _content(files: Iterable[tuple[str, bytes]], of: str) -> object:
    parsed: dict[str, object] = {}
    read: dict[str, object] = {}
    for name, data in files:
        stem, suffix = Path(name).stem, Path(name).suffix.casefold()
        if suffix in _DOCUMENTS:
            parsed[stem] = documents.parse_json(data, name)
        else:
            read[stem] = rows(data)
    if not parsed and not read:
        raise Refusal(
            "unreadable-file",
            _("« {name} » ne contient ni document JSON ni tableau CSV.").format(name=of),
        )
    found = {**read, **parsed}
    return next(iter(parsed.values())) if parsed and len(found) == 1 else found


def rows(data: bytes) -> list[dict[str, str] | None]:
    """Give the cells of each row that hold something, by their title; None for a torn row."""
    reader = tables.reader(data)
    return list(_rows(reader, _titles(reader)))


def titles(data: bytes) -> list[str]:
    """Give the titles of a table's columns; none where its first row is torn."""
    return _titles(tables.reader(data))


def torn(document: object) -> tuple[RefusedRecord, ...]:
    """Say of each table of a document how many of its rows could not be read."""
    tables_of = document.items() if isinstance(document, Mapping) else ()
    counts = {
        name: sum(row is None for row in table)
        for name, table in tables_of
        if isinstance(table, list)
    }
    return tuple(
        RefusedRecord(
            _("tableau « {name} »").format(name=name),
            _("Lignes illisibles, laissées de côté : {n}.").format(n=count),
        )
        for name, count in counts.items()
        if count
    )


def _titles(reader: Iterator[list[str]]) -> list[str]:
    try:
        return [title.strip() for title in next(reader, [])]
    except csv.Error:
        return []


def _rows(reader: Iterator[list[str]], titles: list[str]) -> Iterator[dict[str, str] | None]:
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield None
            continue
        if any(cell.strip() for cell in row[len(titles) :]):
            yield None
        elif any(row):
            cells = zip(titles, map(str.strip, row), strict=False)
            yield {title: cell for title, cell in cells if cell not in _NOTHING}


def _files(path: Path) -> Iterator[tuple[str, bytes]]:
    """Give name and content of what can be read; together no larger than one file may be."""
    return _limited(_of_folder(path) if path.is_dir() else _of_zip(path), path)


def _parts(parts: Mapping[str, Path]) -> Iterator[tuple[str, bytes]]:
    """Give name, with a suffix that says what it is, and content of files."""
    loaded = ((name, documents.load(path)) for name, path in parts.items())
    named = (
        (f"{name}.json" if documents.is_json(data) else f"{name}.csv", data)
        for name, data in loaded
    )
    return _limited(named, Path(", ".join(parts)))


def _limited(files: Iterable[tuple[str, bytes]], path: Path) -> Iterator[tuple[str, bytes]]:
    left = documents.MAX_BYTES
    for name, data in files:
        left -= len(data)
        if left < 0:
            raise documents.too_large(path)
        yield name, data


def _of_folder(path: Path) -> Iterator[tuple[str, bytes]]:
    try:
        names = sorted(file.name for file in path.iterdir())
    except OSError as error:
        raise documents.unreadable(path) from error
    for name in filter(_is_wanted, names[:MAX_FILES]):
        yield name, documents.load(path / name)


def _of_zip(path: Path) -> Iterator[tuple[str, bytes]]:
    documents.refuse_unless_file(path)
    try:
        with zipfile.ZipFile(path) as archive:
            members = [entry for entry in archive.infolist() if _is_wanted(entry.filename)]
            # A small archive may swell without end.
            if sum(entry.file_size for entry in members) > documents.MAX_BYTES:
                raise documents.too_large(path)
            for entry in members[:MAX_FILES]:
                yield Path(entry.filename).name, archive.read(entry)
    except (
        zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, ValueError, RuntimeError,
    ) as error:  # fmt: skip
        raise Refusal(
            "unreadable-file",
            _(
                "L'archive « {name} » ne se laisse pas lire : elle est incomplète ou protégée."
                " Téléchargez-la de nouveau."
            ).format(name=path.name),
        ) from error


def _is_wanted(name: str) -> bool:
    path = Path(name)
    hidden = path.name.startswith(".") or "__MACOSX" in path.parts
    return not hidden and path.suffix.casefold() in _SUFFIXES
