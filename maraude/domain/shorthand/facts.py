"""What a draft says once marks, numbers and reasons are worked out, before any record is made."""

from collections.abc import Sequence
from dataclasses import dataclass

from maraude.domain.encounter import Given, Need, NeedState, People
from maraude.domain.referral import CALL, OPEN_CALL
from maraude.domain.shorthand.acts import SAFETY
from maraude.domain.shorthand.codewords import is_stock
from maraude.domain.shorthand.draft import (
    Call,
    Contact,
    Draft,
    Head,
    Item,
    Mark,
    SeeAgain,
    Target,
)
from maraude.domain.shorthand.why import Said, said

NEED_STATES = {
    Mark.ASKED: NeedState.ASKED,
    Mark.GIVEN: NeedState.MET,
    Mark.UNAVAILABLE: NeedState.UNMET,
    Mark.REFUSED: NeedState.REFUSED,
}
CALL_RESULTS = {
    Mark.ASKED: OPEN_CALL,
    Mark.GIVEN: "PLA",
    Mark.UNAVAILABLE: "NPA",
    Mark.UNREACHED: "NDC",
    Mark.REFUSED: "REFP",
}
TARGET_RESULTS = {
    Mark.ASKED: "PRO",
    Mark.GIVEN: "ACC",
    Mark.UNAVAILABLE: "NON",
    Mark.REFUSED: "REF",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a call or of another referral, with what the line says of it."""

    target: str
    result: str
    waited: int | None = None
    reason: str = ""


def is_left_behind(draft: Draft) -> bool:
    """Tell whether the draft says no more than what was left where nobody was met."""
    return draft.people == 0 and contact(draft) != "ABS"


def contact(draft: Draft) -> str:
    """Give the contact result (list 10)."""
    return next((act.code for act in draft.acts if isinstance(act, Contact)), "CON")


def contact_reason(draft: Draft) -> str:
    """Give why the contact was declined (list 8), if it was said."""
    why = said(draft.acts)
    places = (place for place, act in enumerate(draft.acts) if isinstance(act, Contact))
    return next((why[place].reason for place in places if place in why), "")


def people(draft: Draft, persons: Sequence[str]) -> People:
    """Give whom the draft counts; ``persons`` are ids or names of those named.

    Named persons beyond the head's number are counted as unknown. Nobody is there when absent.
    """
    if contact(draft) == "ABS":
        return People(persons=tuple(persons))
    head = draft.head or Head(unknown=0 if persons else 1)
    unknown = head.unknown + max(len(persons) - head.total, 0)
    return People(head.men, head.women, unknown, head.minors, tuple(persons))


def needs(draft: Draft) -> tuple[Need, ...]:
    """Give the needs, each once; asked is left out where the line says what came of it.

    A call to the 115 asks for shelter.
    """
    why = said(draft.acts)
    stated = [
        Need(act.need or act.item, NEED_STATES[act.mark], act.item, why.get(place, Said()).reason)
        for place, act in enumerate(draft.acts)
        if isinstance(act, Item) and _is_need(act)
    ]
    settled = {(n.code, n.item) for n in stated if n.state is not NeedState.ASKED}
    kept = [
        need
        for need in dict.fromkeys(stated)
        if need.state is not NeedState.ASKED or (need.code, need.item) not in settled
    ]
    if any(isinstance(act, Call) for act in draft.acts) and all(n.code != "HEB" for n in kept):
        kept.append(Need("HEB", NeedState.ASKED))
    return tuple(kept)


def given(draft: Draft) -> tuple[Given, ...]:
    """Give what was given or done, each code once."""
    quantities: dict[str, int] = {}
    for act in draft.acts:
        if isinstance(act, Item) and act.mark is Mark.GIVEN and act.item:
            quantity = act.quantity or default_quantity(act.item, draft.people)
            quantities[act.item] = quantities.get(act.item, 0) + quantity
    return tuple(Given(code, quantity) for code, quantity in quantities.items())


def default_quantity(item: str, people: int) -> int:
    """Give how many without a number: one for each person out of the van, else once."""
    return max(people, 1) if is_stock(item) else 1


def has_animal(draft: Draft) -> bool:
    """Tell whether an animal is with the people."""
    return Item("", "ANI") in draft.acts


def answers(draft: Draft) -> tuple[Answer, ...]:
    """Give what came of each call and of each other referral, in the order said."""
    why = said(draft.acts)
    return tuple(
        _answer(act, why.get(place, Said()))
        for place, act in enumerate(draft.acts)
        if isinstance(act, Call) or (isinstance(act, Target) and act.code not in SAFETY)
    )


def safety(draft: Draft) -> tuple[str, ...]:
    """Give the codes of violence and exploitation, which go to safety notes alone."""
    codes = [*draft.alerts]
    codes += [act.need for act in draft.acts if isinstance(act, Item)]
    codes += [act.code for act in draft.acts if isinstance(act, Target)]
    return tuple(dict.fromkeys(code for code in codes if code in SAFETY))


def alerts(draft: Draft) -> tuple[str, ...]:
    """Give the alerts (list 6) that the encounter may hold."""
    return tuple(alert for alert in draft.alerts if alert not in SAFETY)


def see_again(draft: Draft) -> tuple[int, ...]:
    """Give in how many evenings to come back, each once."""
    evenings = (act.evenings for act in draft.acts if isinstance(act, SeeAgain))
    return tuple(dict.fromkeys(evenings))


def _is_need(item: Item) -> bool:
    """Tell a need from a thing given, an act done, an animal, and what a safety note holds."""
    if item.need in SAFETY or item == Item("", "ANI"):
        return False
    return item.mark is not Mark.GIVEN or not item.item


def _answer(act: Call | Target, why: Said) -> Answer:
    if isinstance(act, Target):
        return Answer(act.code, TARGET_RESULTS[act.mark], None, why.reason)
    return Answer(CALL, why.answer or CALL_RESULTS[act.mark], act.waited, why.reason)
