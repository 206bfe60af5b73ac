"""What teams learnt at a service: what came of those whom they directed there."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from maraude.domain.evening import long_date
from maraude.i18n import _, ngettext

ARRIVED, FAILED, CANCELLED = "REA", "NON", "ANN"
LATELY = timedelta(days=90)
"""For how long a referral that did not work out speaks against a service."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One result (of the referral results): how many times, and when last (UTC)."""

    result: str
    times: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Experience:
    """What came of the referrals to a service, by result, the latest first."""

    service: str
    outcomes: tuple[Outcome, ...] = ()

    def failed_lately(self, when: datetime) -> bool:
        """Tell whether the last who went there, of late, could not be helped."""
        known = [o for o in self.outcomes if o.result in (ARRIVED, FAILED)]
        return bool(known) and known[0].result == FAILED and when - known[0].last_at <= LATELY


def mark(experience: Experience) -> str:
    """Say in a few signs how many arrived and how many did not, the latest first: ``+3 -1``."""
    signs = {ARRIVED: "+", FAILED: "-"}
    known = [f"{signs[o.result]}{o.times}" for o in experience.outcomes if o.result in signs]
    return " ".join(known) or ("…" if experience.outcomes else "")


def summary(experience: Experience, zone: tzinfo) -> str:
    """Say what came of our referrals, the latest first; nothing where there were none."""
    said = [
        _("{times} (le {date})").format(
            times=_times(outcome), date=long_date(outcome.last_at.astimezone(zone).date())
        )
        for outcome in experience.outcomes
        if outcome.result != CANCELLED
    ]
    return _("Nos orientations : {results}.").format(results=", ".join(said)) if said else ""


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
