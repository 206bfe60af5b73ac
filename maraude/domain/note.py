"""A few words for whoever comes next: about a person, about a place, or for every team."""

from dataclasses import dataclass
from datetime import datetime

from maraude.domain.evening import Evening


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """``to`` names a team or a role, every team where it is empty; it holds through ``until``.

    A note about nobody and no place is a transmission.
    """

    id: str
    at: datetime
    text: str
    tour: str = ""
    person: str | None = None
    spot: str | None = None
    to: str = ""
    until: Evening | None = None
    deleted: bool = False
