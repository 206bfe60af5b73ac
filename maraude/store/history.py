"""What is over of the nights, and leaves a laptop that the base does not need to keep them.

Nothing goes of which a change is still kept, on which anybody disagrees, or that a file of another
laptop brought; nor what is about somebody whose file is frozen. What the feeds hold stays counted:
the server's word of a row is not this laptop's to take back.
"""

from dataclasses import dataclass
from datetime import tzinfo

from maraude.domain.encounter import ABSENT, MET
from maraude.domain.evening import Evening
from maraude.protocol.documents import instant
from maraude.store import meta, persons, records, removal
from maraude.store.engine import Connection, listed

_BEGINS = "history.begins"
_UNTOUCHED = " AND ".join(
    f"NOT EXISTS (SELECT 1 FROM {table} WHERE record = one.id)"  # noqa: S608 - the names are ours
    for table in ("change", "conflict", "guest")
)
_TYPED = "SELECT 1 FROM draft WHERE editing = one.id"
_ALONE = "NOT EXISTS (SELECT 1 FROM encounter WHERE id = one.encounter)"
_LATER = "SELECT 1 FROM met AS later WHERE later.person = mine.person AND later.at > mine.at"
_LATER_AMONG = (
    "SELECT 1 FROM met AS later JOIN encounter AS other ON other.id = later.encounter"
    " WHERE later.person = mine.person AND later.at > mine.at AND other.contact"
)
_LAST_OF_SOMEBODY = (
    "SELECT 1 FROM met AS mine WHERE mine.encounter = one.id AND ("  # noqa: S608 - ours
    f"NOT EXISTS ({_LATER})"
    f" OR one.contact <> :absent AND NOT EXISTS ({_LATER_AMONG} <> :absent)"
    " OR one.contact IN (SELECT value FROM json_each(:met)) AND NOT EXISTS"
    f" ({_LATER_AMONG} IN (SELECT value FROM json_each(:met))))"
)
_ALERTED = (
    "SELECT 1 FROM alert WHERE encounter = one.id AND closed_at IS NULL AND deleted = 0"
    " AND (until IS NULL OR until >= :evening)"
)
_LATER_TOUR = (
    "SELECT 1 FROM tour AS later WHERE later.team = one.team AND later.evening > one.evening"
    " AND later.deleted = 0"
)
_UNSPOKEN_OF = " AND ".join(
    (
        *(
            f"NOT EXISTS (SELECT 1 FROM {name} WHERE tour = one.id)"  # noqa: S608 - the names are ours
            for name in ("encounter", "stock_move", "referral", "follow_up", "incident")
        ),
        *(f"one.id NOT IN (SELECT tour FROM {name})" for name in ("alert", "note")),  # noqa: S608 - the names are ours
    )
)

_OVER = {
    "encounter": f"one.at < :since AND NOT EXISTS ({_TYPED})"
    f" AND NOT EXISTS ({_LAST_OF_SOMEBODY}) AND NOT EXISTS ({_ALERTED})",
    "stock_move": "one.at < :since",
    "incident": "one.at < :since",
    "referral": f"one.at < :since AND coalesce(one.closed_at, one.at) < :since AND {_ALONE}",
    "follow_up": "(one.due < :evening OR one.due IS NULL)"
    f" AND (one.state <> 'open' OR one.deleted = 1) AND {_ALONE}",
    "safety_note": f"one.at < :since AND {_ALONE}",
    "alert": "one.since < :since AND (one.closed_at < :since OR one.until < :evening"
    f" OR one.deleted = 1) AND {_ALONE}",
    "note": "one.at < :since AND (one.until IS NULL OR one.until < :evening)",
    "tour": "one.evening < :evening AND (one.ended_at IS NOT NULL OR one.deleted = 1)"
    f" AND EXISTS ({_LATER_TOUR}) AND {_UNSPOKEN_OF}"
    f" AND (one.stock_out = '[]' OR EXISTS ({_LATER_TOUR} AND later.stock_out <> '[]'))",
}
"""From when on a row of a type is over, in the order in which they go.

What came of an encounter stays for as long as the encounter does; a tour, while anything speaks of
it, and the last of its team. Types that are not here are kept: who people are, where they sleep,
their rights, places; and what the care team notes, which nobody at the base reads in its place.
"""
TYPES = tuple(_OVER)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is of an evening before ``since``, for a team that lives in ``zone``, may be over."""

    since: Evening
    zone: tzinfo

    def parameters(self, connection: Connection) -> dict[str, str | int]:
        """Give what the conditions name."""
        return {
            "since": instant(self.since.starts(self.zone)),
            "evening": str(self.since),
            "absent": ABSENT,
            "met": listed(sorted(MET)),
            "frozen": listed(sorted(persons.restricted(connection))),
        }


def begins(connection: Connection) -> Evening | None:
    """Give the first evening of which all is here; None where nothing has left this laptop."""
    kept = meta.kept(connection, _BEGINS).get(_BEGINS)
    return Evening.parse(kept) if kept else None


def keep_begin(connection: Connection, evening: Evening) -> None:
    """Keep that all is here from an evening on, and not before."""
    meta.keep(connection, {_BEGINS: str(evening)})


def over(connection: Connection, type_name: str, bounds: Bounds, limit: int) -> list[str]:
    """Give at most ``limit`` rows of a type that are over, by their ids."""
    source, parameters = f'"{type_name}" AS one', bounds.parameters(connection)
    return _find(connection, source, type_name, {**parameters, "limit": limit})


def drop(connection: Connection, type_name: str, bounds: Bounds, ids: list[str]) -> int:
    """Drop those of some rows that still are over; counts them."""
    source = f'json_each(:ids) AS named CROSS JOIN "{type_name}" AS one ON one.id = named.value'
    parameters = {**bounds.parameters(connection), "ids": listed(ids), "limit": len(ids)}
    going = _find(connection, source, type_name, parameters)
    connection.execute(
        "INSERT OR IGNORE INTO known SELECT person FROM met"
        " WHERE encounter IN (SELECT value FROM json_each(?))",
        (listed(going),),
    )
    removal.drop_of(connection, (type_name,), going)
    return len(going)


def _find(
    connection: Connection, source: str, type_name: str, parameters: dict[str, str | int]
) -> list[str]:
    query = (
        f"SELECT one.id FROM {source} WHERE {_OVER[type_name]} AND {_UNTOUCHED}"  # noqa: S608 - ours
        f"{_not_frozen(type_name)} LIMIT :limit"
    )
    return [record for (record,) in connection.execute(query, parameters)]


def _not_frozen(type_name: str) -> str:
    """Give the condition that a row is about nobody whose file is frozen, alone or among others."""
    columns = records.table(type_name).names & {"person", "persons", "people"}
    return "".join(
        f" AND NOT EXISTS (SELECT 1 FROM json_each(:frozen) WHERE instr(one.{name}, value))"  # noqa: S608 - the names are ours
        for name in sorted(columns)
    )
