"""From what was stored back to the line that says it, so that it can be corrected."""

from collections.abc import Iterator, Sequence

from maraude.domain.encounter import Encounter, Given, Need, People, StockMove
from maraude.domain.entry import Entry
from maraude.domain.evening import Evening
from maraude.domain.followup import FollowUp
from maraude.domain.referral import Referral
from maraude.domain.shorthand import facts
from maraude.domain.shorthand.acts import MAX_EVENINGS, MAX_QUANTITY
from maraude.domain.shorthand.codewords import is_answer
from maraude.domain.shorthand.draft import (
    Act,
    Call,
    Contact,
    Draft,
    Head,
    Item,
    Mark,
    SeeAgain,
    Target,
    Why,
)
from maraude.domain.shorthand.labels import entry
from maraude.domain.shorthand.why import NO

_ITEM_MARKS = {state: mark for mark, state in facts.NEED_STATES.items()}
_CALL_MARKS = {result: mark for mark, result in facts.CALL_RESULTS.items()}
_LATER_RESULTS = {"REA": Mark.GIVEN, "ATT": Mark.ASKED, "PDV": Mark.ASKED, "ANN": Mark.UNAVAILABLE}
_TARGET_MARKS = {result: mark for mark, result in facts.TARGET_RESULTS.items()} | _LATER_RESULTS


def reopen(stored: Entry, evening: Evening, persons: Sequence[str] = (), spot: str = "") -> Draft:
    """Give the draft that means ``stored`` again, on a tour of ``evening``.

    ``persons`` are words for the persons of the encounter, in its order; ``spot`` is one where
    it was not at the tour's current spot. What no line writes is left out: referrals to a service
    of the directory, follow-ups no longer ahead. A result that came in later reads as the nearest
    mark.
    """
    again = tuple(_see_again(stored.follow_ups, evening))
    if isinstance(stored.encounter, StockMove):
        left = tuple(_given(stored.encounter.items, people=0))
        return Draft(Head(), (*left, *again), spot=spot, note=stored.encounter.note)
    encounter = stored.encounter
    head = _head(encounter.people)
    people = Draft(head, persons=tuple(persons)).people
    safety = tuple(note.code for note in stored.safety_notes)
    safety_text = next((note.text for note in stored.safety_notes if note.text), "")
    return Draft(
        head,
        (
            *_contact(encounter),
            *_needs(encounter.needs),
            *_given(encounter.given, people),
            *((Item("", "ANI"),) if encounter.animal else ()),
            *_referrals(stored.referrals),
            *again,
        ),
        tuple(persons),
        spot,
        (*encounter.alerts, *safety),
        note=encounter.note or safety_text,
    )


def _head(people: People) -> Head | None:
    """Give the head, none where the persons alone, or one person, say as much."""
    head = Head(people.men, people.women, people.unknown, people.minors)
    unsaid = Head(unknown=max(len(people.persons), 1))
    return None if head in (unsaid, Head()) else head


def _contact(encounter: Encounter) -> Iterator[Act]:
    if encounter.contact != "CON":
        yield Contact(encounter.contact)
    if encounter.contact == "REF" and encounter.reason:
        yield Why(encounter.reason)


def _needs(needs: Sequence[Need]) -> Iterator[Act]:
    """Give each need with its reason right after it, and before any call that would take it."""
    for need in needs:
        mark = _ITEM_MARKS[need.state]
        yield Item(need.code, need.item, mark)
        if need.reason and mark in NO:
            yield Why(need.reason)


def _given(given: Sequence[Given], people: int) -> Iterator[Act]:
    for thing in given:
        need = entry("given", thing.code).need
        if thing.quantity == facts.default_quantity(thing.code, people):
            yield Item(need, thing.code, Mark.GIVEN)
            continue
        # A sum of several may be more than a line writes at once.
        for before in range(0, thing.quantity, MAX_QUANTITY):
            quantity = min(thing.quantity - before, MAX_QUANTITY)
            yield Item(need, thing.code, Mark.GIVEN, quantity)


def _referrals(referrals: Sequence[Referral]) -> Iterator[Act]:
    for referral in referrals:
        if referral.is_call:
            yield from _call(referral)
        elif not referral.service:
            mark = _TARGET_MARKS.get(referral.result, Mark.ASKED)
            yield Target(referral.target, mark)
            if referral.reason and mark in NO:
                yield Why(referral.reason)


def _call(call: Referral) -> Iterator[Act]:
    yield Call(_CALL_MARKS.get(call.result, Mark.ASKED), call.waited)
    if call.result not in _CALL_MARKS and is_answer(call.result):
        yield Why(call.result)
    if call.reason:
        yield Why(call.reason)


def _see_again(follow_ups: Sequence[FollowUp], evening: Evening) -> Iterator[Act]:
    for due in dict.fromkeys(follow_up.due for follow_up in follow_ups if follow_up.due):
        evenings = (due.date - evening.date).days
        if 1 <= evenings <= MAX_EVENINGS:
            yield SeeAgain(evenings)
