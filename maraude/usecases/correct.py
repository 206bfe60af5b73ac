"""Correct an entry: reopen it as the line that says it, keep what changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from maraude import i18n
from maraude.domain.alert import Alert
from maraude.domain.choice import Choice, ChoiceKind
from maraude.domain.encounter import Encounter, SafetyNote
from maraude.domain.entry import Entry
from maraude.domain.evening import Evening
from maraude.domain.followup import FollowUp, FollowUpState
from maraude.domain.referral import Referral
from maraude.domain.refusal import Refusal
from maraude.domain.shorthand.letters import letters
from maraude.domain.shorthand.names import chip_words, spot_word
from maraude.domain.shorthand.render import render
from maraude.domain.shorthand.reopen import reopen
from maraude.domain.spot import Spot
from maraude.domain.tour import Tour
from maraude.i18n import _
from maraude.store import encounters, persons, transaction
from maraude.store.records import get
from maraude.store.transaction import Transaction
from maraude.usecases.keep import Resolved, close_due, refuse_file_on_minor
from maraude.usecases.session import Session

R = TypeVar("R", Referral, FollowUp, SafetyNote, Alert)


@dataclass(frozen=True, slots=True)
class Reopened:
    """An entry as a line, ready to be typed on, and the records that its words stand for."""

    line: str
    choices: tuple[Choice, ...]


def line_of(session: Session, tour: Tour, entry: Entry) -> Reopened:
    """Give the line that means ``entry`` again, ready to be changed."""
    encounter = entry.encounter
    if not isinstance(encounter, Encounter):
        raise Refusal(
            "not-an-encounter",
            _("Ce qui est parti sans rencontre ne se corrige pas : annulez avec Ctrl+Z."),
        )
    frozen = persons.restricted(session.store.reader)
    if not frozen.isdisjoint(encounter.people.persons):
        raise transaction.frozen()
    called = persons.called(session.store.reader, encounter.people.persons)
    words = chip_words([called.get(person, "") for person in encounter.people.persons])
    choices = [
        Choice(ChoiceKind.PERSON, word, record=person)
        for word, person in zip(words, encounter.people.persons, strict=True)
    ]
    place = ""
    if encounter.spot and encounter.spot != tour.spot:
        spot = get(session.store.reader, Spot, encounter.spot)
        place = spot_word(spot.name if spot else "")
        choices.append(Choice(ChoiceKind.SPOT, place, record=encounter.spot))
    draft = reopen(entry, tour.evening, words, place)
    line = render(draft, letters(i18n.language()))
    return Reopened(line if draft.note else f"{line} ", tuple(choices))


def evening_of(session: Session, encounter: str) -> Evening | None:
    """Give the evening of an encounter by its id; None where it is unknown or deleted."""
    entry = encounters.entry(session.store.reader, encounter)
    tour = get(session.store.reader, Tour, entry.encounter.tour) if entry else None
    return tour.evening if tour else None


def keep(session: Session, tour: Tour, said: Entry, resolved: Resolved, before: Entry) -> Entry:
    """Write what differs from an entry kept ``before``; its records keep their ids."""
    if not isinstance(said.encounter, Encounter) or not isinstance(before.encounter, Encounter):
        raise Refusal(
            "not-an-encounter",
            _("Cette ligne ne décrit plus une rencontre : annulez-la plutôt avec Ctrl+Z."),
        )
    refuse_file_on_minor(said, resolved)
    before = encounters.entry(session.store.reader, before.id) or before
    after = _with_ids_of(before, said)
    kept = {record.id for record in _consequences(after)}
    gone = [
        replace(record, deleted=True)
        for record in _consequences(before)
        if record.id not in kept and not _is_beside_the_line(record, tour)
    ]

    def job(transaction: Transaction) -> None:
        transaction.save(*resolved.fresh)
        close_due(session, transaction, tour, after)
        transaction.save(after.encounter, *_consequences(after), *gone)

    session.store.write(job, undoable_in=tour.id).result()
    return encounters.entry(session.store.reader, before.id) or after


def _with_ids_of(before: Entry, said: Entry) -> Entry:
    """Give what is said now, under the ids of what was said before of the same things."""
    referrals = _paired(said.referrals, before.referrals, lambda r: (r.target, r.service))
    follow_ups = _paired(said.follow_ups, before.follow_ups, lambda f: (f.person, f.spot))
    notes = _paired(said.safety_notes, before.safety_notes, lambda n: (n.code, n.person))
    alerts = _paired(said.alerts, before.alerts, lambda a: (a.code, a.person, a.spot))
    return Entry(
        replace(said.encounter, id=before.id),
        tuple(_said_again(r, old, before.id) for r, old in referrals),
        tuple(_planned_again(f, old, said, before.id) for f, old in follow_ups),
        tuple(replace(n, id=old.id if old else n.id, encounter=before.id) for n, old in notes),
        tuple(old or replace(alert, encounter=before.id) for alert, old in alerts),
    )


def _said_again(said: Referral, before: Referral | None, encounter: str) -> Referral:
    """Keep when a referral was made and closed, which the line does not say."""
    if before is None:
        return replace(said, encounter=encounter)
    closed_at = before.closed_at if before.result == said.result else said.closed_at
    return replace(said, id=before.id, at=before.at, closed_at=closed_at, encounter=encounter)


def _planned_again(
    planned: FollowUp, before: FollowUp | None, said: Entry, encounter: str
) -> FollowUp:
    """Keep the words and the rhythm of a follow-up, which the line does not say."""
    if before is not None:
        return replace(before, due=planned.due, what_for=planned.what_for, encounter=encounter)
    return replace(planned, encounter=encounter) if planned.encounter == said.id else planned


def _consequences(entry: Entry) -> tuple[Referral | FollowUp | SafetyNote | Alert, ...]:
    return (*entry.referrals, *entry.follow_ups, *entry.safety_notes, *entry.alerts)


def _is_beside_the_line(record: Referral | FollowUp | SafetyNote | Alert, tour: Tour) -> bool:
    """Tell whether the reopened line did not say the record, so that its absence means nothing.

    It does not say referrals to a service of the directory, and follow-ups no longer ahead.
    """
    match record:
        case Referral(service=service):
            return bool(service)
        case FollowUp(due=due, state=state):
            return due is None or due <= tour.evening or state is not FollowUpState.OPEN
        case _:
            return False


def _paired(
    said: Sequence[R], before: Sequence[R], key: Callable[[R], object]
) -> tuple[tuple[R, R | None], ...]:
    """Give each record said, with the one of those before that has the same key."""
    left = list(before)
    pairs = []
    for record in said:
        old = next((other for other in left if key(other) == key(record)), None)
        if old is not None:
            left.remove(old)
        pairs.append((record, old))
    return tuple(pairs)
