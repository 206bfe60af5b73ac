"""A person's file as it is read: what holds now, and every encounter."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from maraude.domain.alert import Alert
from maraude.domain.encounter import Encounter, Need, NeedState, SafetyNote
from maraude.domain.entry import Entry
from maraude.domain.followup import FollowUp
from maraude.domain.health_note import HealthMark, HealthNote
from maraude.domain.note import Note
from maraude.domain.person import Person, PersonIdentity
from maraude.domain.referral import Referral
from maraude.domain.right import Right, RightStep
from maraude.domain.situation import Situation
from maraude.store import encounters, persons
from maraude.usecases import (
    alerts,
    find,
    follow_ups,
    history,
    listing,
    notes,
    people,
    protected,
    referrals,
    rights,
    situations,
)
from maraude.usecases.listing import Row
from maraude.usecases.session import Session

LOOKED_AT = 100
"""Encounters in which what was asked is followed up."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asked for: how often, and what came of it the last time (UTC)."""

    need: Need
    times: int
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFile:
    """What is known of a person. ``alike`` are files that may be of the same person.

    Of ``rights``, ``safety``, ``health`` and ``health_marks`` it holds what who works here reads.
    ``missing`` says, where that is so, that older encounters are at the base alone.
    """

    person: Person
    identity: PersonIdentity | None
    alerts: tuple[Alert, ...]
    follow_ups: tuple[FollowUp, ...]
    rights: tuple[Right, ...]
    steps: tuple[RightStep, ...]
    wishes: tuple[Wish, ...]
    referrals: tuple[Referral, ...]
    situations: tuple[Situation, ...]
    notes: tuple[Note, ...]
    safety: tuple[SafetyNote, ...]
    health: tuple[HealthNote, ...]
    health_marks: tuple[HealthMark, ...]
    merged: tuple[Person, ...]
    alike: tuple[Person, ...]
    encounters: int
    missing: str = ""


def read(session: Session, person: str) -> PersonFile:
    """Give the file of a person by their id; Refusal where there is none."""
    subject = people.by_id(session, person)
    reader = session.store.reader
    files = persons.all_ids(reader, subject.id)
    return PersonFile(
        person=subject,
        identity=people.identity(session, subject.id),
        alerts=alerts.about(session, subject.id),
        follow_ups=follow_ups.of_person(session, subject.id),
        rights=rights.of(session, subject.id),
        steps=rights.steps(session, subject.id),
        wishes=_wishes(encounters.with_persons(reader, files, limit=LOOKED_AT)),
        referrals=referrals.of(session, subject.id),
        situations=situations.of(session, subject.id),
        notes=notes.of_person(session, subject.id),
        safety=protected.safety(session, subject.id),
        health=protected.health(session, subject.id),
        health_marks=protected.health_marks(session, subject.id),
        merged=people.merged(session, subject.id),
        alike=find.alike(session, subject),
        encounters=encounters.count_with_persons(reader, files),
        missing=history.sentence(session),
    )


def timeline(session: Session, person: str, offset: int, limit: int) -> tuple[Row, ...]:
    """Give some of the person's encounters as lines, the latest first."""
    files = persons.all_ids(session.store.reader, person)
    entries = encounters.with_persons(session.store.reader, files, offset, limit)
    return listing.rows(session, entries)


def _wishes(entries: Iterable[Entry]) -> tuple[Wish, ...]:
    """Give what was asked, each thing once with its last answer, the unanswered first."""
    last: dict[tuple[str, str], tuple[Need, int, datetime]] = {}
    for entry in entries:
        if not isinstance(entry.encounter, Encounter):
            continue
        for need in entry.encounter.needs:
            key = (need.code, need.item)
            known, times, at = last.get(key, (need, 0, entry.at))
            last[key] = (known, times + 1, at)
    wishes = (Wish(need, times, at) for need, times, at in last.values())
    return tuple(sorted(wishes, key=lambda wish: wish.need.state is NeedState.MET))
