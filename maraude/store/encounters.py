"""Encounters, and what was written with them, as stored."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from maraude.domain.alert import Alert
from maraude.domain.encounter import Encounter, SafetyNote, StockMove
from maraude.domain.entry import Entry
from maraude.domain.followup import FollowUp
from maraude.domain.referral import Referral
from maraude.protocol import documents
from maraude.store.engine import Connection
from maraude.store.records import get, select

R = TypeVar("R", Referral, FollowUp, SafetyNote, Alert)


def of_tour(connection: Connection, tour: str) -> tuple[Entry, ...]:
    """Give a tour's entries, the latest first; of the same minute, the one written last."""
    where = "tour = ? AND deleted = 0 ORDER BY at DESC, rowid DESC"
    entries = _with_consequences(connection, select(connection, Encounter, where, tour))
    entries += [Entry(move) for move in select(connection, StockMove, where, tour)]
    return tuple(sorted(entries, key=lambda entry: entry.at, reverse=True))


def alone_of_tour(connection: Connection, tour: str) -> tuple[Encounter, ...]:
    """Give a tour's encounters without what came of them, the latest first."""
    where = "tour = ? AND deleted = 0 ORDER BY at DESC, rowid DESC"
    return tuple(select(connection, Encounter, where, tour))


def between(connection: Connection, first: datetime, end: datetime) -> tuple[Encounter, ...]:
    """Give every team's encounters from ``first`` on and before ``end``, in the order of time."""
    where = "at >= ? AND at < ? AND deleted = 0 ORDER BY at, id"
    moments = documents.instant(first), documents.instant(end)
    return tuple(select(connection, Encounter, where, *moments))


def entry(connection: Connection, encounter: str) -> Entry | None:
    """Give one encounter with what came of it; None where it is unknown or deleted."""
    found = get(connection, Encounter, encounter)
    if found is None or found.deleted:
        return None
    return _with_consequences(connection, (found,))[0]


def with_persons(
    connection: Connection, persons: Sequence[str], offset: int = 0, limit: int = -1
) -> tuple[Entry, ...]:
    """Give the entries in which any of ``persons`` was, the latest first."""
    marks = ", ".join("?" * len(persons))
    found = select(
        connection,
        Encounter,
        f"id IN (SELECT encounter FROM met WHERE person IN ({marks}))"  # noqa: S608 - marks only
        " AND deleted = 0 ORDER BY at DESC LIMIT ? OFFSET ?",
        *persons,
        limit,
        offset,
    )
    return tuple(_with_consequences(connection, found))


def count_with_persons(connection: Connection, persons: Sequence[str]) -> int:
    """Count the encounters in which any of ``persons`` was."""
    marks = ", ".join("?" * len(persons))
    (count,) = connection.execute(
        f"SELECT count(DISTINCT encounter) FROM met WHERE person IN ({marks})",  # noqa: S608 - marks only
        tuple(persons),
    ).fetchone()
    return int(count)


def _with_consequences(connection: Connection, found: Iterable[Encounter]) -> list[Entry]:
    """Give encounters, in their order, with what was written with each."""
    encounters = list(found)
    ids = [encounter.id for encounter in encounters]
    referrals = _by_encounter(connection, Referral, ids, "at, rowid")
    follow_ups = _by_encounter(connection, FollowUp, ids, "rowid")
    safety = _by_encounter(connection, SafetyNote, ids, "rowid")
    alerts = _by_encounter(connection, Alert, ids, "rowid")
    return [
        Entry(
            encounter,
            tuple(referrals[encounter.id]),
            tuple(follow_ups[encounter.id]),
            tuple(safety[encounter.id]),
            tuple(alerts[encounter.id]),
        )
        for encounter in encounters
    ]


def _by_encounter(
    connection: Connection, record_type: type[R], encounters: Sequence[str], order: str
) -> dict[str, list[R]]:
    grouped: dict[str, list[R]] = defaultdict(list)
    marks = ", ".join("?" * len(encounters))
    where = f"encounter IN ({marks}) AND deleted = 0 ORDER BY {order}"
    for record in select(connection, record_type, where, *encounters):
        grouped[record.encounter or ""].append(record)
    return grouped


def open_calls(connection: Connection, tour: str) -> tuple[Referral, ...]:
    """Give the tour's calls to the 115 that have no answer yet, the oldest first."""
    return tuple(
        select(
            connection,
            Referral,
            "tour = ? AND target = '115' AND result = 'ATT' AND deleted = 0 ORDER BY at",
            tour,
        )
    )
