"""What is asked of the addresses on the laptop, and the tables that hold them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from maraude.directory.addresses.address import Address, HouseNumber
from maraude.directory.addresses.asked import street_words, telling, town_words
from maraude.domain.spot import Position
from maraude.store import trigrams
from maraude.store.engine import Connection

VERSION = 1
SCHEMA = """
CREATE TABLE area (
    department TEXT PRIMARY KEY, source TEXT NOT NULL, attribution TEXT NOT NULL,
    copied_on TEXT NOT NULL, addresses INTEGER NOT NULL
) STRICT;
CREATE TABLE town (
    key INTEGER PRIMARY KEY, department TEXT NOT NULL, postcode TEXT NOT NULL, name TEXT NOT NULL
) STRICT;
CREATE TABLE street (
    key INTEGER PRIMARY KEY, town INTEGER NOT NULL, name TEXT NOT NULL,
    lat INTEGER NOT NULL, lon INTEGER NOT NULL
) STRICT;
CREATE INDEX street_town ON street (town);
CREATE TABLE number (
    street INTEGER NOT NULL, number INTEGER NOT NULL, suffix TEXT NOT NULL,
    north INTEGER NOT NULL, east INTEGER NOT NULL, PRIMARY KEY (street, number, suffix)
) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE street_word USING fts5(words, content='', contentless_delete=1);
CREATE VIRTUAL TABLE street_part
    USING fts5(words, content='', contentless_delete=1, tokenize='trigram');
PRAGMA user_version = 1;
"""
"""Positions are hundred-thousandths of a degree, about a metre; a number's is relative to its
street's, which is that of the first number read. The indexes are keyed by street.
"""
UNITS = 100_000


@dataclass(frozen=True, slots=True)
class Area:
    """What is known of a department: from where, since when, how many addresses."""

    department: str
    source: str
    attribution: str
    copied_on: date
    addresses: int


@dataclass(frozen=True, slots=True)
class Town:
    """A town, or the part of it that has a postcode of its own."""

    key: int
    postcode: str
    name: str
    attribution: str


@dataclass(frozen=True, slots=True)
class Street:
    """A street of a town."""

    key: int
    name: str
    postcode: str
    town: str
    position: Position
    attribution: str


class AddressBook:
    """The addresses as they were when opened; for the thread that opened them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def areas(self) -> tuple[Area, ...]:
        """Give the departments that are known, in order."""
        rows = self._connection.execute("SELECT * FROM area ORDER BY department")
        return tuple(
            Area(department, source, attribution, date.fromisoformat(copied_on), addresses)
            for department, source, attribution, copied_on, addresses in rows
        )

    def towns(self) -> tuple[Town, ...]:
        """Give all towns."""
        rows = self._connection.execute(
            "SELECT key, postcode, name, attribution FROM town JOIN area USING (department)"
        )
        return tuple(Town(*row) for row in rows)

    def middle(self, town: Town) -> Position:
        """Give the middle of a town's streets."""
        row = self._connection.execute(
            "SELECT avg(lat), avg(lon) FROM street WHERE town = ?", (town.key,)
        ).fetchone()
        lat, lon = row
        return Position(lat / UNITS, lon / UNITS)

    def with_words(self, words: Iterable[str], limit: int) -> tuple[Street, ...]:
        """Give streets of which name, town or postcode begin with all of ``words`` (folded)."""
        return self._indexed("street_word", " ".join(f'"{word}"*' for word in words), limit)

    def alike(self, words: Iterable[str], limit: int) -> tuple[Street, ...]:
        """Give the streets that share the most with ``words`` (folded), however misspelt."""
        return self._indexed("street_part", trigrams.expression(words), limit)

    def numbers(self, street: Street) -> dict[HouseNumber, Position]:
        """Give where each number of a street is, in order."""
        lat, lon = (
            round(degrees * UNITS) for degrees in (street.position.lat, street.position.lon)
        )
        rows = self._connection.execute(
            "SELECT number, suffix, north, east FROM number WHERE street = ?", (street.key,)
        )
        return {
            HouseNumber(number, suffix): Position((lat + north) / UNITS, (lon + east) / UNITS)
            for number, suffix, north, east in rows
        }

    def _indexed(self, index: str, expression: str, limit: int) -> tuple[Street, ...]:
        """Give what an index finds, the likeliest first."""
        if not expression:
            return ()
        found = f"SELECT rowid, rank FROM {index} WHERE {index} MATCH ? ORDER BY rank LIMIT ?"  # noqa: S608 - ours
        rows = self._connection.execute(
            f"SELECT street.key, street.name, postcode, town.name, lat, lon, attribution"  # noqa: S608 - ours
            f" FROM ({found}) AS found JOIN street ON street.key = found.rowid"
            " JOIN town ON town.key = town JOIN area USING (department) ORDER BY found.rank",
            (expression, limit),
        )
        return tuple(
            Street(key, name, postcode, town, Position(lat / UNITS, lon / UNITS), attribution)
            for key, name, postcode, town, lat, lon, attribution in rows
        )


