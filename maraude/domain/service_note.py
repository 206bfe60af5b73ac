"""What the coordination corrects of a service, until its source says it itself."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from maraude.domain.evening import Evening


class Correction(StrEnum):
    """What is not as the source says."""

    CLOSED = "closed"
    FULL = "full"
    MOVED = "moved"
    REFUSES = "refuses"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceNote:
    """A correction of the service of this id, which ``author`` wrote ``at`` (UTC).

    ``what`` is a ``Correction``; ``facet`` names whom it refuses, ``text`` says where it has moved,
    or more on the rest; ``lat`` and ``lon`` are where, if that is known. It holds through
    ``until``, without it until it is withdrawn.
    """

    id: str
    service: str
    at: datetime
    what: str
    author: str = ""
    text: str = ""
    facet: str = ""
    lat: float | None = None
    lon: float | None = None
    until: Evening | None = None
    deleted: bool = False

    def holds(self, evening: Evening, zone: tzinfo) -> bool:
        """Tell whether it holds on an evening, from the one on which it was written on."""
        written = Evening.at(self.at, zone)
        return written <= evening and (self.until is None or evening <= self.until)
