"""What a nurse notes of a person for the care team, and that there is such a note."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthNote:
    """Read and written by the care team of the person's team alone; ``at`` is UTC."""

    id: str
    person: str
    at: datetime
    text: str
    deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthMark:
    """That ``health_note`` (an id) exists, and no more: so that who decides knows whom to ask."""

    id: str
    person: str
    health_note: str
    at: datetime
    deleted: bool = False
