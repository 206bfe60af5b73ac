"""One line of the evening: an encounter and all that came of it."""

from dataclasses import dataclass
from datetime import datetime

from maraude.domain.alert import Alert
from maraude.domain.encounter import Encounter, SafetyNote, StockMove
from maraude.domain.followup import FollowUp
from maraude.domain.referral import Referral


@dataclass(frozen=True, slots=True)
class Entry:
    """The records of one line; a stock move stands for the encounter where nobody was met."""

    encounter: Encounter | StockMove
    referrals: tuple[Referral, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    safety_notes: tuple[SafetyNote, ...] = ()
    alerts: tuple[Alert, ...] = ()

    @property
    def id(self) -> str:
        """The id of the encounter or stock move."""
        return self.encounter.id

    @property
    def at(self) -> datetime:
        """When it took place, UTC."""
        return self.encounter.at
