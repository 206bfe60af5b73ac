"""Encounters, and what was written with them, as stored."""

from maraude.domain.encounter import Encounter, SafetyNote, StockMove
from maraude.domain.entry import Entry
from maraude.domain.followup import FollowUp
from maraude.domain.referral import Referral
from maraude.store.engine import Connection
from maraude.store.records import get, select


def of_tour(connection: Connection, tour: str) -> tuple[Entry, ...]:
    """Give a tour's entries, the latest first; of the same minute, the one written last."""
    where = "tour = ? AND deleted = 0 ORDER BY at DESC, rowid DESC"
    referrals = tuple(select(connection, Referral, where, tour))
    follow_ups = tuple(select(connection, FollowUp, "tour = ? AND deleted = 0", tour))
    safety = tuple(
        select(
            connection,
            SafetyNote,
            "deleted = 0 AND encounter IN (SELECT id FROM encounter WHERE tour = ?)",
            tour,
        )
    )
    entries = [
        Entry(
            encounter,
            tuple(r for r in referrals if r.encounter == encounter.id),
            tuple(f for f in follow_ups if f.encounter == encounter.id),
            tuple(s for s in safety if s.encounter == encounter.id),
        )
        for encounter in select(connection, Encounter, where, tour)
    ]
    entries += [Entry(move) for move in select(connection, StockMove, where, tour)]
    return tuple(sorted(entries, key=lambda entry: entry.at, reverse=True))


def entry(connection: Connection, encounter: str) -> Entry | None:
    """Give one encounter with what came of it; None where it is unknown or deleted."""
    found = get(connection, Encounter, encounter)
    if found is None or found.deleted:
        return None
    where = "encounter = ? AND deleted = 0"
    return Entry(
        found,
        tuple(select(connection, Referral, f"{where} ORDER BY at", encounter)),
        tuple(select(connection, FollowUp, where, encounter)),
        tuple(select(connection, SafetyNote, where, encounter)),
    )


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


def follow_ups_due(connection: Connection, due: str) -> tuple[FollowUp, ...]:
    """Give the open follow-ups that are due on the evening ``due`` (ISO date)."""
    return tuple(select(connection, FollowUp, "due = ? AND state = 'open' AND deleted = 0", due))


def open_follow_up(connection: Connection, person: str) -> FollowUp | None:
    """Give the follow-up that is open for a person, the one due first."""
    return next(
        select(
            connection,
            FollowUp,
            "person = ? AND state = 'open' AND deleted = 0 ORDER BY due LIMIT 1",
            person,
        ),
        None,
    )
