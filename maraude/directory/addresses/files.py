"""Files of French addresses, as CSV, compressed by gzip or not.

BAN (adresse.data.gouv.fr) has a header and semicolons. BANO (OpenStreetMap France) has commas and
is published without a header: ``id,number,street,postcode,town,source,lat,lon``.
"""

import csv
import gzip
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, cast

from maraude.directory.addresses.address import Address, HouseNumber
from maraude.directory.importers import documents
from maraude.directory.importers.records import RecordError, position
from maraude.domain.refusal import Refusal
from maraude.domain.text import clean_line, fold
from maraude.i18n import _

MAX_LINE = 16 * 1024
MAX_LINES = 8_000_000
"""More than the addresses of the largest region."""
MAX_TEXT = 120

_GZIP = b"\x1f\x8b"
_INSEE = re.compile(r"(97\d|98\d|2[AB]|\d\d)\d", re.ASCII)
_POSTCODE = re.compile(r"\d{5}", re.ASCII)
_NUMBER = re.compile(r"(\d{1,5}) *([a-z]{0,6})", re.ASCII)
_DEGREES = re.compile(r"-?\d{1,3}(\.\d{1,20})?", re.ASCII)
_NEEDED = frozenset({"number", "street", "postcode", "town", "lat", "lon"})


@dataclass(frozen=True, slots=True)
class Format:
    """How a file is written: its columns in BANO's names, by their titles, and its credit."""

    name: str
    attribution: str
    separator: str
    titles: Mapping[str, str]


BAN = Format(
    name="ban",
    attribution="Base Adresse Nationale, Licence Ouverte 2.0",
    separator=";",
    titles={
        "id": "id",
        "id_ban": "id",
        "id_ban_adresse": "id",
        "numero": "number",
        "rep": "suffix",
        "nom_voie": "street",
        "code_postal": "postcode",
        "code_insee": "insee",
        "nom_commune": "town",
        "lat": "lat",
        "lon": "lon",
    },
)
_BANO_COLUMNS = ("id", "number", "street", "postcode", "town", "source", "lat", "lon")
BANO = Format(
    name="bano",
    attribution="BANO, OpenStreetMap France, ODbL",
    separator=",",
    titles={name: name for name in _BANO_COLUMNS},
)


