"""Something to be careful about, of a person or a place, until it is closed."""

from dataclasses import dataclass
from datetime import datetime

from maraude.domain.evening import Evening


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """``code`` is of list 6; ``severity`` 1 now, 2 tonight, 3 at the next pass.

    It is about a person, else a spot, else whoever the encounter met. It ends when it is closed
    (``closed_at``, UTC), or after the evening ``until``.
    """

    id: str
    code: str
    severity: int
    since: datetime
    tour: str = ""
    encounter: str | None = None
    person: str | None = None
    spot: str | None = None
    what_to_do: str = ""
    until: Evening | None = None
    closed_at: datetime | None = None
    deleted: bool = False
