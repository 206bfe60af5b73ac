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
    """See again a person, else a spot, on ``due``; without it the evening is still to be said.

    ``what_for`` holds codes of needs, ``note`` words. ``every`` counts the evenings after which
    it comes back once done, 0 for never. ``tour`` is empty where it was not written on one.
    """

    id: str
    due: Evening | None
    tour: str = ""
    encounter: str | None = None
    person: str | None = None
    spot: str | None = None
    what_for: tuple[str, ...] = ()
    note: str = ""
    every: int = 0
    state: FollowUpState = FollowUpState.OPEN
    deleted: bool = False
