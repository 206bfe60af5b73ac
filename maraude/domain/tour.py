"""A team's evening on the street: from leaving the base to the debrief."""

from dataclasses import dataclass
from datetime import datetime

from maraude.domain.encounter import Given
from maraude.domain.evening import Evening


@dataclass(frozen=True, slots=True)
class Member:
    """Someone of the team, and their part in it (``driver``, ``nurse`` … or nothing)."""

    name: str
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tour:
    """One evening of one team. ``spot`` is where the team is now; moments are UTC.

    ``stock_out`` is what was loaded at the start (list 2), ``stock_in`` what was counted at the
    end.
    """

    id: str
    evening: Evening
    team: str
    started_at: datetime
    ended_at: datetime | None = None
    members: tuple[Member, ...] = ()
    sector: str = ""
    spot: str | None = None
    kilometres: float | None = None
    stock_out: tuple[Given, ...] = ()
    stock_in: tuple[Given, ...] = ()
    debrief: str = ""
    deleted: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the team is still out."""
        return self.ended_at is None
