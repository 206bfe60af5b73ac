"""A stored encounter in one line of the list of tonight."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from maraude.domain.encounter import Encounter, Given, Need, NeedState, SafetyNote, StockMove
from maraude.domain.entry import Entry
from maraude.domain.evening import short_date
from maraude.domain.followup import FollowUp
from maraude.domain.referral import Referral
from maraude.domain.shorthand.labels import entry, given_words, named
from maraude.i18n import N_, _, ngettext

_NEEDS = {
    NeedState.ASKED: N_("{thing}"),
    NeedState.MET: N_("{thing} : obtenu"),
    NeedState.UNMET: N_("{thing} : pas disponible"),
    NeedState.REFUSED: N_("{thing} : pas souhaité"),
}


@dataclass(frozen=True, slots=True)
class Summary:
    """The columns of one line: how many people, what was said and done, who and when again."""

    people: str
    words: str
    again: str = ""


def summary(stored: Entry, names: Sequence[str] = ()) -> Summary:
    """Say an encounter, and what came of it, in short; ``names`` are of its persons."""
    encounter = stored.encounter
    if isinstance(encounter, StockMove):
        left = _("laissé sur place : {things}").format(things=_given(encounter.items))
        return Summary("", left, _again((), stored.follow_ups))
    total = encounter.people.total
    people = _("{n} pers.").format(n=total) if total else ""
    groups = (
        *_seen(encounter),
        *_said(encounter, stored.referrals),
        *_held(encounter, stored.safety_notes),
    )
    return Summary(people, " · ".join(groups), _again(names, stored.follow_ups))


def _seen(encounter: Encounter) -> Iterator[str]:
    """Say who was there, where more is known than their number, and how they were met."""
    people = encounter.people
    if people.men or people.women or people.minors:
        counts = (
            (people.men, _("{n} H")),
            (people.women, _("{n} F")),
            (people.unknown, _("{n} sans précision")),
            (people.minors, ngettext("{n} mineur", "{n} mineurs", people.minors)),
        )
        yield " ".join(text.format(n=n) for n, text in counts if n)
    if encounter.contact != "CON":
        yield entry("contacts", encounter.contact).label


def _said(encounter: Encounter, referrals: Sequence[Referral]) -> Iterator[str]:
    """Say what was asked with what came of it, then what was given."""
    asked = [*map(_need, encounter.needs), *map(_referral, referrals)]
    if asked:
        yield ", ".join(asked)
    if encounter.given:
        yield _given(encounter.given)


def _held(encounter: Encounter, safety_notes: Sequence[SafetyNote]) -> Iterator[str]:
    """Say what to be careful about; what a safety note says stays in it."""
    if encounter.animal:
        yield _("animal")
    if encounter.alerts:
        labels = (entry("alerts", alert).short for alert in encounter.alerts)
        yield _("alerte {alerts}").format(alerts=", ".join(labels))
    if safety_notes:
        yield _("note à part")


def _need(need: Need) -> str:
    return _(_NEEDS[need.state]).format(thing=named(need.code, need.item).short)


def _referral(referral: Referral) -> str:
    if referral.is_call:
        result = entry("call_results", referral.result).short
        return _("115 {result}").format(result=result)
    return _("{target} : {result}").format(
        target=referral.service_name or entry("targets", referral.target).short,
        result=entry("referral_results", referral.result).short,
    )


def _given(given: Sequence[Given]) -> str:
    return ", ".join(map(given_words, given))


def _again(names: Sequence[str], follow_ups: Sequence[FollowUp]) -> str:
    """Say who it was, and on which evenings to come back."""
    evenings = dict.fromkeys(follow_up.due for follow_up in follow_ups if follow_up.due)
    dates = [_("revoir {date}").format(date=short_date(due.date)) for due in evenings]
    return " · ".join([", ".join(names), *dates] if names else dates)
