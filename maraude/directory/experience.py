"""What teams learnt at a service: what came of those whom they directed there."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from maraude.domain import codes
from maraude.domain.evening import long_date
from maraude.i18n import _, ngettext

ARRIVED, FAILED, DECLINED, CANCELLED = "REA", "NON", "REF", "ANN"
LATELY = timedelta(days=90)
"""For how long a referral that did not work out speaks against a service."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One result (of the referral results): how many times, and when last (UTC)."""

    result: str
    times: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Refusals:
    """How many of the referrals that came to an end this month led to nothing.

    ``times`` out of ``of`` did not work out or were declined by the person; ``reason`` is the one
    given most often (list 8), empty where none was given.
    """

    times: int = 0
    of: int = 0
    reason: str = ""

    @property
    def prevail(self) -> bool:
        """Whether they are as many as those that led somewhere, or more."""
        return 0 < self.of <= 2 * self.times


@dataclass(frozen=True, slots=True)
class Experience:
    """What came of the referrals to a service, by result, the latest first."""

    service: str
    outcomes: tuple[Outcome, ...] = ()
    refusals: Refusals = Refusals()

    def failed_lately(self, when: datetime) -> bool:
        """Tell whether the last who went there, of late, could not be helped."""
        known = [o for o in self.outcomes if o.result in (ARRIVED, FAILED)]
        return bool(known) and known[0].result == FAILED and when - known[0].last_at <= LATELY

    def speaks_against(self, when: datetime) -> bool:
        """Tell whether what teams learnt there speaks against sending someone."""
        return self.failed_lately(when) or self.refusals.prevail


def mark(experience: Experience) -> str:
    """Say in a few signs how many arrived and how many did not, the latest first: ``+3 -1``."""
    signs = {ARRIVED: "+", FAILED: "-"}
    known = [f"{signs[o.result]}{o.times}" for o in experience.outcomes if o.result in signs]
    return " ".join(known) or ("…" if experience.outcomes else "")


def summary(experience: Experience, zone: tzinfo) -> str:
    """Say what came of our referrals, refusals first; nothing where there were none."""
    said = [
        _("{times} (le {date})").format(
            times=_times(outcome), date=long_date(outcome.last_at.astimezone(zone).date())
        )
        for outcome in experience.outcomes
        if outcome.result != CANCELLED
    ]
    results = _("Nos orientations : {results}.").format(results=", ".join(said)) if said else ""
    return " ".join(filter(None, (refused(experience.refusals), results)))


def refused(refusals: Refusals) -> str:
    """Say how many came back this month, and why: ``3 refus sur 4 ce mois : animal refusé``."""
    if not refusals.times:
        return ""
    listed, n = codes.load("refusal_reasons"), refusals.times
    if refusals.reason in listed:
        return ngettext(
            "{n} refus sur {of} ce mois : {reason}.", "{n} refus sur {of} ce mois : {reason}.", n
        ).format(n=n, of=refusals.of, reason=listed[refusals.reason].short)
    return ngettext("{n} refus sur {of} ce mois.", "{n} refus sur {of} ce mois.", n).format(
        n=n, of=refusals.of
    )


def _times(outcome: Outcome) -> str:
    n = outcome.times
    match outcome.result:
        case "REA":
            return ngettext("{n} réalisée", "{n} réalisées", n).format(n=n)
        case "NON":
            return ngettext("{n} non aboutie", "{n} non abouties", n).format(n=n)
        case "REF":
            return ngettext("{n} déclinée", "{n} déclinées", n).format(n=n)
        case "PDV":
            return ngettext("{n} perdue de vue", "{n} perdues de vue", n).format(n=n)
        case "ACC":
            return ngettext("{n} acceptée", "{n} acceptées", n).format(n=n)
        case "PRO":
            return ngettext("{n} proposée", "{n} proposées", n).format(n=n)
        case _:
            return ngettext("{n} en attente", "{n} en attente", n).format(n=n)
