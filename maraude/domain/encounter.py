"""Someone was met, or looked for: one row, with all that was said, asked and given."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MET = frozenset({"CON", "DIF"})
"""Contact results that count as having met someone; the others were seen or approached."""

ABSENT = "ABS"
"""The contact result of someone who was looked for and not seen."""


class NeedState(StrEnum):
    """What became of a need during the encounter."""

    ASKED = "asked"
    MET = "met"
    UNMET = "unmet"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class People:
    """Whom the encounter counts. ``persons`` are ids of files, each one of those counted."""

    men: int = 0
    women: int = 0
    unknown: int = 0
    minors: int = 0
    persons: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """How many people there were, minors included."""
        return self.men + self.women + self.unknown + self.minors


@dataclass(frozen=True, slots=True)
class Need:
    """A need (list 1). ``item`` is the given code (list 2) that was asked for, if one was."""

    code: str
    state: NeedState
    item: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """Something given or done (list 2), and how many times."""

    code: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Encounter:
    """One encounter of a tour. ``contact`` is of list 10, ``alerts`` of list 6; ``at`` is UTC."""

    id: str
    tour: str
    at: datetime
    contact: str
    people: People
    spot: str | None = None
    needs: tuple[Need, ...] = ()
    given: tuple[Given, ...] = ()
    alerts: tuple[str, ...] = ()
    reason: str = ""
    animal: bool = False
    note: str = ""
    deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StockMove:
    """Things that left the van without an encounter: left at a spot, or lost."""

    id: str
    tour: str
    at: datetime
    items: tuple[Given, ...]
    spot: str | None = None
    note: str = ""
    deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyNote:
    """Violence or exploitation: about one person, for a narrow audience, apart from the rest.

    ``code`` is VIO or EXP; ``person`` is empty where the one person met has no file, and
    ``encounter`` where it was written in their file.
    """

    id: str
    at: datetime
    code: str
    encounter: str = ""
    person: str | None = None
    text: str = ""
    deleted: bool = False
