"""Someone, or a place, to be seen again on an evening."""

from dataclasses import dataclass
from enum import StrEnum

from maraude.domain.evening import Evening


class FollowUpState(StrEnum):
    """Where a follow-up stands."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """See again a person, else a spot, on ``due``; ``what_for`` holds codes of needs."""

    id: str
    due: Evening
    tour: str
    encounter: str | None = None
    person: str | None = None
    spot: str | None = None
    what_for: tuple[str, ...] = ()
    state: FollowUpState = FollowUpState.OPEN
    deleted: bool = False
