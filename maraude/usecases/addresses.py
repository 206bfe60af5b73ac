"""Import addresses, and find the place that someone types: address, plus code or degrees."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from maraude.directory import walking
from maraude.directory.addresses import asked, files, match, plus_codes
from maraude.directory.addresses.address import Address, nearest
from maraude.directory.addresses.asked import Reading
from maraude.directory.addresses.files import AddressFile, WrongLine
from maraude.domain.refusal import Refusal
from maraude.domain.spot import Position
from maraude.domain.text import clean_line
from maraude.i18n import _
from maraude.store.address_book import AddressBook, Area, Street
from maraude.store.addresses import Addresses
from maraude.usecases import spots, tours
from maraude.usecases.session import Session

LIMIT = 8
NAMED = 50
"""Wrong lines that a report names; the others are counted."""
EXACT, ALIKE = 300, 150
"""Streets that are compared in full, of those that the indexes find."""
LEAST = 62
"""Percent from which on a street may be meant."""
MARGIN = 12
"""Percent below the best one from which on a street is no longer worth showing."""
OTHER_NUMBER = 4
"""What it costs, in percent, that a street lacks the number asked for."""
SURE = 85
"""Percent from which on no other spelling is looked for."""
DETAILED = 30
"""Streets of which the numbers are looked at."""
SAME_PLACE = 150.0
"""Metres within which two answers are as good as one."""
PROGRESS_EVERY = 2_000

_NUMBERS = re.compile(r" *[-+]?\d+(\.\d+)? *, *[-+]?\d+(\.\d+)? *", re.ASCII)

Progress = Callable[[float], None]
"""Told how much of the file is read, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class AddressImport:
    """What an import did. ``read`` counts lines; the first of ``refused`` are in ``named``."""

    source: str
    attribution: str
    read: int
    kept: dict[str, int]
    repeated: int
    refused: int
    named: tuple[WrongLine, ...]

    @property
    def has_changed(self) -> bool:
        """Whether the addresses may not be those of before."""
        return True


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that may be meant.

    ``note`` is a sentence where it is not quite what was asked for, ``score`` says in percent
    how alike it is, ``attribution`` must be shown with it.
    """

    position: Position
    label: str
    score: int = 100
    note: str = ""
    attribution: str = ""


def recognises(path: Path) -> bool:
    """Tell whether a file has addresses; Refusal ``unreadable-file`` where it cannot be read."""
    if path.is_dir():
        return False
    try:
        with files.reading(path):
            return True
    except Refusal as refusal:
        if refusal.code != "unknown-format":
            raise
        return False


def import_file(
    addresses: Addresses,
    path: Path,
    today: date,
    *,
    confirmed: bool = False,
    progress: Progress = lambda _share: None,
) -> AddressImport:
    """Read a file, and put it in the place of what was known of its departments.

    Refusal: as ``files.reading`` and ``Addresses.replace``; whatever ``progress`` raises
    cancels the import, and changes nothing.
    """
    with files.reading(path) as file:
        count = _Count()
        written = addresses.replace(
            count.addresses(file, progress),
            file.format.name,
            file.format.attribution,
            today,
            confirmed=confirmed,
        )
        return AddressImport(
            source=file.format.name,
            attribution=file.format.attribution,
            read=count.read,
            kept=written.kept,
            repeated=written.repeated,
            refused=count.refused,
            named=tuple(count.named),
        )


def status(addresses: Addresses) -> tuple[Area, ...]:
    """Say which departments are known; none where nothing was imported."""
    try:
        with addresses.reading() as book:
            return book.areas()
    except Refusal as refusal:
        if refusal.code != "no-addresses":
            raise
        return ()


def find(
    session: Session, text: str, near: Position | None = None, limit: int = LIMIT
) -> tuple[Candidate, ...]:
    """Give the places that ``text`` may mean, the likeliest first; of equals that next to ``near``.

    ``text`` is an address, however abbreviated, ordered or misspelt, a town, a plus code (a
    short one beside a town, or ``near``), or degrees. ``near`` is where tonight's tour is, unless
    it is given.

    Refusal: ``no-addresses``, ``unknown-address``, ``short-plus-code``, ``bad-position``,
    ``damaged-addresses``.
    """
    line, near = clean_line(text), near or _here(session)
    if degrees := _degrees(line):
        return (degrees,)
    if code := plus_codes.find(line):
        return (_coded(session.addresses, *code, near),)
    with session.addresses.reading() as book:
        found = tuple(_found(book, line, near)[:limit])
    if not found:
        raise Refusal(
            "unknown-address",
            _(
                "Aucune adresse ne ressemble à « {text} ». Vérifiez le nom de la rue et la"
                " commune : 12 rue des Lilas, 75020 Paris."
            ).format(text=line),
        )
    return found


def one(session: Session, text: str) -> Candidate:
    """Give the place that ``text`` means.

    Refusal: as ``find``; ``ambiguous-address`` where several places are as likely.
    """
    best, *others = find(session, text)
    rivals = [
        other
        for other in others
        if other.score == best.score and walking.metres(best.position, other.position) > SAME_PLACE
    ]
    if rivals:
        raise Refusal(
            "ambiguous-address",
            _(
                "Plusieurs adresses conviennent ; ajoutez la commune ou le code postal : {known}"
            ).format(known=" ; ".join(rival.label for rival in (best, *rivals))),
        )
    return best


def _here(session: Session) -> Position | None:
    tour = tours.current(session)
    return spots.position(session, tour.spot) if tour and tour.spot else None


class _Count:
    """Counts the lines of a file while its addresses go by."""

    def __init__(self) -> None:
        self.read = self.refused = 0
        self.named: list[WrongLine] = []

    def addresses(self, file: AddressFile, progress: Progress) -> Iterator[Address]:
        """Give the addresses of a file, and keep what is wrong with the other lines."""
        for line in file.lines():
            self.read += 1
            if self.read % PROGRESS_EVERY == 0:
                progress(file.share_read)
            if isinstance(line, Address):
                yield line
                continue
            self.refused += 1
            if len(self.named) < NAMED:
                self.named.append(line)
        progress(1.0)


def _degrees(line: str) -> Candidate | None:
    """Read degrees; None for what is no two numbers."""
    if not _NUMBERS.fullmatch(line):
        return None
    try:
        place = Position.parse(line)
    except ValueError:
        raise Refusal(
            "bad-position",
            _("La position s'écrit en degrés, latitude puis longitude : 48.8676,2.3636"),
        ) from None
    return Candidate(place, f"{place.lat:.5f}, {place.lon:.5f}")


def _coded(addresses: Addresses, code: str, around: str, near: Position | None) -> Candidate:
    """Give the place of a plus code: a full one, or a short one and what is written beside it."""
    if plus_codes.is_full(code):
        return Candidate(plus_codes.position(code), code)
    if around:
        with addresses.reading() as book:
            towns = _towns(book, asked.readings(around)[0])
        if not towns:
            raise Refusal(
                "short-plus-code",
                _("« {town} » n'est pas une commune des adresses importées.").format(town=around),
            )
        town = towns[0]
        place = plus_codes.position(code, town.position)
        return Candidate(place, f"{code} {town.label}", attribution=town.attribution)
    if near is None:
        raise Refusal(
            "short-plus-code",
            _(
                "« {code} » est un code abrégé : ajoutez la commune, ou le code entier"
                " (8FW4V9CP+8X)."
            ).format(code=code),
        )
    return Candidate(plus_codes.position(code, near), code)


def _found(book: AddressBook, line: str, near: Position | None) -> list[Candidate]:
    """Give streets and towns that a line may mean, the likeliest first."""
    readings = asked.readings(line)

    def order(score: float, place: Position) -> tuple[float, float]:
        return -score, walking.metres(near, place) if near else 0.0

    streets = list(_streets(book, readings).items())
    streets.sort(key=lambda item: order(item[1][0], item[0].position))
    found = [_placed(book, street, *best) for street, best in streets[:DETAILED]]
    found += _towns(book, readings[0])
    found.sort(key=lambda one: order(one.score, one.position))
    return [one for one in found if one.score >= max(LEAST, found[0].score - MARGIN)]


def _streets(book: AddressBook, readings: Sequence[Reading]) -> dict[Street, tuple[float, Reading]]:
    """Give the streets that may be meant, each with its best reading and how alike that is."""
    found: dict[Street, tuple[float, Reading]] = {}

    def compare(reading: Reading, streets: Iterable[Street]) -> None:
        for street in streets:
            score = match.street(reading, street.name, street.town, street.postcode)
            if street not in found or score >= found[street][0]:
                found[street] = score, reading

    said = [reading for reading in readings if reading.words]
    for reading in said:
        words = (*asked.telling(reading.words), *filter(None, (reading.postcode,)))
        compare(reading, book.with_words(words, EXACT))
    if said and max((score for score, _reading in found.values()), default=0) < SURE:
        alike = book.alike(asked.telling(said[0].words), ALIKE)
        for reading in said:
            compare(reading, alike)
    return found


def _placed(book: AddressBook, street: Street, score: float, reading: Reading) -> Candidate:
    """Give where a house of a street is, or the one next to it; without a number, its middle."""
    numbers = book.numbers(street)
    town = f"{street.postcode} {street.town}"
    wanted = reading.house
    if wanted is None:
        where = list(numbers.values())[len(numbers) // 2]
        return Candidate(where, f"{street.name}, {town}", int(score), "", street.attribution)
    house = nearest(wanted, numbers)
    label = f"{house} {street.name}, {town}".strip()
    if house.is_written(wanted):
        return Candidate(numbers[house], label, int(score), "", street.attribution)
    note = _("Le {asked} n'est pas dans les adresses importées : voici le plus proche.").format(
        asked=wanted
    )
    return Candidate(numbers[house], label, int(score) - OTHER_NUMBER, note, street.attribution)


def _towns(book: AddressBook, reading: Reading) -> list[Candidate]:
    """Give the towns that a reading may mean, the likeliest first."""
    if not (reading.words or reading.postcode):
        return []
    scored = [(match.town(reading, town.name, town.postcode), town) for town in book.towns()]
    scored = sorted((pair for pair in scored if pair[0] >= SURE), key=lambda pair: -pair[0])
    return [
        Candidate(
            book.middle(town),
            f"{town.postcode} {town.name}",
            int(score),
            _("C'est le milieu de la commune."),
            town.attribution,
        )
        for score, town in scored[:LIMIT]
    ]
