"""Who works on this laptop: the organisation, its team, its territory and their clock."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from maraude.domain.feeds import TEAM, TERRITORY


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Slugs (``team:nord``), so that two laptops initialised apart agree; names as typed.

    ``time_zone`` is an IANA name; ``on_call`` a telephone number or nothing; ``speed`` is the
    team's walking speed in km/h.
    """

    organisation: str
    team: str
    territory: str
    organisation_name: str
    team_name: str
    time_zone: str = "Europe/Paris"
    on_call: str = ""
    speed: float = 4.8
    demo: bool = False

    @property
    def belongs(self) -> dict[str, str]:
        """Where what is written on this laptop belongs."""
        return {TERRITORY: self.territory, TEAM: self.team}

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the team's evenings begin and end."""
        return ZoneInfo(self.time_zone)