@dataclass(frozen=True, slots=True)
class WrongLine:
    """A line that is no address: its number in the file, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class _Layout:
    """In which cell each column stands, and whether the first line says so."""

    format: Format
    places: Mapping[str, int]
    has_header: bool


class AddressFile:
    """An open file of addresses, read once from its start; Refusal as ``reading``."""

    def __init__(self, raw: IO[bytes], size: int, name: str) -> None:
        self._raw, self._size, self._name = raw, size, name
        compressed = raw.read(len(_GZIP)) == _GZIP
        raw.seek(0)
        self._stream = cast("IO[bytes]", gzip.GzipFile(fileobj=raw)) if compressed else raw
        self._first = self._line()
        self._layout = self._recognised()

    @property
    def format(self) -> Format:
        """The format, recognised by the first line."""
        return self._layout.format

    @property
    def share_read(self) -> float:
        """How much of the file is read, from 0 to 1."""
        return min(self._raw.tell() / max(self._size, 1), 1.0)

    def lines(self) -> Iterator[Address | WrongLine]:
        """Give each line as an address, or say what is wrong with it."""
        number, line = 1, self._first
        if self._layout.has_header:
            number, line = 2, self._line()
        while line:
            if number > MAX_LINES:
                raise Refusal(
                    "file-too-large",
                    _("Le fichier a plus de {n} lignes : importez-le par départements.").format(
                        n=MAX_LINES
                    ),
                )
            if line.strip():
                yield _read(line, number, self._layout)
            number, line = number + 1, self._line()

    def _recognised(self) -> _Layout:
        for known in (BAN, BANO):
            titles = [fold(title) for title in _titles(self._first, known.separator)]
            places = {known.titles[t]: n for n, t in enumerate(titles) if t in known.titles}
            if places.keys() >= _NEEDED:
                return _Layout(known, places, has_header=True)
        bare = _Layout(BANO, {n: i for i, n in enumerate(_BANO_COLUMNS)}, has_header=False)
        if isinstance(_read(self._first, 1, bare), Address):
            return bare
        raise Refusal(
            "unknown-format",
            _(
                "« {name} » n'est pas un fichier d'adresses connu. Il faut le CSV de la Base"
                " Adresse Nationale (adresse.data.gouv.fr) ou de BANO, compressé par gzip ou non."
            ).format(name=self._name),
        )

    def _line(self) -> bytes:
        """Read a line; of one without end only the start, and what is after it is passed over."""
        try:
            line = rest = self._stream.readline(MAX_LINE)
            while len(rest) == MAX_LINE and not rest.endswith(b"\n"):
                rest = self._stream.readline(MAX_LINE)
        except (OSError, EOFError, zlib.error) as error:
            raise Refusal(
                "unreadable-file",
                _(
                    "Le fichier « {name} » ne se laisse pas lire jusqu'au bout : il est incomplet"
                    " ou abîmé. Téléchargez-le de nouveau."
                ).format(name=self._name),
            ) from error
        return line


@contextmanager
def reading(path: Path) -> Iterator[AddressFile]:
    """Open a file of addresses.

    Refusal: ``unreadable-file`` where there is none or it is cut short, ``unknown-format``,
    ``file-too-large``.
    """
    documents.beginning(path)
    with closing(path.open("rb")) as raw:
        yield AddressFile(raw, path.stat().st_size, path.name)


def _titles(line: bytes, separator: str) -> list[str]:
    try:
        return _cells(line.removeprefix(b"\xef\xbb\xbf"), separator)
    except RecordError:
        return []


def _read(line: bytes, number: int, layout: _Layout) -> Address | WrongLine:
    try:
        return _address(_cells(line, layout.format.separator), layout.places)
    except RecordError as error:
        return WrongLine(number, str(error))


def _cells(line: bytes, separator: str) -> list[str]:
    try:
        text = line.decode("utf-8")
        if '"' not in text and "\r" not in (text := text.rstrip("\r\n")):
            return text.split(separator)
        # Each line is read by itself: a stray quotation mark costs its own line and no other.
        return next(csv.reader((text,), delimiter=separator, strict=True))
    except (UnicodeDecodeError, csv.Error, StopIteration):
        raise RecordError(_("La ligne n'est pas lisible.")) from None


def _address(cells: Sequence[str], places: Mapping[str, int]) -> Address:
    """Make an address of the cells of a line; RecordError where that cannot be."""
    try:
        cell = {name: cells[place] for name, place in places.items()}
    except IndexError:
        raise RecordError(_("La ligne a moins de cellules que de colonnes.")) from None
    street, town = _text(cell["street"]), _text(cell["town"])
    if not street or not town:
        raise RecordError(_("Il manque la rue ou la commune."))
    postcode = cell["postcode"].strip()
    if not _POSTCODE.fullmatch(postcode):
        raise RecordError(_("Le code postal n'a pas cinq chiffres."))
    if not (_DEGREES.fullmatch(cell["lat"]) and _DEGREES.fullmatch(cell["lon"])):
        raise RecordError(_("La latitude ou la longitude n'est pas un nombre possible."))
    commune = _INSEE.match(cell.get("insee") or cell.get("id", "")) or _INSEE.match(postcode)
    return Address(
        department=commune[1] if commune else postcode[:2],
        street=street,
        postcode=postcode,
        town=town,
        house=_house(f"{cell['number']} {cell.get('suffix', '')}"),
        position=position(float(cell["lat"]), float(cell["lon"])),
    )


@lru_cache(maxsize=4_096)
def _text(cell: str) -> str:
    return clean_line(cell)[:MAX_TEXT].strip()


@lru_cache(maxsize=4_096)
def _house(written: str) -> HouseNumber:
    """Read a number with what tells it from others alike; an empty one is the place itself."""
    folded = fold(written)
    if not folded:
        return HouseNumber(0)
    read = _NUMBER.fullmatch(folded)
    if read is None:
        raise RecordError(_("Le numéro n'en est pas un."))
    return HouseNumber(int(read[1]), read[2])
