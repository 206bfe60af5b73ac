"""Services as rows of the directory's database, and the tables that hold them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from maraude.directory import links
from maraude.directory.closure import Closure
from maraude.directory.hours import Schedule
from maraude.directory.service import FACETS, Access, Eligibility, Facet, Hours, Load, Service
from maraude.domain.spot import Position
from maraude.store import service_names
from maraude.store.engine import Connection, listed

VERSION = 5
_PUBLISHED = """CREATE TABLE IF NOT EXISTS published (
    source TEXT PRIMARY KEY, position INTEGER NOT NULL, version INTEGER NOT NULL
) STRICT"""
SCHEMA = f"""
{_PUBLISHED};
CREATE TABLE source (source TEXT PRIMARY KEY, attribution TEXT NOT NULL, copied_on TEXT NOT NULL)
    STRICT;
CREATE TABLE service (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, source TEXT NOT NULL, source_id TEXT NOT NULL,
    category TEXT NOT NULL, name TEXT NOT NULL, lat REAL NOT NULL, lon REAL NOT NULL,
    organisation TEXT NOT NULL, address TEXT NOT NULL, postcode TEXT NOT NULL,
    hours_raw TEXT NOT NULL, hours_osm TEXT NOT NULL, hours_normalised INTEGER NOT NULL,
    facets TEXT NOT NULL, languages TEXT NOT NULL, access TEXT NOT NULL, documents TEXT NOT NULL,
    cost TEXT NOT NULL, contact TEXT NOT NULL, verified_on TEXT, digest TEXT NOT NULL,
    closed_since TEXT, closed_until TEXT, closed_reason TEXT,
    min_age INTEGER, max_age INTEGER, conditions TEXT NOT NULL DEFAULT '',
    notice TEXT NOT NULL DEFAULT '', round TEXT NOT NULL DEFAULT '',
    siret TEXT NOT NULL DEFAULT '', load TEXT NOT NULL DEFAULT 'unknown',
    confidential INTEGER NOT NULL DEFAULT 0, phone TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX service_source ON service (source);
CREATE INDEX service_siret ON service (siret) WHERE siret != '';
CREATE INDEX service_phone ON service (phone) WHERE phone != '';
CREATE INDEX service_full ON service (key) WHERE load = 'full';
CREATE TABLE record (service INTEGER PRIMARY KEY, raw TEXT NOT NULL) STRICT;
CREATE TABLE schedule (
    key INTEGER PRIMARY KEY, osm TEXT NOT NULL, region TEXT NOT NULL, lat REAL, lon REAL,
    closed_since TEXT, closed_until TEXT, closed_reason TEXT
) STRICT;
CREATE TABLE placement (
    category TEXT NOT NULL, lat REAL NOT NULL, lon REAL NOT NULL, service INTEGER NOT NULL,
    schedule INTEGER, facets TEXT NOT NULL, languages TEXT NOT NULL,
    PRIMARY KEY (category, lat, lon, service)
) STRICT, WITHOUT ROWID;
CREATE TABLE opening_interval (
    schedule INTEGER NOT NULL, ends INTEGER NOT NULL, starts INTEGER NOT NULL,
    state TEXT NOT NULL, comment TEXT NOT NULL, PRIMARY KEY (schedule, ends)
) STRICT, WITHOUT ROWID;
CREATE TABLE superseded (service INTEGER PRIMARY KEY) STRICT;
CREATE TABLE coverage (zone TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL) STRICT;
PRAGMA user_version = {VERSION};
"""
"""``placement`` answers a search alone: all that ranking needs lies in the order of the search.

Services with the same hours share a ``schedule``. Moments are seconds since 1970. A closure has a
``closed_reason``, be it an empty one. ``superseded`` names services that a team knows better,
``published`` how far a source was read that the base publishes, and at which version of all.
``phone`` is the number in ``contact``, as ``links.phone`` gives it.
"""
_CLOSURE = ("closed_since", "closed_until", "closed_reason")
_WORDS = ("conditions", "notice", "round", "siret")

_COLUMNS = (
    "service.id, service.source, source_id, category, name, lat, lon, organisation, address,"
    " postcode, hours_raw, hours_osm, hours_normalised, facets, languages, access, documents,"
    " cost, contact, verified_on, closed_since, closed_until, closed_reason,"
    " min_age, max_age, conditions, notice, round, siret, load, confidential,"
    " source.copied_on, source.attribution, record.raw"
)
_TABLES = (
    "service JOIN source ON source.source = service.source JOIN record ON record.service = key"
)
_LETTERS = {Facet.YES: "y", Facet.PREFERENTIAL: "p", Facet.NO: "n", Facet.UNKNOWN: "u"}
_FACETS = {letter: facet for facet, letter in _LETTERS.items()}


def prepare(connection: Connection) -> None:
    """Create the tables in a new file, or bring those of an older one up to ``VERSION``."""
    before = version(connection)
    if before == 0:
        connection.executescript(SCHEMA)
        service_names.create(connection)
        return
    if before == 1:
        _add_closures(connection)
    if before < 3:
        _add_conditions(connection)
    if before < 4:
        _add_phones(connection)
    if before < VERSION:
        service_names.create(connection)
        connection.execute(_PUBLISHED)
        connection.execute(f"PRAGMA user_version = {VERSION}")


def _add_closures(connection: Connection) -> None:
    for table in ("service", "schedule"):
        for column in _CLOSURE:
            connection.execute(f"ALTER TABLE {table} ADD COLUMN {column} TEXT")
    connection.execute("CREATE TABLE superseded (service INTEGER PRIMARY KEY) STRICT")


def _add_conditions(connection: Connection) -> None:
    columns = [f"{age} INTEGER" for age in ("min_age", "max_age")]
    columns += [f"{name} TEXT NOT NULL DEFAULT ''" for name in _WORDS]
    columns += ["load TEXT NOT NULL DEFAULT 'unknown'", "confidential INTEGER NOT NULL DEFAULT 0"]
    for column in columns:
        connection.execute(f"ALTER TABLE service ADD COLUMN {column}")
    connection.execute("CREATE INDEX service_full ON service (key) WHERE load = 'full'")


def _add_phones(connection: Connection) -> None:
    connection.execute("ALTER TABLE service ADD COLUMN phone TEXT NOT NULL DEFAULT ''")
    for name in ("siret", "phone"):
        connection.execute(f"CREATE INDEX service_{name} ON service ({name}) WHERE {name} != ''")
    rows = connection.execute("SELECT key, contact FROM service WHERE contact != ''").fetchall()
    connection.executemany(
        "UPDATE service SET phone = ? WHERE key = ?",
        [(links.phone(contact), key) for key, contact in rows],
    )


def version(connection: Connection) -> int:
    """Give the version of the tables, 0 where there are none."""
    (number,) = connection.execute("PRAGMA user_version").fetchone()
    return int(number)


def insert(
    connection: Connection, key: int, service: Service, digest: str, schedule: int | None
) -> None:
    """Write a service, its record and its place in the search."""
    facets = pack(service.eligibility)
    taken = pack(service.eligibility.with_ages)
    languages = " ".join(service.eligibility.languages)
    row = _row(key, service, digest, facets, languages)
    marks = ", ".join("?" * len(row))
    connection.execute(f"INSERT INTO service VALUES ({marks})", row)  # noqa: S608 - only marks
    connection.execute("INSERT INTO record VALUES (?, ?)", (key, service.raw))
    service_names.insert(connection, key, service.name, service.organisation)
    connection.execute(
        "INSERT INTO placement VALUES (?, ?, ?, ?, ?, ?, ?)",
        (service.category, *_place(service.position), key, schedule, taken, languages),
    )


def delete(connection: Connection, identifier: str) -> None:
    """Remove a service with all that was written of it."""
    connection.execute(
        "DELETE FROM placement WHERE (category, lat, lon, service) IN"
        " (SELECT category, lat, lon, key FROM service WHERE id = ?)",
        (identifier,),
    )
    connection.execute(
        "DELETE FROM record WHERE service IN (SELECT key FROM service WHERE id = ?)", (identifier,)
    )
    service_names.delete(connection, identifier)
    connection.execute("DELETE FROM service WHERE id = ?", (identifier,))


def delete_source(connection: Connection, source: str) -> None:
    """Remove all services of a source."""
    of_source = "SELECT key FROM service WHERE source = ?"
    for table, key in (("placement", "service"), ("record", "service"), ("service_part", "rowid")):
        connection.execute(f"DELETE FROM {table} WHERE {key} IN ({of_source})", (source,))  # noqa: S608 - names are ours
    connection.execute("DELETE FROM service WHERE source = ?", (source,))


def insert_schedule(connection: Connection, key: int, schedule: Schedule) -> None:
    """Write what the openings of services depend on."""
    place = _place(schedule.position) if schedule.position else (None, None)
    row = (key, schedule.osm, schedule.region, *place, *_closure_row(schedule.closure))
    connection.execute("INSERT INTO schedule VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)


def schedules(connection: Connection) -> dict[int, Schedule]:
    """Give all schedules by their keys."""
    return {key: _schedule(*row) for key, *row in connection.execute("SELECT * FROM schedule")}


def schedule(connection: Connection, key: int) -> Schedule:
    """Give a schedule by its key."""
    query = "SELECT * FROM schedule WHERE key = ?"
    _key, *row = connection.execute(query, (key,)).fetchone()
    return _schedule(*row)


def select(connection: Connection, keys: Iterable[int]) -> dict[int, Service]:
    """Give services by their keys, in that order."""
    wanted = list(keys)
    rows = connection.execute(
        f"SELECT key, {_COLUMNS} FROM {_TABLES}"  # noqa: S608 - names are ours
        " WHERE key IN (SELECT value FROM json_each(?))",
        (listed(wanted),),
    )
    found = {key: _service(*values) for key, *values in rows}
    return {key: found[key] for key in wanted}


def beside(connection: Connection, service: Service) -> list[int]:
    """Give the keys of what other sources have of its category within about a hundred metres."""
    here, reach = service.position, 0.001
    rows = connection.execute(
        "SELECT placement.service FROM placement JOIN service ON key = placement.service"
        " WHERE placement.category = ? AND source != ?"
        " AND placement.lat BETWEEN ? AND ? AND placement.lon BETWEEN ? AND ?",
        (
            service.category,
            service.source,
            here.lat - reach,
            here.lat + reach,
            here.lon - reach,
            here.lon + reach,
        ),
    )
    return [key for (key,) in rows]


def pack(eligibility: Eligibility) -> str:
    """Give the facets as letters, in the order of ``FACETS``."""
    return "".join(_LETTERS[getattr(eligibility, name)] for name in FACETS)


@lru_cache(maxsize=4_096)
def unpack(facets: str, languages: str) -> Eligibility:
    """Read what ``pack`` wrote, and languages parted by spaces."""
    known: dict[str, Any] = {
        name: _FACETS[letter] for name, letter in zip(FACETS, facets, strict=True)
    }
    return Eligibility(**known, languages=tuple(languages.split()))


def _row(key: int, service: Service, digest: str, facets: str, languages: str) -> tuple[Any, ...]:
    return (
        key,
        service.id,
        service.source,
        service.source_id,
        service.category,
        service.name,
        *_place(service.position),
        service.organisation,
        service.address,
        service.postcode,
        service.hours.raw,
        service.hours.osm,
        int(service.hours.normalised),
        facets,
        languages,
        service.access,
        service.documents,
        service.cost,
        service.contact,
        service.verified_on.isoformat() if service.verified_on else None,
        digest,
        *_closure_row(service.closure),
        service.eligibility.min_age,
        service.eligibility.max_age,
        service.conditions,
        service.notice,
        service.round,
        service.siret,
        service.load,
        int(service.confidential),
        links.phone(service.contact),
    )


def _place(position: Position) -> tuple[float, float]:
    return position.lat, position.lon


def _service(*values: Any) -> Service:
    (
        identifier, source, source_id, category, name, lat, lon, organisation, address, postcode,
        hours_raw, hours_osm, hours_normalised, facets, languages, access, documents, cost,
        contact, verified_on, closed_since, closed_until, closed_reason, min_age, max_age,
        conditions, notice, round_, siret, load, confidential, copied_on, attribution, raw,
    ) = values  # fmt: skip
    return Service(
        id=identifier,
        source=source,
        source_id=source_id,
        category=category,
        name=name,
        position=Position(lat, lon),
        copied_on=date.fromisoformat(copied_on),
        attribution=attribution,
        organisation=organisation,
        address=address,
        postcode=postcode,
        hours=Hours(hours_raw, hours_osm, bool(hours_normalised)),
        closure=_closure(closed_since, closed_until, closed_reason),
        eligibility=replace(unpack(facets, languages), min_age=min_age, max_age=max_age),
        access=Access(access),
        documents=documents,
        cost=cost,
        contact=contact,
        verified_on=_day(verified_on),
        conditions=conditions,
        notice=notice,
        load=Load(load),
        round=round_,
        siret=siret,
        confidential=bool(confidential),
        raw=raw,
    )


def _schedule(
    osm: str,
    region: str,
    lat: float | None,
    lon: float | None,
    since: str | None,
    until: str | None,
    reason: str | None,
) -> Schedule:
    position = None if lat is None or lon is None else Position(lat, lon)
    return Schedule(osm, region, position, _closure(since, until, reason))


def _closure_row(closure: Closure | None) -> tuple[str | None, str | None, str | None]:
    if closure is None:
        return None, None, None
    since, until = (day.isoformat() if day else None for day in (closure.since, closure.until))
    return since, until, closure.reason


def _closure(since: str | None, until: str | None, reason: str | None) -> Closure | None:
    return None if reason is None else Closure(_day(since), _day(until), reason)


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
