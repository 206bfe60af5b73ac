"""Who had a person's file before them, and what they did with it; never a word of what it says."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

KEPT = timedelta(days=365)
"""How long an access is known: the CNIL recommends six months to a year (2021-122)."""


class Act(StrEnum):
    """What was done with a file."""

    OPENED = "opened"
    CHANGED = "changed"
    SHOWN = "shown"
    EXPORTED = "exported"
    ERASED = "erased"


class Check(StrEnum):
    """How it was made sure that the person who asks for a file is the one that it is about."""

    KNOWN = "known"
    PAPERS = "papers"
    ANSWERS = "answers"
    ACCOMPANIED = "accompanied"


@dataclass(frozen=True, slots=True)
class Access:
    """``author``, a user's slug, did ``act`` ``at`` (UTC) with the file of ``person``, an id.

    ``check`` is how the identity of whoever asked for the file was checked, where somebody did.
    """

    at: datetime
    author: str
    person: str
    act: Act
    check: Check | None = None
