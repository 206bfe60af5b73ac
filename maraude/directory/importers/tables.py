"""Tables that people make: CSV from any spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from maraude import i18n
from maraude.directory.importers import documents
from maraude.directory.importers.records import RecordError
from maraude.domain.cells import restored
from maraude.domain.refusal import Refusal
from maraude.domain.text import clean_line, fold
from maraude.i18n import _

if TYPE_CHECKING:
    from _csv import Reader

MAX_BYTES = 8 * 2**20
SEPARATORS = (",", ";", "\t")
_MAX_TITLE = 40


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line of the file on which it ends, and its texts, cleaned, by column."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A row that cannot be told into cells: the line on which it ends, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file in its order, and the columns that nobody asked for."""

    rows: tuple[Row | WrongRow, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """What columns may stand in a table, in any order, each under its name or its French title."""

    titles: Mapping[str, str]
    required: Sequence[str]

    def name(self, title: str) -> str:
        """Give the name of a column as someone titled it; the folded title of an unknown one."""
        folded = fold(clean_line(title))[:_MAX_TITLE]
        return next(
            (name for name, french in self.titles.items() if fold(french) == folded), folded
        )

    def title(self, name: str) -> str:
        """Give how a column is titled in the language in use."""
        return i18n.label(self.titles.get(name, name), name)

    def said(self, names: Iterable[str]) -> str:
        """List columns as they are titled in the language in use."""
        return ", ".join(map(self.title, names))


def read(path: Path, columns: Columns) -> Table:
    """Read a CSV file whose first line names the columns.

    The file is UTF-8, with or without a byte order mark, or as Windows wrote it in Western
    Europe; the separator is a comma, a semicolon or a tab.

    Refusal: ``unreadable-file``, ``file-too-large``, ``wrong-columns``.
    """
    lines = reader(documents.load(path, MAX_BYTES))
    try:
        header = [columns.name(title) for title in next(lines, [])]
    except csv.Error:
        header = []
    unknown = tuple(name for name in header if name and name not in columns.titles)
    _refuse_wrong(header, unknown, columns)
    return Table(tuple(_rows(lines, header)), unknown)


def reader(data: bytes) -> "Reader":
    """Give the rows of CSV in any encoding and with any separator that ``read`` knows."""
    text = _decoded(data)
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)


def cells(row: Row | WrongRow) -> Mapping[str, str]:
    """Give the cells of a row; RecordError where it has none."""
    if isinstance(row, Row):
        return row.cells
    raise RecordError(row.reason)


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _refuse_wrong(header: Sequence[str], unknown: Sequence[str], columns: Columns) -> None:
    missing = [name for name in columns.required if name not in header]
    twice = [name for name in dict.fromkeys(header) if name and header.count(name) > 1]
    if not missing and not twice:
        return
    sentences = (
        _("La première ligne doit nommer les colonnes, chacune une fois."),
        _("Il manque : {columns}.").format(columns=columns.said(missing)) if missing else "",
        _("En double : {columns}.").format(columns=columns.said(twice)) if twice else "",
        _("Inconnues : {columns}.").format(columns=columns.said(unknown)) if unknown else "",
        _("Colonnes possibles : {columns}.").format(columns=columns.said(columns.titles)),
    )
    raise Refusal("wrong-columns", " ".join(filter(None, sentences)))


def _rows(reader: "Reader", header: Sequence[str]) -> Iterator[Row | WrongRow]:
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield WrongRow(
                reader.line_num,
                _(
                    "La ligne n'est pas lisible : un guillemet est de trop, ou une cellule est"
                    " énorme."
                ),
            )
            continue
        if any(map(str.strip, row)):
            yield _row(reader.line_num, header, row)


def _row(line: int, header: Sequence[str], row: Sequence[str]) -> Row | WrongRow:
    if any(map(str.strip, row[len(header) :])):
        # An unquoted decimal comma would otherwise move a place to another country.
        return WrongRow(line, _("La ligne a plus de cellules que de colonnes."))
    filled = (*row, *("" for _missing in range(len(header) - len(row))))
    texts = {name: restored(clean_line(cell)) for name, cell in zip(header, filled, strict=False)}
    return Row(line, texts)
