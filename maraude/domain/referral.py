"""Someone was directed somewhere: what was proposed, and what came of it."""

from dataclasses import dataclass
from datetime import datetime

CALL = "115"
OPEN_CALL = "ATT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """A referral to a target (list 7) or a directory service; its id **and** name are kept.

    For a 115 call ``result`` is of the call results and ``waited`` counts minutes; for others
    it is of the referral results. ``ATT`` is an answer still awaited. ``reason`` is of list 8.
    """

    id: str
    tour: str
    target: str
    at: datetime
    result: str
    encounter: str | None = None
    persons: tuple[str, ...] = ()
    service: str = ""
    service_name: str = ""
    waited: int | None = None
    reason: str = ""
    closed_at: datetime | None = None
    deleted: bool = False

    @property
    def is_call(self) -> bool:
        """Whether this is a call to the 115."""
        return self.target == CALL

    @property
    def is_open_call(self) -> bool:
        """Whether this is a call to the 115 that has no answer yet."""
        return self.is_call and self.result == OPEN_CALL
