"""When, where and by which tour people were seen, as stored. Who was absent was not seen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from maraude.domain.encounter import ABSENT
from maraude.protocol.documents import instant
from maraude.store import persons
from maraude.store.engine import Connection, listed


@dataclass(frozen=True, slots=True)
class Sighting:
    """A person was seen at ``at`` (UTC), at a spot or none, on a tour, in an encounter."""

    at: datetime
    spot: str | None
    tour: str
    encounter: str


def last_seen(connection: Connection, files: Iterable[str]) -> dict[str, Sighting]:
    """Give when each person was last seen; those who never were are absent."""
    found = ((person, seen_since(connection, person, limit=1)) for person in files)
    return {person: sightings[0] for person, sightings in found if sightings}


def seen_since(
    connection: Connection, person: str, since: datetime | None = None, limit: int = -1
) -> tuple[Sighting, ...]:
    """Give at most ``limit`` times when a person was seen since a moment, the latest first.

    Encounters under a file merged into theirs count.
    """
    files = persons.all_ids(connection, person)
    marks = ", ".join("?" * len(files))
    rows = connection.execute(
        "SELECT met.at, encounter.spot, encounter.tour, encounter.id FROM met"  # noqa: S608 - marks only
        " JOIN encounter ON encounter.id = met.encounter"
        f" WHERE met.person IN ({marks}) AND met.at >= ? AND encounter.contact <> ?"
        " ORDER BY met.at DESC LIMIT ?",
        (*files, since.isoformat() if since else "", ABSENT, limit),
    )
    return tuple(Sighting(datetime.fromisoformat(at), *where) for at, *where in rows)


def met_before(connection: Connection, persons: Iterable[str], moment: datetime) -> frozenset[str]:
    """Give which of some persons anybody had met before a moment, though that may be gone here."""
    rows = connection.execute(
        "SELECT person FROM met WHERE person IN (SELECT value FROM json_each(:ids)) AND at < :at"
        " UNION SELECT record FROM known WHERE record IN (SELECT value FROM json_each(:ids))",
        {"ids": listed(persons), "at": moment.isoformat()},
    )
    return frozenset(person for (person,) in rows)


def often_then_never(
    connection: Connection, since: datetime, until: datetime, times: int
) -> tuple[str, ...]:
    """Give who may have been seen so many ``times`` from ``since`` to before ``until``, then never.

    Those looked for most often come first. Who was absent, and files merged more than once,
    still have to be told apart with ``seen_since``.
    """
    # An encounter's moment is written as on the wire, that of ``met`` as Python writes it.
    rows = connection.execute(
        "WITH merged AS (SELECT id, merged_into FROM person WHERE merged_into IS NOT NULL),"
        " often AS MATERIALIZED (SELECT coalesce(merged_into, person) AS who, count(*) AS times"
        "  FROM encounter CROSS JOIN met ON met.encounter = encounter.id"
        "  LEFT JOIN merged ON merged.id = met.person"
        "  WHERE encounter.at >= :first AND encounter.at < :last"
        "  GROUP BY who HAVING count(*) >= :times)"
        " SELECT who FROM often WHERE NOT EXISTS"
        "  (SELECT 1 FROM met JOIN encounter ON encounter.id = met.encounter"
        "   WHERE met.person = who AND met.at >= :until AND encounter.contact <> :absent)"
        " ORDER BY times DESC, who",
        {
            "first": instant(since),
            "last": instant(until),
            "until": until.isoformat(),
            "times": times,
            "absent": ABSENT,
        },
    )
    return tuple(who for (who,) in rows)
