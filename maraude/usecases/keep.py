"""Write what a line said: records, new files, follow-ups kept up to date, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from maraude.domain.alert import Alert
from maraude.domain.choice import Choice, ChoiceKind
from maraude.domain.encounter import MET, Encounter
from maraude.domain.entry import Entry
from maraude.domain.followup import FollowUp, FollowUpState
from maraude.domain.person import Person
from maraude.domain.referral import Referral
from maraude.domain.refusal import Refusal
from maraude.domain.spot import Spot
from maraude.domain.text import clean_line
from maraude.domain.tour import Tour
from maraude.i18n import _
from maraude.store import alerts, follow_ups, persons
from maraude.store.records import get
from maraude.store.transaction import Transaction
from maraude.usecases import refer
from maraude.usecases.follow_ups import next_one
from maraude.usecases.resolve import Match
from maraude.usecases.session import Session

ALONE = frozenset({"MIN"})
"""Alerts of a minor alone: a volunteer opens no file on them."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """The records that a line's words stand for; ``fresh`` ones are made with the line."""

    persons: tuple[str, ...]
    spot: str | None
    fresh: tuple[Person | Spot, ...]

    @classmethod
    def of(cls, session: Session, persons: Sequence[Match], spot: Match | None) -> "Resolved":
        """Give ids to the words, new ones where a new record was chosen."""
        made = [_fresh_person(session, match) for match in persons if match.chosen is None]
        fresh: list[Person | Spot] = list(made)
        ids = iter(made)
        known = tuple(match.chosen.record if match.chosen else next(ids).id for match in persons)
        place = spot.chosen.record if spot and spot.chosen else None
        if spot and not spot.chosen:
            new_spot = Spot(
                id=session.ids.record(), name=clean_line(spot.name), team=session.profile.team
            )
            fresh.append(new_spot)
            place = new_spot.id
        return cls(known, place, tuple(fresh))


def move(session: Session, tour: Tour, resolved: Resolved) -> None:
    """Make the resolved spot the tour's current one."""

    def job(transaction: Transaction) -> None:
        transaction.save(*resolved.fresh)
        _save_tour(transaction, tour, resolved.spot)

    session.store.write(job, undoable_in=tour.id).result()


def completed(
    session: Session, said: Entry, choices: Sequence[Choice], correcting: Entry | None
) -> Entry:
    """Give what a line said with the services chosen for it; no follow-up or alert is doubled.

    ``correcting`` is the entry that it corrects, if any.
    """
    return replace(
        said,
        referrals=said.referrals + _service_referrals(session, said, choices),
        follow_ups=_moved_or_new(session, said),
        alerts=_not_open_yet(session, said, correcting),
    )


def entry(session: Session, tour: Tour, said: Entry, resolved: Resolved) -> Entry:
    """Write a new entry; the place that the line named becomes the tour's current one."""
    refuse_file_on_minor(said, resolved)

    def job(transaction: Transaction) -> None:
        transaction.save(*resolved.fresh)
        _save_tour(transaction, tour, resolved.spot or tour.spot)
        close_due(session, transaction, tour, said)
        transaction.save(
            said.encounter, *said.referrals, *said.follow_ups, *said.safety_notes, *said.alerts
        )

    session.store.write(job, undoable_in=tour.id).result()
    return said


def close_due(session: Session, transaction: Transaction, tour: Tour, said: Entry) -> None:
    """Mark as done what was to be seen again by tonight, of the persons whom an entry met."""
    if not isinstance(said.encounter, Encounter) or said.encounter.contact not in MET:
        return
    for person in said.encounter.people.persons:
        due = follow_ups.open_for(transaction.connection, person, until=str(tour.evening))
        for follow_up in due:
            again = next_one(session, follow_up, tour.evening)
            transaction.save(replace(follow_up, state=FollowUpState.DONE), *filter(None, (again,)))


def refuse_file_on_minor(said: Entry, resolved: Resolved) -> None:
    """Refuse a new file on a minor alone: a volunteer notes, and calls."""
    encounter = said.encounter
    opens_file = any(isinstance(record, Person) for record in resolved.fresh)
    if not opens_file or not isinstance(encounter, Encounter):
        return
    people = encounter.people
    alone = people.minors and people.minors + len(people.persons) > people.total
    if alone or ALONE & set(encounter.alerts):
        raise Refusal(
            "minor-alone",
            _(
                "Pas de fiche au nom d'un mineur seul : écrivez une note, appelez l'astreinte ou le"
                " 119."
            ),
        )


def _save_tour(transaction: Transaction, tour: Tour, spot: str | None) -> None:
    """Write where the tour is now, and the tour itself where it begins with this line."""
    stored = get(transaction.connection, Tour, tour.id) or tour
    transaction.save(replace(stored, spot=spot))


def _fresh_person(session: Session, match: Match) -> Person:
    informed = match.choice.informed if match.choice else None
    if informed is None:
        raise Refusal("which", _("Personne n'est choisi pour ce nom."))
    return Person(
        id=session.ids.record(),
        code=persons.fresh_code(session.store.reader, session.ids.code),
        called=clean_line(match.name),
        team=session.profile.team,
        informed=informed,
    )


def _service_referrals(
    session: Session, said: Entry, choices: Sequence[Choice]
) -> tuple[Referral, ...]:
    """Give the referrals to services that were chosen in the directory for this line."""
    encounter = said.encounter
    if not isinstance(encounter, Encounter):
        return ()
    return tuple(
        refer.of_choice(session, encounter, choice)
        for choice in choices
        if choice.kind is ChoiceKind.SERVICE
    )


def _moved_or_new(session: Session, said: Entry) -> tuple[FollowUp, ...]:
    """Give the follow-ups to write: of someone absent, the open one is moved, not doubled."""
    if not isinstance(said.encounter, Encounter) or said.encounter.contact in MET:
        return said.follow_ups
    moved = []
    for follow_up in said.follow_ups:
        known = (
            follow_ups.open_for(session.store.reader, follow_up.person) if follow_up.person else ()
        )
        moved.append(replace(known[0], due=follow_up.due) if known else follow_up)
    return tuple(moved)


def _not_open_yet(session: Session, said: Entry, correcting: Entry | None) -> tuple[Alert, ...]:
    """Give the alerts to raise: one that is open already, of the same person or place, is not."""
    return tuple(
        alert
        for alert in said.alerts
        if not any(
            known.code == alert.code and known.encounter != (correcting.id if correcting else "")
            for known in alerts.open_about(session.store.reader, alert.person, alert.spot)
        )
    )
