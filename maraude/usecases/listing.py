"""The entries of a tour as the lines of a list."""

from collections.abc import Sequence
from dataclasses import dataclass

from maraude.domain.encounter import Encounter
from maraude.domain.entry import Entry
from maraude.domain.shorthand.summary import Summary, summary
from maraude.domain.spot import Spot
from maraude.store import persons
from maraude.store.records import get
from maraude.usecases import restriction
from maraude.usecases.session import Session


@dataclass(frozen=True, slots=True)
class Row:
    """One line: the local time, the place, and the entry in short."""

    entry: Entry
    time: str
    spot: str
    summary: Summary


def rows(session: Session, entries: Sequence[Entry]) -> tuple[Row, ...]:
    """Give a line for each entry, in their order."""
    ids = {person for entry in entries for person in _persons(entry)}
    ids -= restriction.hidden(session) if ids else frozenset()
    called = persons.called(session.store.reader, tuple(ids)) if ids else {}
    spots = {spot for entry in entries if (spot := entry.encounter.spot)}
    known = (get(session.store.reader, Spot, spot) for spot in spots)
    named = {spot.id: spot.name for spot in known if spot}
    return tuple(_row(session, entry, called, named) for entry in entries)


def _row(session: Session, entry: Entry, called: dict[str, str], named: dict[str, str]) -> Row:
    return Row(
        entry,
        f"{entry.at.astimezone(session.zone):%H:%M}",
        named.get(entry.encounter.spot or "", ""),
        summary(entry, tuple(called[p] for p in _persons(entry) if p in called)),
    )


def _persons(entry: Entry) -> tuple[str, ...]:
    encounter = entry.encounter
    return encounter.people.persons if isinstance(encounter, Encounter) else ()
