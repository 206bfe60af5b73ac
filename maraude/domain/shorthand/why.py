"""What an answer of the 115 or a reason is said of: the last act before it that takes one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from maraude.domain.shorthand.codewords import is_answer
from maraude.domain.shorthand.draft import Act, Call, Contact, Item, Mark, Target, Why

NO = (Mark.UNAVAILABLE, Mark.REFUSED)
"""The marks of what came to nothing, of which a reason may be said."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of one act: an answer of the 115, a reason, or both."""

    answer: str = ""
    reason: str = ""


def said(acts: Sequence[Act]) -> Mapping[int, Said]:
    """Give, by the place of an act, what the line says of it."""
    found: dict[int, Said] = {}
    for place, act in enumerate(acts):
        if isinstance(act, Why) and (of := anchor(acts[:place], act)) is not None:
            already = found.get(of, Said())
            found[of] = (
                replace(already, answer=act.code)
                if is_answer(act.code)
                else replace(already, reason=act.code)
            )
    return found


def anchor(before: Sequence[Act], why: Why) -> int | None:
    """Give the place of the act, among those ``before``, that ``why`` is said of, if any.

    An answer is of the last call. A reason is of the last call or of the last referral that
    came to nothing, else of the last need that did, else of a refusal to talk.
    """
    takers = (_is_call,) if is_answer(why.code) else (_is_referral, _is_need, _is_refusal)
    for takes in takers:
        for place in range(len(before) - 1, -1, -1):
            if takes(before[place]):
                return place
    return None


def _is_call(act: Act) -> bool:
    return isinstance(act, Call)


def _is_referral(act: Act) -> bool:
    return isinstance(act, Call) or (isinstance(act, Target) and act.mark in NO)


def _is_need(act: Act) -> bool:
    return isinstance(act, Item) and act.mark in NO


def _is_refusal(act: Act) -> bool:
    return isinstance(act, Contact) and act.code == "REF"
