"""What happened to the team or to someone on the street, and who was told."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """``told`` names who was told; ``spot`` is where it happened, if at a known place."""

    id: str
    tour: str
    at: datetime
    text: str
    told: str = ""
    spot: str | None = None
    deleted: bool = False
