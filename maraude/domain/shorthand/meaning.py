"""What a draft stands for: the records that it becomes when it is saved."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from maraude.domain.alert import Alert
from maraude.domain.encounter import Encounter, NeedState, SafetyNote, StockMove
from maraude.domain.entry import Entry
from maraude.domain.followup import FollowUp
from maraude.domain.referral import OPEN_CALL, Referral
from maraude.domain.shorthand import facts
from maraude.domain.shorthand.draft import Draft
from maraude.domain.shorthand.labels import entry
from maraude.domain.tour import Tour

AWAITED = frozenset({OPEN_CALL, "PRO", "ACC"})
"""Results of a referral that something may still come of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Where and when a line was said. ``at`` is UTC.

    ``persons`` are ids, one for each of the draft's; ``safety_person`` is the one whom a safety
    note is about, if any of them.
    """

    tour: Tour
    at: datetime
    spot: str | None = None
    persons: tuple[str, ...] = ()
    safety_person: str | None = None


def meaning(draft: Draft, context: Context, new_id: Callable[[], str]) -> Entry:
    """Give the records of ``draft``; its problems are left out."""
    if facts.is_left_behind(draft):
        move = StockMove(
            id=new_id(),
            tour=context.tour.id,
            at=context.at,
            items=facts.given(draft),
            spot=context.spot,
            note=draft.note,
        )
        return Entry(move, follow_ups=_follow_ups(draft, context, None, new_id))
    encounter = _encounter(draft, context, new_id())
    return Entry(
        encounter,
        _referrals(draft, context, encounter.id, new_id),
        _follow_ups(draft, context, encounter.id, new_id),
        _safety_notes(draft, context, encounter.id, new_id),
        _alerts(draft, context, encounter.id, new_id),
    )


def needs_safety_person(draft: Draft) -> bool:
    """Tell whether it must be asked which of the persons named a safety note is about."""
    return len(draft.persons) > 1 and bool(facts.safety(draft))


def _encounter(draft: Draft, context: Context, new_id: str) -> Encounter:
    """Give the encounter; a note beside a safety code is the safety note's, not its."""
    return Encounter(
        id=new_id,
        tour=context.tour.id,
        at=context.at,
        contact=facts.contact(draft),
        people=facts.people(draft, _persons(context)),
        spot=context.spot,
        needs=facts.needs(draft),
        given=facts.given(draft),
        alerts=facts.alerts(draft),
        reason=facts.contact_reason(draft),
        animal=facts.has_animal(draft),
        note="" if facts.safety(draft) else draft.note,
    )


def _referrals(
    draft: Draft, context: Context, encounter: str, new_id: Callable[[], str]
) -> tuple[Referral, ...]:
    return tuple(
        Referral(
            id=new_id(),
            tour=context.tour.id,
            target=answer.target,
            at=context.at,
            result=answer.result,
            encounter=encounter,
            persons=_persons(context),
            waited=answer.waited,
            reason=answer.reason,
            closed_at=None if answer.result in AWAITED else context.at,
        )
        for answer in facts.answers(draft)
    )


def _follow_ups(
    draft: Draft, context: Context, encounter: str | None, new_id: Callable[[], str]
) -> tuple[FollowUp, ...]:
    """Give one follow-up for each person named, else one for the spot, on each evening said."""
    open_needs = (n.code for n in facts.needs(draft) if n.state is not NeedState.MET)
    what_for = tuple(dict.fromkeys(open_needs))
    whom: tuple[str | None, ...] = _persons(context) or (None,)
    return tuple(
        FollowUp(
            id=new_id(),
            due=context.tour.evening.later(evenings),
            tour=context.tour.id,
            encounter=encounter,
            person=person,
            spot=None if person else context.spot,
            what_for=what_for,
        )
        for evenings in facts.see_again(draft)
        for person in whom
    )


def _safety_notes(
    draft: Draft, context: Context, encounter: str, new_id: Callable[[], str]
) -> tuple[SafetyNote, ...]:
    """Give a note for each safety code; the line's note is the text of the first."""
    return tuple(
        SafetyNote(
            id=new_id(),
            encounter=encounter,
            at=context.at,
            code=code,
            person=context.safety_person,
            text=draft.note if place == 0 else "",
        )
        for place, code in enumerate(facts.safety(draft))
    )


def _alerts(
    draft: Draft, context: Context, encounter: str, new_id: Callable[[], str]
) -> tuple[Alert, ...]:
    """Give one alert for each person named, else one for the spot, and each code said."""
    whom: tuple[str | None, ...] = _persons(context) or (None,)
    return tuple(
        Alert(
            id=new_id(),
            code=code,
            severity=entry("alerts", code).severity,
            since=context.at,
            tour=context.tour.id,
            encounter=encounter,
            person=person,
            spot=None if person else context.spot,
        )
        for code in facts.alerts(draft)
        for person in whom
    )


def _persons(context: Context) -> tuple[str, ...]:
    """Give the persons' ids, each once: two words may name the same person."""
    return tuple(dict.fromkeys(context.persons))
