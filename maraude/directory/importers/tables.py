"""Tables that people make: CSV from any spreadsheet."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from maraude.domain.refusal import Refusal
from maraude.domain.text import clean_line, fold
from maraude.i18n import _

MAX_BYTES = 8 * 2**20


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line of the file on which it ends, and its cells, cleaned, by column."""

    line: int
    cells: Mapping[str, str]


def read(
    path: Path, columns: Sequence[str], names: Mapping[str, str], required: Sequence[str]
) -> tuple[Row, ...]:
    """Give the rows of a CSV file whose first line names the columns.

    ``columns`` are those that may stand there, in any order; ``names`` gives other names for
    them, folded. The file is UTF-8, with or without a byte order mark, or Latin-1; the separator
    is a comma, a semicolon or a tab.

    Refusal: ``unreadable-file``, ``file-too-large``, ``bad-csv``, ``wrong-columns``.
    """
    text = _text(path)
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    try:
        header = [_column(title, names) for title in next(reader, [])]
        _refuse_wrong(header, columns, required)
        return tuple(
            Row(reader.line_num, _cells(header, row)) for row in reader if any(map(str.strip, row))
        )
    except csv.Error as error:
        raise Refusal("bad-csv", _("Ce fichier n'est pas un tableau CSV lisible.")) from error


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Refusal("file-too-large", _("Ce fichier dépasse 8 Mo : est-ce le bon ?"))
        data = path.read_bytes()
    except OSError as error:
        raise Refusal(
            "unreadable-file", _("Le fichier {name} ne peut pas être lu.").format(name=path.name)
        ) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _column(title: str, names: Mapping[str, str]) -> str:
    folded = fold(clean_line(title))
    return names.get(folded, folded)


def _cells(header: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    filled = (*row, *("" for _missing in range(len(header) - len(row))))
    return {name: clean_line(cell) for name, cell in zip(header, filled, strict=False)}


def _refuse_wrong(header: Sequence[str], columns: Sequence[str], required: Sequence[str]) -> None:
    missing = [name for name in required if name not in header]
    unknown = [name for name in header if name and name not in columns]
    if missing or not header:
        raise Refusal(
            "wrong-columns",
            _(
                "La première ligne doit nommer les colonnes. Il manque : {missing}. Colonnes"
                " inconnues : {unknown}. Colonnes possibles : {columns}."
            ).format(
                missing=", ".join(missing) or "–",
                unknown=", ".join(unknown) or "–",
                columns=", ".join(columns),
            ),
        )