class AddressWriter:
    """Writes into an unfinished file: each department anew from its first address on."""

    def __init__(self, connection: Connection, source: str, attribution: str, today: date) -> None:
        self._connection = connection
        self._origin = (source, attribution, today.isoformat())
        self.kept: dict[str, int] = {}
        self.before: dict[str, int] = {}
        self._towns: dict[tuple[str, str, str], int] = {}
        self._streets: dict[tuple[int, str], tuple[int, int, int]] = {}
        self._next_town = self._first_free("town")
        self._next_street = self._first_free("street")

    kept: dict[str, int]
    """How many addresses each department has now."""
    before: dict[str, int]
    """How many it had before, of those that were there."""

    def write(self, address: Address) -> bool:
        """Write an address; gives False where the file has said it already."""
        lat, lon = (round(d * UNITS) for d in (address.position.lat, address.position.lon))
        street, from_lat, from_lon = self._street(address, lat, lon)
        house = address.house
        row = (street, house.number, house.suffix, lat - from_lat, lon - from_lon)
        done = self._connection.execute("INSERT OR IGNORE INTO number VALUES (?, ?, ?, ?, ?)", row)
        self.kept[address.department] += done.rowcount
        return done.rowcount > 0

    def finish(self) -> None:
        """Say how many addresses there are, and bring the indexes into order."""
        for department, addresses in self.kept.items():
            self._connection.execute(
                "UPDATE area SET addresses = ? WHERE department = ?", (addresses, department)
            )
        for index in ("street_word", "street_part"):
            self._connection.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")  # noqa: S608 - ours

    def _street(self, address: Address, lat: int, lon: int) -> tuple[int, int, int]:
        """Give the key and the position of a street, written where it is new."""
        town = self._town(address)
        if known := self._streets.get((town, address.street)):
            return known
        key, self._next_street = self._next_street, self._next_street + 1
        name, place = street_words(address.street), town_words(address.town)
        run = self._connection.execute
        run("INSERT INTO street VALUES (?, ?, ?, ?, ?)", (key, town, address.street, lat, lon))
        words = f"{name} {place} {address.postcode}"
        run("INSERT INTO street_word (rowid, words) VALUES (?, ?)", (key, words))
        run(
            "INSERT INTO street_part (rowid, words) VALUES (?, ?)",
            (key, f" {' '.join((*telling(name), place))} "),
        )
        return self._streets.setdefault((town, address.street), (key, lat, lon))

    def _town(self, address: Address) -> int:
        place = (address.department, address.postcode, address.town)
        if place not in self._towns:
            if address.department not in self.kept:
                self._begin(address.department)
            self._towns[place], self._next_town = self._next_town, self._next_town + 1
            self._connection.execute(
                "INSERT INTO town VALUES (?, ?, ?, ?)", (self._towns[place], *place)
            )
        return self._towns[place]

    def _begin(self, department: str) -> None:
        """Remove what was known of a department."""
        run = self._connection.execute
        known = run("SELECT addresses FROM area WHERE department = ?", (department,)).fetchone()
        if known:
            (self.before[department],) = known
        streets = "SELECT street.key FROM street JOIN town ON town.key = town WHERE department = ?"
        for table, key in (
            ("number", "street"),
            ("street_word", "rowid"),
            ("street_part", "rowid"),
            ("street", "key"),
        ):
            run(f"DELETE FROM {table} WHERE {key} IN ({streets})", (department,))  # noqa: S608 - ours
        run("DELETE FROM town WHERE department = ?", (department,))
        run("INSERT OR REPLACE INTO area VALUES (?, ?, ?, ?, 0)", (department, *self._origin))
        self.kept[department] = 0

    def _first_free(self, table: str) -> int:
        query = f"SELECT coalesce(max(key), 0) + 1 FROM {table}"  # noqa: S608 - ours
        (key,) = self._connection.execute(query).fetchone()
        return int(key)
