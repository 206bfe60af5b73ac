"""The line being typed, as it is kept at each key."""

from dataclasses import dataclass
from datetime import datetime

from maraude.domain.choice import Choice


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A line, when it was opened (UTC), the choices made for its words, and what it corrects.

    ``editing`` is the id of an encounter, or nothing.
    """

    line: str
    opened_at: datetime
    choices: tuple[Choice, ...] = ()
    editing: str = ""
